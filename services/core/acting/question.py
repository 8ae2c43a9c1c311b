"""The question that a page puts to the rules: what its visitor asks of a record, now."""

from datetime import datetime

from services.core.permit import store as permits
from services.core.record.case import Case
from services.core.record.commands import Command
from services.core.record.record import Record
from services.core.record.store import Stored
from services.core.web.visit import Visit


def case(visit: Visit, stored: Stored, command: Command | None = None, *, seat: str = "") -> Case:
    """The question that a page, before anything is typed, or a command puts to the rules."""
    return Case(
        record=stored.record,
        history=stored.history,
        command=command,
        person=visit.person,
        campaign=visit.campaign,
        now=visit.now,
        asked_seat=seat,
        late_until=late_until(visit, stored.record),
        is_named=_is_named(visit, stored.record),
    )


def _is_named(visit: Visit, record: Record) -> bool:
    """Whether the record speaks of the visitor; read once a visit, of a record that names people."""
    from services.core.record.identity import is_named  # noqa: PLC0415 - a list asks of late access only

    question = f"named in {record.id} {record.sequence}"
    if question not in visit.known:
        visit.known[question] = is_named(visit.person, record)
    found: bool = visit.known[question]
    return found


def late_until(visit: Visit, record: Record) -> datetime | None:
    """Until when the registration deadline is lifted for a draft; read once a visit, after the deadline."""
    question = f"late access {record.id}"
    if question not in visit.known:
        visit.known[question] = permits.lifting(record, visit.campaign, visit.now)
    found: datetime | None = visit.known[question]
    return found
