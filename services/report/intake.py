"""What the report does with an event: read the record again and replace its row."""

from services.core.campaign import store as campaigns
from services.core.events import Event
from services.core.record import store as records
from services.core.work.work import Work
from services.report import summary
from services.report.rows import row_of


def take(event: Event) -> None:
    """Bring the row of the event's record up to date; events about anything else change no figure.

    The record may be further on than the event says: the row then is, too, and later events find it so. A
    record that is gone leaves nothing to sum up.

    Raises:
        ConflictError: the unit's rows are being written by too many at once; deliver again.
    """
    if not event.type.startswith("Work"):
        return
    stored = records.get(event.subject)
    if stored is None or not stored.history or not isinstance(stored.record, Work):
        return
    work = stored.record
    row = row_of(work, stored.history, campaigns.current(work.campaign))
    summary.replace(work.campaign, work.first_unit, row)
