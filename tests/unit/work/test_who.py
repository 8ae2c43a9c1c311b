"""Who is barred, for whom a record exists, and who has it now."""

from datetime import datetime, timedelta

import msgspec
import pytest

from services.core.people.person import Person
from services.core.record.duty import Duty
from services.core.record.record import CONCLUDED, State, number_of
from services.core.record.standing import tasks
from services.core.record.transitions import Who
from services.core.record.who import is_barred, is_own, may_see, own_units
from services.core.vietnam import VIETNAM, end_of_day
from services.core.work.standing import open_seats
from services.core.work.who import entitled, is_of, reassignment, seat_holder
from tests.unit.work.lives import (
    BODY,
    COMMANDS,
    PARTY,
    PEOPLE,
    SITUATIONS,
    START,
    SUBSTITUTE,
    UBND,
    UNIT,
    campaign,
    person,
)

TODAY = START.date()


def _named(name: str) -> Person:
    return msgspec.structs.replace(person("x"), name=name)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Trần Văn Bình", True),
        ("trần văn bình", True),
        ("Trần Văn Bình, Phó Chủ tịch", True),
        ("Trần Văn Bìn", False),
        ("Trần Văn", True),  # a name that another one begins with: barred to be on the safe side
        ("Văn Bình", False),
        ("", False),
        (" . ", False),
    ],
)
def test_whoever_is_in_charge_decides_nothing(name: str, *, own: bool) -> None:
    """The person in charge is known by the full name before the position; an unknown name bars nobody."""
    assert is_own(_named(name), SITUATIONS["submitted"]().work, campaign(), TODAY) is own


@pytest.mark.parametrize(
    ("who", "own"),
    [
        (PEOPLE["author"], True),
        (PEOPLE["colleague"], True),
        (PEOPLE["appraiser of the unit"], True),
        (person("member only", f"unit:{UNIT}"), True),
        (person("at home only", home=UNIT), True),
        (PEOPLE["appraiser"], False),
        (PEOPLE["stranger"], False),
    ],
)
def test_own_means_made_by_in_charge_or_of_the_unit(who: Person, *, own: bool) -> None:
    """Membership and home unit count alike."""
    assert is_own(who, SITUATIONS["submitted"]().work, campaign(), TODAY) is own


def test_whoever_made_the_draft_stays_barred() -> None:
    """Also after leaving the unit, and before anything was submitted."""
    moved = msgspec.structs.replace(person("author", f"body:{BODY}"), home="phong-tckh")
    assert is_barred(moved, SITUATIONS["draft"]().work, campaign(), TODAY)
    assert not is_barred(PEOPLE["appraiser"], SITUATIONS["draft"]().work, campaign(), TODAY)


def test_a_declared_conflict_bars_that_person_only() -> None:
    """Colleagues go on deciding."""
    work = SITUATIONS["submitted"]().do("appraiser", COMMANDS["conflict"]).work
    assert is_barred(PEOPLE["appraiser"], work, campaign(), TODAY)
    assert not is_barred(PEOPLE["second appraiser"], work, campaign(), TODAY)


def test_a_person_without_a_unit_owns_nothing() -> None:
    """An empty home is no unit."""
    assert own_units(msgspec.structs.replace(person("x"), home=""), campaign(), TODAY) == frozenset()


#: For whom a record exists: situation -> the parts that see it.
_SEES = {
    "draft": {"author", "colleague"},
    "submitted": {"author", "colleague", "appraiser", "second appraiser", "appraiser of the unit", "office"},
}
_SEES["returned"] = _SEES["submitted"]
_SEES["appraised"] = _SEES["submitted"] | {"party seat", "ubnd seat", "seat of the unit"}
for _situation in ("approved", "amending", "completed", "verified", "declined", "not_achieved", "withdrawn"):
    _SEES[_situation] = _SEES["appraised"]


@pytest.mark.parametrize("situation", _SEES)
def test_a_record_exists_for_those_it_concerns(situation: str) -> None:
    """A unit sees its own, a body what it has, a seat what was appraised, the office what was submitted."""
    life = SITUATIONS[situation]()
    seen_by = {who for who, one in PEOPLE.items() if may_see(one, life.work, life.history, campaign(), START)}
    assert seen_by == _SEES[situation]


def test_a_work_sent_back_is_gone_from_the_seats() -> None:
    """Until it is appraised again they have nothing to read; who sent it back may still take that back."""
    sent_back = SITUATIONS["appraised"]().do("ubnd seat", COMMANDS["send back, ubnd"])
    assert not may_see(PEOPLE["party seat"], sent_back.work, sent_back.history, campaign(), START)
    assert may_see(PEOPLE["ubnd seat"], sent_back.work, sent_back.history, campaign(), START)
    returned = sent_back.do("appraiser", COMMANDS["return"])
    assert not may_see(PEOPLE["ubnd seat"], returned.work, returned.history, campaign(), START)


def test_roles_of_another_campaign_open_nothing() -> None:
    """A grant counts in its own campaign only."""
    life = SITUATIONS["appraised"]()
    other = msgspec.structs.replace(life.work, campaign="another")
    assert not any(may_see(one, other, life.history, campaign(), START) for one in PEOPLE.values())


def test_a_successor_sees_a_record_from_the_day_on_which_it_succeeds() -> None:
    """Named beforehand, it reads nothing of a unit that still stands by itself; whoever had it keeps it."""
    day = START.date() + timedelta(days=1)
    units = tuple(
        msgspec.structs.replace(unit, until=day, successors=("vinh-o",)) if unit.id == UNIT else unit
        for unit in campaign().units
    )
    plan = msgspec.structs.replace(campaign(), units=units)
    life = SITUATIONS["draft"]()
    for who, before, after in (("vinh-o", False, True), ("vinh-tu", False, False), (UNIT, True, True)):
        member = person("x", f"unit:{who}", home=who)
        seen = [may_see(member, life.work, life.history, plan, START + timedelta(days=n)) for n in (0, 1)]
        assert seen == [before, after]


def test_a_seats_own_records_go_to_its_substitute() -> None:
    """UBND does not decide on what UBND itself registered; the stand-in named by the office goes before."""
    own = msgspec.structs.replace(SITUATIONS["appraised"]().work, unit="ubnd-huyen")
    assert seat_holder(own, UBND, campaign()) == "body:tt-hdnd"
    assert seat_holder(own, PARTY, campaign()) == f"seat:{PARTY}"
    handed = msgspec.structs.replace(own, stand_ins={UBND: "body:ban-thuong-vu"})
    assert seat_holder(handed, UBND, campaign()) == "body:ban-thuong-vu"


@pytest.mark.parametrize(
    ("who", "holders"),
    [
        (Who.UNIT, (f"unit:{UNIT}",)),
        (Who.APPRAISER, (f"body:{BODY}",)),
        (Who.SEAT, (f"seat:{UBND}",)),
        (Who.DECIDER, (f"seat:{PARTY}",)),
        (Who.REVIEWER, (f"body:{BODY}", f"seat:{PARTY}", f"seat:{UBND}")),
        (Who.OFFICE, ("office",)),
    ],
)
def test_who_is_entitled(who: Who, holders: tuple[str, ...]) -> None:
    """Each kind of right names the holders of whom any one may act."""
    life = SITUATIONS["half_approved"]()
    assert entitled(who, life.case("office", None, UBND)) == holders


def test_nobody_decided_nothing() -> None:
    """Without a history there is no last decider; an unknown seat entitles nobody."""
    life = SITUATIONS["draft"]()
    assert entitled(Who.DECIDER, life.case("office", None)) == ()
    assert entitled(Who.SEAT, life.case("office", None, "nowhere")) == ()


def test_reassignment_names_both_ends() -> None:
    """From whom, and to whom, for the body and for a seat."""
    work = SITUATIONS["appraised"]().work
    assert reassignment(work, "", campaign()) == (f"body:{BODY}", f"body:{SUBSTITUTE}")
    assert reassignment(work, PARTY, campaign()) == (f"seat:{PARTY}", "body:ban-thuong-vu")
    assert is_of(f"seat:{UBND}", "ubnd-huyen", campaign())
    assert is_of("body:tt-hdnd", "hdnd-huyen", campaign())
    assert not is_of("body:tt-hdnd", "ubnd-huyen", campaign())


# --- who has it now, until when ----------------------------------------------------------------


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


_UNIT_HOLDER, _BODY_HOLDER = f"unit:{UNIT}", f"body:{BODY}"
_DEADLINE = end_of_day(datetime(2024, 12, 20, tzinfo=VIETNAM).date())

#: Terms by the campaign: 10 working days to appraise and verify, 5 to approve, to 17:00; a return as asked.
_HAS = {
    "draft": {(_UNIT_HOLDER, Duty.SUBMIT, _at("2024-12-31T17:00"))},
    "submitted": {(_BODY_HOLDER, Duty.APPRAISE, _at("2024-10-21T17:00"))},
    "returned": {(_UNIT_HOLDER, Duty.ANSWER, _at("2024-10-14T08:00"))},
    "appraised": {
        (f"seat:{PARTY}", Duty.APPROVE, _at("2024-10-14T17:00")),
        (f"seat:{UBND}", Duty.APPROVE, _at("2024-10-14T17:00")),
    },
    "half_approved": {(f"seat:{UBND}", Duty.APPROVE, _at("2024-10-14T17:00"))},
    "approved": {(_UNIT_HOLDER, Duty.FINISH, _DEADLINE)},
    "amending": {
        (_UNIT_HOLDER, Duty.FINISH, _DEADLINE),
        (f"seat:{PARTY}", Duty.AMEND, _at("2024-10-14T17:00")),
        (f"seat:{UBND}", Duty.AMEND, _at("2024-10-14T17:00")),
    },
    "half_amended": {
        (_UNIT_HOLDER, Duty.FINISH, _DEADLINE),
        (f"seat:{UBND}", Duty.AMEND, _at("2024-10-14T17:00")),
    },
    "completed": {(_BODY_HOLDER, Duty.VERIFY, _at("2024-10-21T17:00"))},
    "verified": set(),
    "declined": set(),
    "not_achieved": set(),
    "withdrawn": set(),
}


@pytest.mark.parametrize("situation", _HAS)
def test_who_has_it_now_and_until_when(situation: str) -> None:
    """In every situation somebody named has it, with a term, unless it is concluded."""
    work = SITUATIONS[situation]().work
    found = {(task.holder, task.duty, task.due) for task in tasks(work, campaign())}
    assert found == _HAS[situation]
    assert bool(found) is (work.state not in CONCLUDED)


def test_a_new_deadline_is_the_new_term() -> None:
    """Once the amendment is in force the unit has until the end of the new day."""
    work = SITUATIONS["half_amended"]().do("ubnd seat", COMMANDS["agree, ubnd"]).work
    (task,) = tasks(work, campaign())
    assert task.due == end_of_day(datetime(2025, 1, 15, tzinfo=VIETNAM).date())


def test_a_seats_task_says_for_which_seat() -> None:
    """A substitute that decides for two seats is asked for each."""
    own = msgspec.structs.replace(
        SITUATIONS["appraised"]().work, stand_ins={PARTY: "body:tt-hdnd", UBND: "body:tt-hdnd"}
    )
    assert [(task.holder, task.seat) for task in tasks(own, campaign())] == [
        ("body:tt-hdnd", PARTY),
        ("body:tt-hdnd", UBND),
    ]


@pytest.mark.parametrize("state", list(State))
def test_open_seats_without_a_question(state: State) -> None:
    """Seats have something to decide on an appraised work or a pending amendment only."""
    work = msgspec.structs.replace(SITUATIONS["submitted"]().work, state=state)
    assert bool(open_seats(work, campaign())) is (state is State.APPRAISED)


def test_numbers_are_read_out_without_doubt() -> None:
    """A unit's code and six characters of which none looks like another, given by the id, not counted."""
    numbers = {number_of("VLAM", f"record {i}") for i in range(2000)}
    assert len(numbers) == 2000
    assert all(number.startswith("VLAM-") and len(number) == 11 for number in numbers)
    assert not set("01OIL") & set("".join(number[5:] for number in numbers))
    assert number_of("VLAM", "x") == number_of("VLAM", "x")
