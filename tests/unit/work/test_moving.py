"""A work moves to the successor of its unit: who has it stays, unless it became their own unit's."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from services.core.campaign.model import Campaign
from services.core.record.case import Case
from services.core.record.decide import decide, may
from services.core.record.history import apply, blank, fold
from services.core.record.record import State
from services.core.record.refusal import NotYoursError, RefusedError, WrongStateError
from services.core.vietnam import vietnam_day
from services.core.work import commands as c
from services.core.work.work import Work
from tests.unit.work import lives
from tests.unit.work.lives import BODY, PARTY, PEOPLE, SUBSTITUTE, UBND, UNIT, Life, campaign

NEW = "vinh-thuy"


def after(life: Life, successor: str = NEW, *also: str) -> Campaign:
    """The campaign in which the life's unit, and others, have ended today."""
    ended = {UNIT, *also}
    units = tuple(
        msgspec.structs.replace(unit, until=vietnam_day(life.now), successors=(successor,))
        if unit.id in ended
        else unit
        for unit in campaign().units
    )
    return msgspec.structs.replace(campaign(), units=units)


def case(life: Life, command: c.Command | None, at: Campaign, who: str = "office") -> Case[Work]:
    return Case(
        record=life.work, history=life.history, command=command, person=PEOPLE[who], campaign=at, now=life.now
    )


def moved(life: Life, at: Campaign, unit: str = NEW) -> Work:
    """The work after the office moved it."""
    return apply(life.work, decide(case(life, c.Move(unit=unit, reason="Nghị quyết"), at)))


OPEN = [
    lives.submitted, lives.returned, lives.appraised, lives.half_approved, lives.approved, lives.overdue,
    lives.amending, lives.half_amended, lives.completed,
]  # fmt: skip


@pytest.mark.parametrize("make", OPEN, ids=lambda make: make.__name__)
def test_only_the_unit_changes(make: Callable[[], Life]) -> None:
    """State, terms, votes and whoever has it stay; where it began is kept, so that it still folds."""
    life = make()
    at = after(life)
    work = moved(life, at)
    changed = {
        name for name in Work.__struct_fields__ if getattr(work, name) != getattr(life.work, name)
    }  # fmt: skip
    assert changed == {"unit", "origin", "sequence"}
    assert (work.unit, work.origin, work.first_unit) == (NEW, UNIT, UNIT)
    entry = decide(case(life, c.Move(unit=NEW), at))
    assert fold(blank(work), (*life.history, entry)) == work


def test_only_the_office_moves_it() -> None:
    """Nobody else has the command, whatever their role."""
    life = lives.approved()
    at = after(life)
    assert {who for who in PEOPLE if may(c.Move, case(life, None, at, who))} == {"office"}
    with pytest.raises(NotYoursError):
        decide(case(life, c.Move(unit=NEW), at, "author"))


def test_it_moves_to_the_successor_of_an_ended_unit_only() -> None:
    """Not while the unit exists, not before the day, and to nobody else."""
    life = lives.approved()
    with pytest.raises(WrongStateError):
        decide(case(life, c.Move(unit=NEW), campaign()))
    at = after(life)
    with pytest.raises(RefusedError):
        decide(case(life, c.Move(unit="vinh-o"), at))
    eve = life.at(life.now - timedelta(days=1))
    with pytest.raises(WrongStateError):
        decide(case(eve, c.Move(unit=NEW), at))


def test_a_body_of_the_new_unit_hands_it_to_the_other_of_the_area() -> None:
    """It would appraise, or verify, what has become its own unit's work."""
    own = campaign().body(BODY).unit
    life = lives.submitted()
    assert moved(life, after(life, own), own).body == SUBSTITUTE
    merged = after(life, NEW, own)
    assert moved(life, merged).body == SUBSTITUTE


def test_where_both_are_of_the_new_unit_it_stays() -> None:
    """Then nobody can decide, and the office is told: to change the body would mend nothing."""
    life = lives.submitted()
    both = after(life, NEW, campaign().body(BODY).unit, campaign().body(SUBSTITUTE).unit)
    assert moved(life, both).body == BODY


def test_a_stand_in_of_the_new_unit_stands_back() -> None:
    """The seat, or its substitute by the file, decides again; another seat's stand-in stays."""
    life = lives.appraised()
    for seat in (PARTY, UBND):
        life.do("office", c.Reassign(seat=seat, reason="Đi công tác"))
    own = campaign().body(campaign().seat(PARTY).substitute).unit
    at = after(life, own)
    work = moved(life, at, own)
    assert set(work.stand_ins) == {UBND}


@pytest.mark.parametrize("make", [lives.verified, lives.declined, lives.not_achieved])
def test_what_was_concluded_does_not_move(make: Callable[[], Life]) -> None:
    """It is its unit's for ever, unless the decision is taken back: then it is open, and the successor's."""
    life = make()
    at = after(life)
    with pytest.raises(WrongStateError):
        decide(case(life, c.Move(unit=NEW), at))
    decider = next(who for who, one in PEOPLE.items() if life.history[-1].actor == one.id)
    entry = decide(case(life, c.TakeBack(reason="Nhầm"), at, decider))
    work = apply(life.work, entry)
    assert work.state in (State.COMPLETED, State.APPRAISED, State.APPROVED)
    assert (work.unit, work.first_unit) == (NEW, UNIT)
    assert fold(blank(work), (*life.history, entry)) == work
