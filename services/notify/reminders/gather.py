"""What is reminded today, and what a unit has still to do: asked of the table, decided by `due`."""

from datetime import datetime
from functools import cache

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.campaign.succession import heirs
from services.core.permit import store as permits
from services.core.permit.permit import Permit, for_record, for_units
from services.core.record import store
from services.core.record.record import State
from services.core.record.store import Line
from services.core.record.tracks import rules
from services.core.record.transitions import is_bound
from services.core.vietnam import vietnam_day
from services.core.work.counting import counted
from services.notify.reminders import due
from services.notify.reminders.due import Draft, Left


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """Of what people are reminded today: that registration ends, and of which late access, by its scope.

    `units` are those that have the late access now, also in the place of the unit to which it was granted.
    """

    registration: bool
    permits: dict[str, Permit]
    units: frozenset[str]

    def concerns(self, unit: str) -> bool:
        """Whether the unit may have to hear of it."""
        return self.registration or unit in self.units


def occasion(campaign: Campaign, now: datetime) -> Occasion | None:
    """What there is to remind of at this moment; `None` on most days. One query."""
    registration = due.registration_reminded(campaign, now)
    newest = {scope: grants[-1] for scope, grants in permits.of_campaign(campaign.id).items()}
    ending = {scope: permit for scope, permit in newest.items() if due.permit_reminded(permit, now)}
    if not registration and not ending:
        return None
    day = vietnam_day(now)
    have = (unit for permit in ending.values() for unit in heirs(campaign, permit.unit, day))
    return Occasion(registration=registration, permits=ending, units=frozenset(have))


def left(campaign: Campaign, unit: str, what: Occasion, now: datetime) -> tuple[Left, ...]:
    """What the unit has still to do, by the end of what; nothing empty. One query for each 25 records."""
    lines = tuple(store.all_of_unit(campaign.id, unit))
    drafts = tuple(_draft(line) for line in lines if line.state == State.DRAFT and _is_bound(line.track))
    missing = _missing(campaign, unit, lines, now)
    found = []
    scopes = for_units(campaign, unit, vietnam_day(now))
    wholes = [what.permits[scope] for scope in scopes if scope in what.permits]
    whole = max(wholes, key=lambda permit: permit.until, default=None)
    if what.registration:
        found.append(_left(unit, campaign.registration_deadline, drafts, missing, late=False))
    elif whole:
        found.append(_left(unit, whole.until, drafts, missing, late=True))
    for draft in drafts:
        single = what.permits.get(for_record(draft.record))
        if single and not (whole and whole.until >= single.until):
            found.append(_left(unit, single.until, (draft,), 0, late=True))
    return tuple(one for one in found if not one.is_nothing)


def _left(unit: str, until: datetime, drafts: tuple[Draft, ...], missing: int, *, late: bool) -> Left:
    return Left(unit=unit, until=until, late=late, drafts=drafts, missing=missing)


def _draft(line: Line) -> Draft:
    return Draft(record=line.id, track=line.track, title=line.title, saved=line.updated)


def _missing(campaign: Campaign, unit: str, lines: tuple[Line, ...], now: datetime) -> int:
    """How many works the unit lacks of the minimum that is asked of it."""
    known = campaign.unit(unit)
    if not known.registers or not known.exists_on(vietnam_day(now)):
        return 0
    return max(0, campaign.terms.minimum_works - counted(lines))


@cache
def _is_bound(track: Track) -> bool:
    """Whether the registration deadline binds the first submission of the track's records."""
    return is_bound(rules(track).table)
