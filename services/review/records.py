"""A record as a reviewer comes to it: found only where it exists for them."""

from services.core.web.visit import NotFound, Visit
from services.core.work.handle import NoSuchRecordError, find
from services.core.work.record import is_record_id
from services.core.work.store import Stored


def address(record_id: str, page: str = "") -> str:
    """Where a record's page, or a page about it, stands."""
    return f"/review/works/{record_id}/{page}" if page else f"/review/works/{record_id}"


def seen_by(visit: Visit, record_id: str) -> Stored:
    """The record. Raises: NotFound, where there is none for this visitor."""
    if not is_record_id(record_id):
        raise NotFound
    try:
        stored = find(record_id, visit.person, visit.campaign)
    except NoSuchRecordError:
        raise NotFound from None
    if stored.work.facts is None:
        raise NotFound
    visit.tell(record=stored.work.id)
    return stored
