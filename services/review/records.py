"""A record as a reviewer comes to it: found only where it exists for them."""

from services.core.record.handle import NoSuchRecordError, find
from services.core.record.record import is_record_id
from services.core.record.store import Stored
from services.core.web.visit import NotFound, Visit


def seen_by(visit: Visit, record_id: str) -> Stored:
    """The record. Raises: NotFound, where there is none for this visitor."""
    if not is_record_id(record_id):
        raise NotFound
    try:
        stored = find(record_id, visit.person, visit.campaign, visit.now)
    except NoSuchRecordError:
        raise NotFound from None
    if stored.record.facts is None:
        raise NotFound
    visit.tell(record=stored.record.id)
    return stored
