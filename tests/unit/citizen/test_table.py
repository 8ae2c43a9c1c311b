"""What the table says of citizens: who has a record and until when, who sees it, what is refused and why.

Who may do what stands in `allowed.py`.
"""

from datetime import datetime, timedelta

import msgspec
import pytest

from services.core.campaign.model import Campaign, UnitKind
from services.core.citizen import commands as c
from services.core.citizen.citizen import Citizen
from services.core.citizen.locality import may_begin
from services.core.record.case import Case
from services.core.record.decide import decide
from services.core.record.duty import Duty
from services.core.record.refusal import NotYoursError, RefusedError, WrongStateError
from services.core.record.standing import tasks
from services.core.record.who import may_see
from services.core.vietnam import VIETNAM
from tests.unit.citizen.allowed import MEMBERS, OFFICE
from tests.unit.citizen.lives import (
    COMMANDS,
    COUNCIL,
    FACTS,
    PEOPLE,
    UNIT,
    deputised,
    draft,
    handed_over,
    recognised,
    returned,
    submitted,
)
from tests.unit.record import walk
from tests.unit.record.life import START, campaign

# --- who has it --------------------------------------------------------------------------------


def _decider(record: Citizen) -> list[tuple[str, Duty]]:
    return [(task.holder, task.duty) for task in tasks(record, campaign())]


def test_the_council_of_the_campaign_file_has_it_for_the_term_of_an_approval() -> None:
    """The chair of the council that the file names for citizens decides within five working days."""
    record = submitted().record
    assert record.council == COUNCIL
    assert _decider(record) == [(f"chair:{COUNCIL}", Duty.DECIDE)]
    assert record.due == datetime(2024, 10, 14, 17, 0, tzinfo=VIETNAM)


def test_the_deputy_has_it_once_the_chair_declares_a_conflict() -> None:
    """The vice-chair decides at once, for the same term; the chair is barred."""
    life = deputised()
    assert _decider(life.record) == [(f"vice_chair:{COUNCIL}", Duty.DECIDE)]
    assert life.record.due == submitted().record.due
    with pytest.raises(NotYoursError):
        decide(life.case("chair", COMMANDS["recognise"]))


def test_a_conflict_of_the_vice_chair_leaves_it_with_the_chair() -> None:
    """Only whoever has it is replaced."""
    life = submitted().do("vice-chair", COMMANDS["conflict"])
    assert _decider(life.record) == [(f"chair:{COUNCIL}", Duty.DECIDE)]


def test_the_office_hands_it_to_the_deputy_and_back() -> None:
    """A chair of the very locality is barred without a word, so the office can hand the record on."""
    life = submitted()
    with pytest.raises(RefusedError, match="your unit's"):
        decide(life.case("chair of the unit", COMMANDS["recognise"]))
    assert _decider(handed_over().record) == [(f"vice_chair:{COUNCIL}", Duty.DECIDE)]
    back = handed_over().do("office", COMMANDS["hand over"])
    assert _decider(back.record) == [(f"chair:{COUNCIL}", Duty.DECIDE)]


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_only_the_locality_the_council_and_the_office_see_it(who: str) -> None:
    """A record that is put forward exists for nobody else; its draft for the locality alone."""
    life = submitted()
    council = {"chair", "vice-chair", "chair of the unit", "secretary", "member"}
    sees = may_see(PEOPLE[who], life.record, life.history, campaign(), START)
    assert sees == (who in MEMBERS | council | OFFICE)
    began = draft()
    assert may_see(PEOPLE[who], began.record, began.history, campaign(), START) == (who in MEMBERS)


# --- what is needed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "command", "field"),
    [
        (draft, c.Submit(facts=msgspec.structs.replace(FACTS, area="elsewhere")), "area"),
        (draft, c.Submit(facts=msgspec.structs.replace(FACTS, start=START.date() + timedelta(1))), "start"),
        (submitted, c.Withdraw(reason=" "), "reason"),
        (submitted, c.Refuse(reasons=" "), "reasons"),
        (submitted, c.Return(missing="", due=START + timedelta(days=3)), "missing"),
        (submitted, c.Return(missing="Ảnh", due=START), "due"),
        (recognised, c.TakeBack(reason=""), "reason"),
    ],
)
def test_what_is_missing_is_named(make: walk.Make, command: c.Command, field: str) -> None:
    """A refusal for something typed says in which field."""
    life = make()
    (who,) = [who for who in ("author", "chair") if command.__class__ in _GIVEN[who]]
    with pytest.raises(RefusedError) as refused:
        decide(life.case(who, command))
    assert [problem.field for problem in refused.value.problems] == [field]


_GIVEN = {"author": (c.Submit, c.Withdraw), "chair": (c.Refuse, c.Return, c.TakeBack)}


def test_what_began_today_can_be_put_forward() -> None:
    """The first day may be the very day on which it is handed in."""
    facts = msgspec.structs.replace(FACTS, start=START.date(), end=None)
    assert draft().allows("author", c.Submit(facts=facts))


def test_a_late_answer_is_accepted_and_marked() -> None:
    """A resubmission after the return's due time is marked late; one in time is not."""
    assert not returned().do("author", COMMANDS["resubmit"]).record.answered_late
    assert returned().later(days=8).do("author", COMMANDS["resubmit"]).record.answered_late


def test_the_deadline_binds_the_first_submission_to_the_second() -> None:
    """At its last second it is accepted, a second later refused; an answer to a return is not bound."""
    deadline = campaign().registration_deadline
    assert draft().at(deadline).allows("author", COMMANDS["submit"])
    assert not draft().at(deadline + timedelta(seconds=1)).allows("author", COMMANDS["submit"])
    assert returned().at(deadline + timedelta(days=9)).allows("author", COMMANDS["resubmit"])


# --- who may put forward -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", UnitKind)
def test_localities_put_citizens_forward_and_nobody_else(kind: UnitKind) -> None:
    """Communes, towns and quarters are offered it; the table refuses every other unit, too."""
    given = _with_kind(kind)
    is_locality = kind in (UnitKind.COMMUNE, UnitKind.TOWN, UnitKind.QUARTER)
    assert may_begin(UNIT, given) == is_locality
    case = draft().case("author", COMMANDS["submit"])
    if is_locality:
        decide(_in(case, given))
        return
    with pytest.raises(WrongStateError, match="Only a commune"):
        decide(_in(case, given))


def test_without_a_council_nobody_is_put_forward() -> None:
    """A campaign whose file names no council for citizens takes none, and says so."""
    given = msgspec.structs.replace(campaign(), councils=())
    assert not may_begin(UNIT, given)
    with pytest.raises(WrongStateError, match="No council"):
        decide(_in(draft().case("author", COMMANDS["submit"]), given))


def _with_kind(kind: UnitKind) -> Campaign:
    units = tuple(
        msgspec.structs.replace(unit, kind=kind) if unit.id == UNIT else unit for unit in campaign().units
    )
    return msgspec.structs.replace(campaign(), units=units)


def _in(case: Case[Citizen], given: Campaign) -> Case[Citizen]:
    return msgspec.structs.replace(case, campaign=given)
