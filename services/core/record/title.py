"""When two titles are the same."""

import unicodedata


def same_title(title: str) -> str:
    """What two titles have in common when they are the same: NFC, case, spaces and final stop aside."""
    return " ".join(unicodedata.normalize("NFC", title).casefold().split()).rstrip(".").rstrip()
