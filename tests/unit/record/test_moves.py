"""A record of any track moves once its unit has ended, by the office alone; whom that concerns hears of it.

What becomes of a work's body and stand-ins stands in tests/unit/work/test_moving.py.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record.commands import Move
from services.core.record.decide import decide, may
from services.core.record.history import apply
from services.core.record.refusal import RefusedError, WrongStateError
from services.core.vietnam import vietnam_day
from tests.unit.citizen import lives as citizen
from tests.unit.initiative import lives as initiative
from tests.unit.notify.telling import told
from tests.unit.record.life import Life, campaign, person

OPEN: list[Callable[[], Life[Any]]] = [
    initiative.submitted, initiative.returned_by_unit, initiative.returned_by_council, initiative.confirmed,
    initiative.chaired, initiative.accepted, citizen.submitted, citizen.deputised, citizen.returned,
]  # fmt: skip


def ended(life: Life[Any], successor: str) -> Campaign:
    """The campaign in which the record's unit ended today."""
    units = tuple(
        msgspec.structs.replace(unit, until=vietnam_day(life.now), successors=(successor,))
        if unit.id == life.record.unit
        else unit
        for unit in campaign().units
    )
    return msgspec.structs.replace(campaign(), units=units)


def asked(life: Life[Any], at: Campaign, who: str, to: str = "") -> Any:  # noqa: ANN401 - of either track
    """The question whether the record may move, before or after it is said where to."""
    case = life.case(who, Move(unit=to, reason="Nghị quyết") if to else None)
    return msgspec.structs.replace(case, campaign=at)


def moved(make: Callable[[], Life[Any]], to: str) -> tuple[Life[Any], Campaign]:
    """The record after the office moved it there."""
    life = make()
    at = ended(life, to)
    entry = decide(asked(life, at, "office", to))
    life.record, life.history = apply(life.record, entry), (*life.history, entry)
    return life, at


@pytest.mark.parametrize("make", OPEN, ids=lambda make: f"{make.__module__.split('.')[2]}, {make.__name__}")
def test_it_moves_once_its_unit_has_ended_and_only_then(make: Callable[[], Life[Any]]) -> None:
    """Offered and allowed to the office alone, to the successor alone; the state stays."""
    life, to = make(), initiative.STRANGER_UNIT
    at = ended(life, to)
    assert not may(Move, asked(life, campaign(), "office"))
    with pytest.raises(WrongStateError, match="still exists"):
        decide(asked(life, campaign(), "office", to))
    assert {who for who in life.people if may(Move, asked(life, at, who))} == {"office"}
    with pytest.raises(RefusedError, match="successor"):
        decide(asked(life, at, "office", "vinh-o"))
    after, _ = moved(make, to)
    assert (after.record.unit, after.record.first_unit, after.record.state) == (
        to,
        life.record.unit,
        life.record.state,
    )


def _with(people: Mapping[str, Person], *more: Person) -> dict[str, Person]:
    return {**people, **{one.id: one for one in more}}


def test_whoever_has_it_from_then_on_is_asked() -> None:
    """It has become the secretary's own unit's: the chair hears of it, where the unit had confirmed it."""
    to = initiative.COUNCIL_UNIT
    for make, expected in (
        (initiative.confirmed, {("waiting", "chair")}),
        (initiative.accepted, {("waiting", "chair")}),
        (initiative.chaired, set()),  # the chair has it already
    ):
        life, at = moved(make, to)
        assert told(life, people=life.people, at=at) == expected


@pytest.mark.parametrize("make", OPEN[:3])
def test_the_new_units_members_have_one_letter_for_all(make: Callable[[], Life[Any]]) -> None:
    """Also those who confirm it from now on; that there are none yet, does not alarm the office."""
    for colleague in ((), (person("new", f"unit:{initiative.STRANGER_UNIT}"),)):
        life, at = moved(make, initiative.STRANGER_UNIT)
        assert told(life, people=_with(life.people, *colleague), at=at) == set()


def test_where_nobody_is_left_the_office_hears() -> None:
    """The chair is of the new unit, too: somebody has to be found."""
    life, at = moved(initiative.confirmed, initiative.COUNCIL_UNIT)
    people = {**life.people, "chair": person("chair", f"chair:{initiative.COUNCIL}", home="phong-noi-vu")}
    assert told(life, people=people, at=at) == {("stranded", "office")}
