"""Every command in every situation by everybody: allowed exactly as the domain says, refused otherwise.

The expectations are written from docs and domain, by hand; nothing here reads the table of transitions.
"""

import pytest

from services.core.record.decide import decide
from services.core.record.record import State
from services.core.record.refusal import NotYoursError, RefusedError, WrongStateError
from services.core.work import commands as c
from services.core.work.transitions import TABLE
from tests.unit.record import walk
from tests.unit.work.lives import COMMANDS, SITUATIONS

_UNIT = {"author", "colleague"}
_BODY = {"appraiser", "second appraiser"}
_PARTY, _UBND, _OFFICE = {"party seat"}, {"ubnd seat"}, {"office"}
_REVIEWERS = _BODY | _PARTY | _UBND

#: What somebody may do: situation -> command -> who. What is not named is refused to everybody.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "draft": {"submit": _UNIT},
    "submitted": {
        "withdraw": _UNIT,
        "return": _BODY,
        "appraise": _BODY,
        "appraise against": _BODY,
        "conflict": _REVIEWERS,
        "reassign, body": _OFFICE,
    },
    "returned": {"resubmit": _UNIT, "withdraw": _UNIT, "take back": _BODY},
    "appraised": {
        "withdraw": _UNIT,
        "send back, party": _PARTY,
        "send back, ubnd": _UBND,
        "approve, party": _PARTY,
        "approve, ubnd": _UBND,
        "decline, party": _PARTY,
        "decline, ubnd": _UBND,
        "take back": _BODY,
        "conflict": _REVIEWERS,
        "reassign, party": _OFFICE,
        "reassign, ubnd": _OFFICE,
    },
    "half_approved": {
        "withdraw": _UNIT,
        "send back, ubnd": _UBND,
        "approve, ubnd": _UBND,
        "decline, ubnd": _UBND,
        "take back": _PARTY,
        "conflict": _REVIEWERS,
        "reassign, ubnd": _OFFICE,
    },
    "approved": {
        "withdraw": _UNIT,
        "progress": _UNIT,
        "amend": _UNIT,
        "claim": _UNIT,
        "take back": _UBND,
        "conflict": _REVIEWERS,
    },
    "overdue": {
        "withdraw": _UNIT,
        "progress": _UNIT,
        "amend": _UNIT,
        "claim": _UNIT,
        "not achieved": _BODY,
        "take back": _UBND,
        "conflict": _REVIEWERS,
    },
    "amending": {
        "withdraw": _UNIT,
        "progress": _UNIT,
        "claim": _UNIT,
        "agree, party": _PARTY,
        "agree, ubnd": _UBND,
        "refuse, party": _PARTY,
        "refuse, ubnd": _UBND,
        "conflict": _REVIEWERS,
        "reassign, party": _OFFICE,
        "reassign, ubnd": _OFFICE,
    },
    "half_amended": {
        "withdraw": _UNIT,
        "progress": _UNIT,
        "claim": _UNIT,
        "agree, ubnd": _UBND,
        "refuse, ubnd": _UBND,
        "take back": _PARTY,
        "conflict": _REVIEWERS,
        "reassign, ubnd": _OFFICE,
    },
    "completed": {
        "send claim back": _BODY,
        "verify": _BODY,
        "not achieved": _BODY,
        "conflict": _REVIEWERS,
        "reassign, body": _OFFICE,
    },
    "verified": {"take back": _BODY},
    "declined": {"take back": _UBND},
    "not_achieved": {"take back": _BODY},
    "withdrawn": {},
}

#: Where a command leads: command -> (situation, or "" for any) -> event and state.
LEADS: dict[str, dict[str, tuple[str, State]]] = {
    "submit": {"": ("WorkSubmitted", State.SUBMITTED)},
    "resubmit": {"": ("WorkResubmitted", State.SUBMITTED)},
    "withdraw": {"": ("WorkWithdrawn", State.WITHDRAWN)},
    "return": {"": ("WorkReturned", State.RETURNED)},
    "appraise": {"": ("WorkAppraised", State.APPRAISED)},
    "appraise against": {"": ("WorkAppraised", State.APPRAISED)},
    "send back, party": {"": ("WorkSentBack", State.SUBMITTED)},
    "send back, ubnd": {"": ("WorkSentBack", State.SUBMITTED)},
    "approve, party": {"": ("WorkSeatApproved", State.APPRAISED)},
    "approve, ubnd": {
        "appraised": ("WorkSeatApproved", State.APPRAISED),
        "half_approved": ("WorkApproved", State.APPROVED),
    },
    "decline, party": {"": ("WorkDeclined", State.DECLINED)},
    "decline, ubnd": {"": ("WorkDeclined", State.DECLINED)},
    "progress": {"": ("WorkProgressReported", State.APPROVED)},
    "amend": {"": ("WorkAmendmentRequested", State.APPROVED)},
    "agree, party": {"": ("WorkAmendmentSeatApproved", State.APPROVED)},
    "agree, ubnd": {
        "amending": ("WorkAmendmentSeatApproved", State.APPROVED),
        "half_amended": ("WorkAmended", State.APPROVED),
    },
    "refuse, party": {"": ("WorkAmendmentDeclined", State.APPROVED)},
    "refuse, ubnd": {"": ("WorkAmendmentDeclined", State.APPROVED)},
    "claim": {"": ("WorkCompletionClaimed", State.COMPLETED)},
    "send claim back": {"": ("WorkCompletionSentBack", State.APPROVED)},
    "verify": {"": ("WorkVerified", State.VERIFIED)},
    "not achieved": {"": ("WorkNotAchieved", State.NOT_ACHIEVED)},
    "take back": {
        "returned": ("WorkDecisionTakenBack", State.SUBMITTED),
        "appraised": ("WorkDecisionTakenBack", State.SUBMITTED),
        "half_approved": ("WorkDecisionTakenBack", State.APPRAISED),
        "approved": ("WorkDecisionTakenBack", State.APPRAISED),
        "overdue": ("WorkDecisionTakenBack", State.APPRAISED),
        "half_amended": ("WorkDecisionTakenBack", State.APPROVED),
        "verified": ("WorkDecisionTakenBack", State.COMPLETED),
        "declined": ("WorkDecisionTakenBack", State.APPRAISED),
        "not_achieved": ("WorkDecisionTakenBack", State.COMPLETED),
    },
}

_EVERYTHING = [(situation, command) for situation in SITUATIONS for command in COMMANDS]


def test_the_walk_leaves_nothing_out() -> None:
    """Every command, every state and every situation is walked, so a new one cannot slip past this file."""
    assert {type(command) for command in COMMANDS.values()} == walk.types_of(c)
    assert {make().work.state for make in SITUATIONS.values()} == walk.states_of(TABLE)
    assert set(ALLOWED) == set(SITUATIONS)


@pytest.mark.parametrize(("situation", "command"), _EVERYTHING)
def test_exactly_those_named_may(situation: str, command: str) -> None:
    """Nobody can do what the domain does not give them, and everybody can do what it does."""
    allowed = ALLOWED[situation].get(command, set())
    assert walk.who_may(SITUATIONS[situation](), COMMANDS[command]) == allowed


@pytest.mark.parametrize(("situation", "command"), _EVERYTHING)
def test_a_page_offers_just_what_can_be_done(situation: str, command: str) -> None:
    """`may` never promises what `decide` refuses, nor hides what it allows."""
    allowed = ALLOWED[situation].get(command, set())
    assert walk.who_is_offered(SITUATIONS[situation](), COMMANDS[command]) == allowed


@pytest.mark.parametrize(("situation", "command", "who"), walk.happens(ALLOWED))
def test_what_is_done_leads_where_it_should(situation: str, command: str, who: str) -> None:
    """Each command adds one entry, of the right event, state, person and role."""
    rows = LEADS.get(command, {"": (_aside(command), None)})
    walk.leads(
        SITUATIONS[situation], who, COMMANDS[command], *rows.get(situation, rows.get("", ("", State.DRAFT)))
    )


def _aside(command: str) -> str:
    return "WorkConflictDeclared" if command == "conflict" else "WorkReassigned"


def test_a_refusal_says_whether_it_is_too_late_or_not_yours() -> None:
    """Pages tell the two apart: the one asks to read again, the other to leave it to somebody else."""
    life = SITUATIONS["approved"]()
    with pytest.raises(WrongStateError):
        decide(life.case("appraiser", COMMANDS["appraise"]))
    with pytest.raises(NotYoursError):
        decide(life.case("stranger", COMMANDS["progress"]))


def test_a_case_without_a_command_cannot_be_decided() -> None:
    """A page's question is not taken for a command by mistake."""
    with pytest.raises(TypeError):
        decide(SITUATIONS["draft"]().case("author", None))


def test_the_barred_are_told_why() -> None:
    """Whoever is barred reads that it is for their own interest, not that they hold no role."""
    life = SITUATIONS["submitted"]()
    with pytest.raises(RefusedError, match="your unit's"):
        decide(life.case("appraiser of the unit", COMMANDS["appraise"]))
