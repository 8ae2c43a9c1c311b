"""Who stands in whose place on a day: units, bodies and seats that ended have dated successors. Pure.

Chains end, because a successor never ends before the one that it succeeds (`rules.py` for the file,
services/core/reorganising for the app's units); a ring, wherever it came from, is walked once.
"""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from services.core.campaign.model import Body, Campaign, Seat

S = TypeVar("S", Body, Seat)


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


def body_on(campaign: Campaign, body_id: str, day: date) -> Body:
    """The body that on `day` has what `body_id` had. Raises: KeyError."""
    return _last(campaign.body(body_id), campaign.bodies, day)


def seat_on(campaign: Campaign, seat_id: str, day: date) -> Seat:
    """The seat that on `day` decides in the place of `seat_id`. Raises: KeyError."""
    return _last(campaign.seat(seat_id), campaign.seats, day)


def seats_on(campaign: Campaign, day: date) -> tuple[Seat, ...]:
    """The seats that decide on `day`, each once, in the order of the file."""
    later = {seat.successor for seat in campaign.seats}
    first = (seat for seat in campaign.seats if seat.id not in later)
    return tuple(_last(seat, campaign.seats, day) for seat in first)


def same_seat(campaign: Campaign, one: str, other: str) -> bool:
    """Whether the two are one seat at different times: what one decided, the other need not."""
    return one == other or other in _after(campaign, one) or one in _after(campaign, other)


def _after(campaign: Campaign, seat_id: str) -> frozenset[str]:
    """The ids of all that ever succeed a seat, whatever the day."""
    known = {seat.id: seat.successor for seat in campaign.seats}
    found: list[str] = []
    following = known.get(seat_id)
    while following is not None and following not in found:
        found.append(following)
        following = known.get(following)
    return frozenset(found)


def _last(row: S, rows: tuple[S, ...], day: date) -> S:
    known = {each.id: each for each in rows}
    met: set[str] = set()
    while row.until is not None and row.until <= day and row.successor in known and row.id not in met:
        met.add(row.id)
        row = known[row.successor]
    return row
