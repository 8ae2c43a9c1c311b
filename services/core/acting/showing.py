"""A record as a page of any stage shows it to its visitor."""

from services.core.record.showing.sheet import Sheet, sheet, spoken_of
from services.core.record.store import Stored
from services.core.subjects import store as subjects
from services.core.web.visit import Visit


def sheet_of(visit: Visit, stored: Stored) -> Sheet:
    """What the record's page shows now, with the names of its people."""
    return sheet(stored, visit.campaign, visit.now, subjects.get_many(spoken_of(stored)))
