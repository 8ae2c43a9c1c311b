"""Who is told what, for every event, in every order in which it may be heard."""

import msgspec
import pytest
from hypothesis import given, settings

from services.core.people.person import Grant, Role
from services.core.record.duty import Duty
from services.core.record.history import event_of
from services.core.record.standing import tasks
from services.core.record.who import is_barred
from services.notify.intent import Kind, mail_id
from tests.unit.notify.telling import heard, told
from tests.unit.work import lives
from tests.unit.work.lives import COMMANDS, PEOPLE, Life, campaign

APPRAISERS = {("waiting", "appraiser"), ("waiting", "second appraiser")}
SEATS = {("waiting", "party seat"), ("waiting", "ubnd seat")}
UNIT_HEARS = {("decided", "author"), ("decided", "colleague")}


def _after(situation: str, who: str, command: str) -> Life:
    return lives.SITUATIONS[situation]().do(who, COMMANDS[command])


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (lives.submitted(), {("receipt", "author"), *APPRAISERS}),
        (_after("returned", "colleague", "resubmit"), {("receipt", "colleague"), *APPRAISERS}),
        (lives.returned(), {("returned", "author"), ("returned", "colleague")}),
        (lives.appraised(), SEATS),
        (_after("appraised", "party seat", "send back, party"), APPRAISERS),
        (lives.half_approved(), set()),
        (lives.approved(), UNIT_HEARS),
        (lives.declined(), UNIT_HEARS),
        (lives.withdrawn(), set()),
        (_after("approved", "author", "progress"), set()),
        (lives.amending(), SEATS),
        (lives.half_amended(), set()),
        (_after("half_amended", "ubnd seat", "agree, ubnd"), UNIT_HEARS),
        (_after("amending", "ubnd seat", "refuse, ubnd"), UNIT_HEARS),
        (lives.completed(), APPRAISERS),
        (_after("completed", "appraiser", "send claim back"), UNIT_HEARS),
        (lives.verified(), UNIT_HEARS),
        (lives.not_achieved(), UNIT_HEARS),
        (_after("submitted", "office", "reassign, body"), {("waiting", "substitute")}),
        (_after("submitted", "appraiser", "conflict"), set()),
    ],
)
def test_each_event_reaches_exactly_whom_it_concerns(life: Life, expected: set[tuple[str, str]]) -> None:
    """Nobody who has to act is forgotten; nobody else is written to, least of all the barred ones."""
    assert told(life) == expected


@pytest.mark.parametrize(
    ("situation", "who", "expected"),
    [
        ("approved", "ubnd seat", UNIT_HEARS),
        ("declined", "ubnd seat", UNIT_HEARS | {("waiting", "party seat")}),
        ("verified", "appraiser", UNIT_HEARS | {("waiting", "second appraiser")}),
        ("returned", "appraiser", UNIT_HEARS | {("waiting", "second appraiser")}),
        ("appraised", "appraiser", {("waiting", "second appraiser")}),
        ("half_approved", "party seat", set()),
    ],
)
def test_a_decision_taken_back(situation: str, who: str, expected: set[tuple[str, str]]) -> None:
    """The unit hears of it where it had heard of the decision; whoever has it again is asked."""
    assert told(_after(situation, who, "take back")) == expected


def test_a_work_that_moved_on_waits_for_nobody_before() -> None:
    """Heard late, an event asks nobody for what was done meanwhile; a receipt stays true for ever."""
    life = lives.approved()
    assert told(life, 1) == {("receipt", "author")}
    assert told(life, 2) == set()


def test_a_work_that_came_back_is_asked_for_once() -> None:
    """Submitted, returned, submitted again: only the second submission asks the appraisers."""
    life = _after("returned", "author", "resubmit")
    assert told(life, 1) == {("receipt", "author")}
    assert told(life, 2) == set()
    assert told(life, 3) == {("receipt", "author"), *APPRAISERS}


def test_a_decision_that_was_taken_back_is_not_told() -> None:
    """Whoever hears of an approval late must not be told what no longer holds."""
    life = _after("approved", "ubnd seat", "take back")
    assert told(life, 3) == set()
    assert told(life, 4) == set()
    assert told(life, 5) == UNIT_HEARS
    again = life.do("ubnd seat", COMMANDS["decline, ubnd"])
    assert told(again, 5) == set(), "the new decision says more than that the old one was taken back"
    assert told(again, 6) == UNIT_HEARS


def test_a_claim_sent_back_and_made_again_is_not_told() -> None:
    """The unit has already done what that e-mail would ask for."""
    life = _after("completed", "appraiser", "send claim back").do("author", COMMANDS["claim"])
    assert told(life, len(life.history) - 1) == set()


def test_two_seats_of_one_person_are_one_email() -> None:
    """Whoever stands in for both seats reads about both in one e-mail, earliest due first."""
    both = lives.person("both", "seat:huyen-uy", "seat:ubnd")
    _, found = heard(lives.appraised(), people={"both": both})
    (waiting,) = (intent for intent in found if intent.kind is Kind.WAITING)
    assert [(task.duty, task.seat) for task in waiting.tasks] == [
        (Duty.APPROVE, "huyen-uy"),
        (Duty.APPROVE, "ubnd"),
    ]


def test_the_office_hears_when_everybody_is_barred() -> None:
    """A record that only its own people could decide on must not lie unseen."""
    barred = {name: PEOPLE[name] for name in ("author", "appraiser of the unit", "office")}
    assert told(lives.submitted(), people=barred) == {("receipt", "author"), ("stranded", "office")}


def test_the_office_hears_when_nobody_holds_the_role() -> None:
    """A seat without anybody is as stuck as one with barred people only."""
    few = {name: PEOPLE[name] for name in ("party seat", "office")}
    place, found = heard(lives.appraised(), people=few)
    assert {(i.kind.value, i.person.id) for i in found} == {("waiting", "party seat"), ("stranded", "office")}
    (stranded,) = (intent for intent in found if intent.kind is Kind.STRANDED)
    assert [task.seat for task in stranded.tasks] == ["ubnd"]
    assert place.now.sequence == len(lives.appraised().history)


def test_only_the_declaration_that_leaves_nobody_tells_the_office() -> None:
    """Of several conflicts the office hears once, whichever event is heard last."""
    life = _after("submitted", "appraiser", "conflict").do("second appraiser", COMMANDS["conflict"])
    assert told(life, 2) == set()
    assert told(life, 3) == {("stranded", "office")}
    life.do("party seat", COMMANDS["conflict"])
    assert told(life, 4) == set(), "somebody who could not have appraised it anyway"
    life.do("office", COMMANDS["reassign, body"])
    assert told(life, 3) == set(), "handed to the substitute meanwhile"
    assert told(life, 5) == {("waiting", "substitute")}


def test_a_member_by_role_is_barred_like_one_at_home() -> None:
    """An appraiser who is also a member of the unit is not asked, though their home is elsewhere."""
    also = msgspec.structs.replace(
        PEOPLE["appraiser"],
        grants=(*PEOPLE["appraiser"].grants, Grant(campaign=campaign().id, role=Role.UNIT, of=lives.UNIT)),
    )
    assert ("waiting", "appraiser") not in told(lives.submitted(), people=PEOPLE | {"appraiser": also})


@settings(max_examples=60, deadline=None)
@given(lives.lives())
def test_whoever_has_to_decide_is_asked_exactly_once(life: Life) -> None:
    """Hearing every event of any life only now, each open decision is asked of each able person once."""
    asked: list[tuple[str, str, str, str]] = []
    for sequence in range(1, len(life.history) + 1):
        for intent in heard(life, sequence)[1]:
            if intent.kind is Kind.WAITING:
                asked += [(intent.person.id, t.holder, t.duty.value, t.seat) for t in intent.tasks]
                assert not is_barred(intent.person, life.work, campaign(), lives.START.date())
    assert len(asked) == len(set(asked))
    open_now = {(t.holder, t.duty.value, t.seat) for t in tasks(life.work, campaign())}
    assert {entry[1:] for entry in asked} <= open_now


def test_the_id_of_an_email_follows_from_what_it_is() -> None:
    """The same event heard twice is the same e-mail; another kind, person or event is another."""
    first = lives.submitted()
    event, later = (
        msgspec.structs.replace(event_of(first.record, first.history[0]), id=name)
        for name in ("w1.1", "w1.2")
    )
    assert mail_id(event, Kind.RECEIPT, "author") == mail_id(event, Kind.RECEIPT, "author")
    others = {
        mail_id(told, kind, person)
        for told in (event, later)
        for kind in Kind
        for person in ("author", "colleague")
    }
    assert len(others) == 2 * len(Kind) * 2
