"""Who stands in whose place on a day: units, bodies and seats that ended have dated successors. Pure.

Chains end, because a successor never ends before the one that it succeeds (`rules.py` for the file,
services/core/reorganising for the app's units); a ring, wherever it came from, is walked once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from services.core.campaign.model import Body, Campaign, Seat

S = TypeVar("S", Body, Seat)

#: The kinds of holder that succeed one another (`services.core.people.person.Role`).
_BODY, _SEAT = "body", "seat"


def heirs(campaign: Campaign, unit_id: str, day: date) -> tuple[str, ...]:
    """The ids of the units that stand in the place of `unit_id` on `day`: itself as long as it exists.

    Of a unit that was split they come in the order in which they were named. An id that is no unit's, and one
    that ended without a successor, stands for itself.
    """
    known = {unit.id: unit for unit in campaign.units}

    def follow(one: str, met: frozenset[str]) -> Iterator[str]:
        unit = known.get(one)
        ended = unit is not None and unit.until is not None and unit.until <= day
        after = [each for each in unit.successors if each not in met] if unit and ended else []
        if not after:
            yield one
        for each in after:
            yield from follow(each, met | {each})

    return tuple(dict.fromkeys(follow(unit_id, frozenset({unit_id}))))


def heir(campaign: Campaign, unit_id: str, day: date) -> str:
    """The one unit that keeps on `day` what `unit_id` had concluded: of several successors the first."""
    return heirs(campaign, unit_id, day)[0]


def forebears(campaign: Campaign, unit_id: str, day: date) -> tuple[str, ...]:
    """The ids of the units that had ended by `day` and in whose place `unit_id` stands."""
    return tuple(
        unit.id for unit in campaign.units if unit.id != unit_id and unit_id in heirs(campaign, unit.id, day)
    )


def lineage(campaign: Campaign, unit_id: str) -> frozenset[str]:
    """The ids of the unit and of all that ever stand in its place: whose own a record of the unit is."""
    return _followed(unit_id, {unit.id: unit.successors for unit in campaign.units})


def keepers(campaign: Campaign, unit_id: str, day: date) -> frozenset[str]:
    """The ids of the unit and of all that have stood in its place by `day`: who finds what it has."""
    ended = (unit for unit in campaign.units if unit.until is not None and unit.until <= day)
    return _followed(unit_id, {unit.id: unit.successors for unit in ended})


def kin(campaign: Campaign, units: Collection[str], day: date) -> frozenset[str]:
    """The ids of these units, of those that by `day` have their place, and of those whose place they have.

    What is a unit's own is so whichever of the two has come to its successor first, a record or a person.
    """
    ended = {
        unit.id: unit.successors for unit in campaign.units if unit.until is not None and unit.until <= day
    }
    after = (_followed(unit, ended) for unit in units)
    before = (unit for unit in ended if not _followed(unit, ended).isdisjoint(units))
    return frozenset(units).union(before, *after)


def _followed(unit_id: str, known: Mapping[str, Sequence[str]]) -> frozenset[str]:
    found: dict[str, None] = {unit_id: None}
    waiting = [unit_id]
    while waiting:
        for each in known.get(waiting.pop(), ()):
            if each not in found:
                found[each] = None
                waiting.append(each)
    return frozenset(found)


def body_on(campaign: Campaign, body_id: str, day: date) -> Body:
    """The body that on `day` has what `body_id` had. Raises: KeyError."""
    return _last(campaign.body(body_id), campaign.bodies, day)


def seat_on(campaign: Campaign, seat_id: str, day: date) -> Seat:
    """The seat that on `day` decides in the place of `seat_id`. Raises: KeyError."""
    return _last(campaign.seat(seat_id), campaign.seats, day)


def approvals(campaign: Campaign) -> tuple[Seat, ...]:
    """The seats that a work needs: those that succeed no other, whoever decides for them on the day.

    A seat and its successors are one approval at different times, known by the first one's id for ever.
    """
    later = {seat.successor for seat in campaign.seats}
    return tuple(seat for seat in campaign.seats if seat.id not in later)


def holder_on(campaign: Campaign, holder: str, day: date) -> str:
    """The holder (`body:…`, `seat:…`) that on `day` has what is owed by `holder`; of other kinds itself."""
    kind, _, of = holder.partition(":")
    bodies, seats = {body.id for body in campaign.bodies}, {seat.id for seat in campaign.seats}
    if kind == _BODY and of in bodies:
        return f"{kind}:{body_on(campaign, of, day).id}"
    if kind == _SEAT and of in seats:
        return f"{kind}:{seat_on(campaign, of, day).id}"
    return holder


def held_on(campaign: Campaign, holders: Collection[str], day: date) -> frozenset[str]:
    """The holders for whom whoever is one of `holders` acts on `day`: what they owe is owed by those now."""
    every = (
        *(f"{_BODY}:{body.id}" for body in campaign.bodies),
        *(f"{_SEAT}:{seat.id}" for seat in campaign.seats),
    )
    others = (holder for holder in holders if holder not in every)
    return frozenset((*others, *(one for one in every if holder_on(campaign, one, day) in holders)))


def is_same_body(campaign: Campaign, one: str, other: str) -> bool:
    """Whether the one body is the other, or has come in its place, or the other way round."""
    first, second = f"{_BODY}:{one}", f"{_BODY}:{other}"
    return one == other or first in forerunners(campaign, second) or second in forerunners(campaign, first)


def forerunners(campaign: Campaign, holder: str) -> tuple[str, ...]:
    """The holders whose place `holder` takes, whatever the day: what they had, it may read."""
    kind, _, of = holder.partition(":")
    if kind not in (_BODY, _SEAT):
        return ()
    rows: tuple[Body | Seat, ...] = campaign.bodies if kind == _BODY else campaign.seats
    before: dict[str, None] = {}
    waiting = [of]
    while waiting:
        after = waiting.pop()
        new = [row.id for row in rows if row.successor == after and row.id not in before]
        before |= dict.fromkeys(new)
        waiting += new
    return tuple(f"{kind}:{each}" for each in before)


def _last(row: S, rows: tuple[S, ...], day: date) -> S:
    known = {each.id: each for each in rows}
    met: set[str] = set()
    while row.until is not None and row.until <= day and row.successor in known and row.id not in met:
        met.add(row.id)
        row = known[row.successor]
    return row
