"""The files of a record for those who decide on it, and for the office."""

from chalice.app import Response

from services.core.attaching import rules, shelf
from services.core.attaching.attachment import is_attachment_id
from services.core.attaching.opening import opened
from services.core.attaching.shown import Shown, shown
from services.core.record.store import Stored
from services.core.web.visit import NotFound, Visit
from services.review.addresses import address
from services.review.records import seen_by


def handed_in(visit: Visit, stored: Stored) -> tuple[Shown, ...]:
    """The files that were handed in with a record, for its page."""
    record, state, history = stored.record.id, stored.record.state, stored.history
    files = [one for one in shelf.of_record(record) if rules.is_shown_to_others(one, state, history)]
    return shown(files, visit.person.id, address(record, "files"), history)


def fetch(visit: Visit, record_id: str, attachment_id: str) -> Response:
    """Send a reader to a file that was handed in with the record."""
    if not is_attachment_id(attachment_id):
        raise NotFound
    stored = seen_by(visit, record_id)
    file = shelf.find(record_id, attachment_id)
    if file is None or not rules.is_shown_to_others(file, stored.record.state, stored.history):
        raise NotFound
    return opened(visit, file)
