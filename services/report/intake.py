"""What the report does with an event: read the record again and replace its row."""

from services.core.campaign import store as campaigns
from services.core.events import Event
from services.core.record import store as records
from services.core.record.tracks import track_of
from services.report import summary
from services.report.rows import row_of


def take(event: Event) -> None:
    """Bring the row of the event's record up to date; events about anything else change no figure.

    The record may be further on than the event says: the row then is, too, and later events find it so. A
    record that is gone leaves nothing to sum up.

    Raises:
        ConflictError: the unit's rows are being written by too many at once; deliver again.
    """
    if track_of(event.type) is None:
        return
    stored = records.get(event.subject)
    if stored is None or not stored.history:
        return
    record = stored.record
    row = row_of(record, stored.history, campaigns.current(record.campaign))
    summary.replace(record.campaign, record.first_unit, row)
