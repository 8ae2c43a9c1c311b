"""Where a record stands in the pages of those who review it."""


def address(record_id: str, page: str = "") -> str:
    """Where a record's page, or a page about it, stands."""
    return f"/review/records/{record_id}/{page}" if page else f"/review/records/{record_id}"
