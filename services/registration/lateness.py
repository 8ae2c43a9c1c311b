"""Until when a unit can still submit: until registration ends or, by late access, until a later moment."""

from datetime import datetime

import msgspec

from services.core.acting import question
from services.core.campaign.model import Track
from services.core.permit import store
from services.core.permit.permit import for_record, for_units, late_until
from services.core.record.record import Record, State
from services.core.record.tracks import rules, rules_of
from services.core.record.transitions import is_bound
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """The moment up to which something can be submitted, its last second included.

    `late`: registration has ended, and late access lasts until then. `is_over`: that moment has passed, too.
    """

    at: datetime
    late: bool
    is_over: bool


def of_record(visit: Visit, record: Record) -> Closing | None:
    """For a record: permits are read of a draft only, after the deadline; what was submitted is not bound.

    `None` in a track that the registration deadline does not bind.
    """
    if not is_bound(rules_of(record).table):
        return None
    if record.state is not State.DRAFT:
        return Closing(at=visit.campaign.registration_deadline, late=False, is_over=False)
    return _closing(visit, question.late_until(visit, record))


class Closings:
    """For a unit and each record of it; permits are read in one query, and only after the deadline."""

    def __init__(self, visit: Visit, unit: str) -> None:
        self._visit = visit
        is_after = visit.now > visit.campaign.registration_deadline
        self._permits = store.of_campaign(visit.campaign.id) if is_after else {}
        self._scopes = for_units(visit.campaign, unit, vietnam_day(visit.now))

    @property
    def of_unit(self) -> Closing:
        """For whatever the unit registers."""
        return self._of(*self._scopes)

    def of(self, record: str, track: Track) -> Closing | None:
        """For one draft of the unit; `None` in a track that the deadline does not bind."""
        return self._of(*self._scopes, for_record(record)) if self.binds(track) else None

    @staticmethod
    def binds(track: Track) -> bool:
        """Whether the registration deadline binds that kind of record."""
        return is_bound(rules(track).table)

    def _of(self, *scopes: str) -> Closing:
        return _closing(self._visit, late_until(self._permits.get(scope, ()) for scope in scopes))


def _closing(visit: Visit, late: datetime | None) -> Closing:
    deadline, now = visit.campaign.registration_deadline, visit.now
    if now <= deadline or late is None:
        return Closing(at=deadline, late=False, is_over=now > deadline)
    return Closing(at=late, late=now <= late, is_over=now > late)
