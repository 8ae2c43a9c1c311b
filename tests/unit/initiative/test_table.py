"""What the table says of initiatives: who has one and until when, who sees it, what is refused and why.

Who may do what stands in `allowed.py`.
"""

from datetime import datetime, timedelta

import msgspec
import pytest

from services.core.initiative import commands as c
from services.core.initiative.initiative import Initiative
from services.core.record.decide import decide, may
from services.core.record.duty import Duty
from services.core.record.record import State
from services.core.record.refusal import NotYoursError, RefusedError, WrongStateError
from services.core.record.standing import tasks
from services.core.record.who import may_see
from services.core.vietnam import VIETNAM
from tests.unit.initiative.allowed import ALLOWED, COUNCILLORS, MEMBERS, OFFICE
from tests.unit.initiative.lives import (
    COMMANDS,
    COUNCIL,
    COUNCIL_UNIT,
    FACTS,
    PEOPLE,
    SITUATIONS,
    UNIT,
    Life,
    accepted,
    answered,
    chaired,
    confirmed,
    draft,
    returned_by_council,
    returned_by_unit,
    submitted,
)
from tests.unit.record import walk
from tests.unit.record.life import START, campaign, person

#: What somebody does for the unit without deciding on the record, and what the office does.
_BESIDE = {"submit", "resubmit", "withdraw", "hand over"}


@pytest.mark.parametrize(("situation", "command", "who"), walk.happens(ALLOWED))
def test_whoever_turns_out_to_be_an_author_decides_nothing(situation: str, command: str, who: str) -> None:
    """Known by now to be named in it, though not when it was handed in: neither offered nor allowed."""
    life = SITUATIONS[situation]()
    asked, given_ = (
        msgspec.structs.replace(life.case(who, one), is_named=True) for one in (None, COMMANDS[command])
    )
    if command in _BESIDE:
        assert may(type(COMMANDS[command]), asked)
        assert decide(given_).actor == who
    else:
        assert not may(type(COMMANDS[command]), asked)
        with pytest.raises(NotYoursError, match=r"author|your own"):
            decide(given_)


# --- who has it, until when --------------------------------------------------------------------


def _owed(record: Initiative) -> list[tuple[str, Duty]]:
    return [(task.holder, task.duty) for task in tasks(record, campaign())]


def test_the_term_of_law_runs_from_the_acceptance() -> None:
    """The council decides by the same date three months later; the entry names the law that was used."""
    life = accepted()
    assert life.record.due == datetime(2025, 1, 7, 23, 59, 59, tzinfo=VIETNAM)
    assert _owed(life.record) == [(f"secretary:{COUNCIL}", Duty.DECIDE)]
    assert life.history[-1].rules == "vinh-linh-70@0 initiative-deciding-2012"
    assert life.history[0].rules == "vinh-linh-70@0 initiative-filing-2012"
    back = life.do("secretary", COMMANDS["take back"]).record
    assert (back.accepted_at, back.due) == (None, confirmed().record.due)


def test_unit_and_council_have_their_terms_in_working_days() -> None:
    """Five to confirm, ten to accept, as long as an answer and an appraisal in the campaign's file."""
    assert submitted().record.due == datetime(2024, 10, 14, 17, 0, tzinfo=VIETNAM)
    assert confirmed().record.due == datetime(2024, 10, 21, 17, 0, tzinfo=VIETNAM)
    assert answered().record.due == confirmed().record.due
    assert returned_by_unit().later(days=8).do("author", COMMANDS["resubmit"]).record.answered_late


def test_the_chair_accepts_where_the_secretarys_unit_is_the_own_one() -> None:
    """The unit to which the council belongs is not judged by its own secretary."""
    people = {
        "author": person("author", f"unit:{COUNCIL_UNIT}"),
        "other": person("other", f"unit:{COUNCIL_UNIT}"),
    }
    record = Initiative(id="i1", campaign="vinh-linh-70", unit=COUNCIL_UNIT, number="N", made_by="author")
    life = Life(record, people).do("author", COMMANDS["submit"]).do("other", COMMANDS["confirm"])
    assert _owed(life.record) == [(f"chair:{COUNCIL}", Duty.ACCEPT)]


def test_a_conflict_of_another_member_leaves_it_with_the_secretary() -> None:
    """Only whoever has it is replaced; the office can hand it on and back."""
    assert _owed(confirmed().do("member", COMMANDS["conflict"]).record) == [
        (f"secretary:{COUNCIL}", Duty.ACCEPT)
    ]
    assert _owed(chaired().record) == [(f"chair:{COUNCIL}", Duty.ACCEPT)]
    back = chaired().do("office", COMMANDS["hand over"])
    assert _owed(back.record) == [(f"secretary:{COUNCIL}", Duty.ACCEPT)]


def test_an_author_is_told_why_somebody_else_confirms() -> None:
    """The refusal names the reason, not a missing role."""
    with pytest.raises(NotYoursError, match="one of the authors"):
        decide(submitted().case("author", COMMANDS["confirm"]))


def test_whoever_confirmed_it_and_is_named_as_author_now_did_not_confirm_it() -> None:
    """An answer that makes the colleague an author goes to the unit once more, not back to the council."""
    people = (FACTS.people[0], msgspec.structs.replace(FACTS.people[1], accounts=("colleague",)))
    answer = c.Resubmit(facts=msgspec.structs.replace(FACTS, people=people))
    life = returned_by_council().do("author", answer)
    assert life.record.state is State.SUBMITTED
    assert _owed(life.record) == [(f"unit:{UNIT}", Duty.CONFIRM)]
    assert not life.allows("colleague", COMMANDS["confirm"])
    again = life.do("clerk", COMMANDS["confirm"])
    assert _owed(again.record) == [(f"secretary:{COUNCIL}", Duty.ACCEPT)]
    assert again.allows("secretary", COMMANDS["accept"])
    third = again.do("secretary", COMMANDS["return"]).do("author", answer)
    assert third.record.state is State.CONFIRMED


def test_what_is_confirmed_anew_stays_with_the_chair() -> None:
    """The secretary who declared a conflict does not get it back by the way over the unit."""
    people = (FACTS.people[0], msgspec.structs.replace(FACTS.people[1], accounts=("colleague",)))
    answer = c.Resubmit(facts=msgspec.structs.replace(FACTS, people=people))
    life = chaired().do("chair", COMMANDS["return"]).do("author", answer).do("clerk", COMMANDS["confirm"])
    assert _owed(life.record) == [(f"chair:{COUNCIL}", Duty.ACCEPT)]


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_the_council_sees_what_the_unit_confirmed(who: str) -> None:
    """Before that it exists for unit and office; a draft for the unit alone."""
    unit, council = {*MEMBERS}, {*COUNCILLORS, "secretary of the unit"}
    for life, those in (
        (draft(), unit),
        (submitted(), unit | OFFICE),
        (confirmed(), unit | OFFICE | council),
    ):
        assert may_see(PEOPLE[who], life.record, life.history, campaign(), START) == (who in those)


# --- what is needed ----------------------------------------------------------------------------


#: The first author once more, with what is missing to 100.
_AGAIN = msgspec.structs.replace(FACTS.people[0], share=FACTS.people[1].share)


def _facts(**changes: object) -> c.Submit:
    return c.Submit(facts=msgspec.structs.replace(FACTS, **changes))


@pytest.mark.parametrize(
    ("command", "field", "said"),
    [
        (_facts(area="elsewhere"), "area", "areas"),
        (_facts(first_applied=START.date() + timedelta(1)), "first_applied", "not come yet"),
        (
            _facts(first_applied=datetime(2023, 9, 6, tzinfo=VIETNAM).date()),
            "first_applied",
            "had to be filed",
        ),
        (_facts(people=()), "people-author", "No author"),
        (_facts(people=FACTS.people[:1]), "people-author", "missing to 100"),
        (_facts(people=(FACTS.people[0],) * 2), "people-author", "more than 100"),
        (_facts(people=(*FACTS.people[:1], _AGAIN)), "people-author", "named twice"),
    ],
)
def test_what_cannot_be_filed_is_named(command: c.Submit, field: str, said: str) -> None:
    """A refusal says in which field and why."""
    with pytest.raises(RefusedError, match=said) as refused:
        decide(draft().case("author", command))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_the_last_day_of_filing_is_judged_in_vietnam() -> None:
    """First applied on 8 October 2023 it can be filed on 8 October 2024 until midnight there, not after."""
    command = _facts(first_applied=datetime(2023, 10, 8, tzinfo=VIETNAM).date())
    assert draft().at(datetime(2024, 10, 8, 23, 59, 59, tzinfo=VIETNAM)).allows("author", command)
    assert not draft().at(datetime(2024, 10, 9, 0, 0, 0, tzinfo=VIETNAM)).allows("author", command)


def test_an_answer_is_judged_by_the_day_of_the_first_filing() -> None:
    """Whoever filed in time does not lose the initiative by a return."""
    life = returned_by_council().at(datetime(2025, 6, 1, 8, 0, tzinfo=VIETNAM))
    assert life.allows("author", COMMANDS["resubmit"])
    late = c.Resubmit(facts=msgspec.structs.replace(FACTS, first_applied=START.date() - timedelta(days=400)))
    assert not life.allows("author", late)


def test_only_the_close_of_the_campaign_binds_it() -> None:
    """The registration deadline is of works: an initiative has its own time of law (decision 026)."""
    later = campaign().registration_deadline + timedelta(days=9)
    assert draft().at(later).allows("author", COMMANDS["submit"])
    closed = msgspec.structs.replace(campaign(), close=later - timedelta(days=1))
    case = draft().at(later).case("author", COMMANDS["submit"])
    with pytest.raises(WrongStateError, match="closed"):
        decide(msgspec.structs.replace(case, campaign=closed))


def test_without_a_council_none_is_filed() -> None:
    """A campaign whose file names no council for initiatives takes none, and says so."""
    case = draft().case("author", COMMANDS["submit"])
    with pytest.raises(WrongStateError, match="No council"):
        decide(msgspec.structs.replace(case, campaign=msgspec.structs.replace(campaign(), councils=())))
