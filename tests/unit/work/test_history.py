"""The trail, the state and the event are one: folding random histories gives the state, exactly."""

import msgspec
import pytest
from hypothesis import given, settings

from services.core.events import VERSIONS, decode, encode
from services.core.record.decide import decide
from services.core.record.handle import is_repeat
from services.core.record.history import Entry, apply, blank, event_of, fold, last_act
from services.core.work import commands as c
from services.core.work.effects import effect_of
from services.core.work.transitions import TABLE
from tests.unit.work.lives import COMMANDS, PEOPLE, SITUATIONS, Life, campaign, lives

_SOME = settings(max_examples=120, deadline=None, derandomize=True)

_DECISIONS: tuple[tuple[str, str, str], ...] = (
    ("submitted", "appraiser", "appraise"),
    ("submitted", "appraiser", "return"),
    ("appraised", "party seat", "approve, party"),
    ("half_approved", "ubnd seat", "approve, ubnd"),
    ("appraised", "ubnd seat", "decline, ubnd"),
    ("half_approved", "ubnd seat", "send back, ubnd"),
    ("amending", "party seat", "agree, party"),
    ("half_amended", "ubnd seat", "agree, ubnd"),
    ("half_amended", "ubnd seat", "refuse, ubnd"),
    ("completed", "appraiser", "verify"),
    ("completed", "appraiser", "send claim back"),
    ("completed", "appraiser", "not achieved"),
    ("overdue", "appraiser", "not achieved"),
)


def _as_stored(history: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The history as the table gives it back."""
    return msgspec.json.decode(msgspec.json.encode(history), type=tuple[Entry, ...])


@_SOME
@given(lives())
def test_folding_a_history_gives_the_state(life: Life) -> None:
    """The state can be rebuilt from the trail alone, as it was written and as it is read back."""
    assert fold(blank(life.work), life.history) == life.work
    assert fold(blank(life.work), _as_stored(life.history)) == life.work
    assert _as_stored(life.history) == life.history


@_SOME
@given(lives())
def test_every_form_sent_twice_is_found_done(life: Life) -> None:
    """Whatever happened since, the same person sending the same form again is told that it is done."""
    replay = Life()
    stored = msgspec.structs.replace(life.stored, history=_as_stored(life.history))
    by_name = {person.id: name for name, person in PEOPLE.items()}
    for entry in life.history:
        replay.at(entry.at)
        who = by_name[entry.actor]
        same = [
            command
            for command in COMMANDS.values()
            if replay.allows(who, command) and decide(replay.case(who, command)) == entry
        ]
        assert same
        assert all(
            is_repeat(stored, command, PEOPLE[who], campaign(), entry.sequence - 1) for command in same
        )
        replay.do(who, same[0])
    assert replay.work == life.work


def test_another_form_is_no_repeat() -> None:
    """Other words, another person or another reading are somebody acting anew, and must be told so."""
    life = SITUATIONS["appraised"]()
    given_ = COMMANDS["appraise"]
    assert is_repeat(life.stored, given_, PEOPLE["appraiser"], campaign(), 1)
    assert not is_repeat(life.stored, COMMANDS["appraise against"], PEOPLE["appraiser"], campaign(), 1)
    assert not is_repeat(life.stored, given_, PEOPLE["second appraiser"], campaign(), 1)
    assert not is_repeat(life.stored, given_, PEOPLE["author"], campaign(), 1)
    assert not is_repeat(life.stored, given_, PEOPLE["appraiser"], campaign(), 0)
    assert not is_repeat(life.stored, given_, PEOPLE["appraiser"], campaign(), 2)
    assert not is_repeat(life.stored, given_, PEOPLE["appraiser"], campaign(), -1)


@pytest.mark.parametrize(("situation", "who", "command"), _DECISIONS)
def test_taking_a_decision_back_restores_what_was_before(situation: str, who: str, command: str) -> None:
    """Nothing of the decision remains but its two lines in the history."""
    life = SITUATIONS[situation]()
    before = life.work
    life.later(hours=3).do(who, COMMANDS[command])
    assert life.work != before
    life.later(hours=2).do(who, COMMANDS["take back"])
    assert msgspec.structs.replace(life.work, sequence=before.sequence) == before
    assert not life.allows(who, COMMANDS["take back"])


@pytest.mark.parametrize("command", ["conflict", "reassign, ubnd"])
def test_what_stands_beside_a_decision_survives_its_taking_back(command: str) -> None:
    """A conflict declared, or a substitute named, after a decision stays when the decision goes."""
    life = SITUATIONS["half_approved"]()
    life.do("office" if "reassign" in command else "second appraiser", COMMANDS[command])
    aside = life.work
    life.do("party seat", COMMANDS["take back"])
    assert not life.work.votes
    assert (life.work.conflicts, life.work.stand_ins) == (aside.conflicts, aside.stand_ins)
    assert aside.conflicts or aside.stand_ins


def test_since_is_the_moment_of_the_state() -> None:
    """How long a record has been where it is does not start anew with every note."""
    life = SITUATIONS["approved"]()
    reached = life.work.since
    life.later(days=3).do("author", COMMANDS["progress"])
    assert life.work.since == reached


def test_an_entry_out_of_turn_is_refused() -> None:
    """A gap in the history is noticed, not folded over."""
    life = SITUATIONS["appraised"]()
    with pytest.raises(ValueError, match="cannot follow"):
        apply(blank(life.work), life.history[1])


def test_blank_keeps_only_what_no_entry_changes() -> None:
    """A draft has an id, a unit, a number and an author, and nothing else."""
    life = SITUATIONS["completed"]()
    assert blank(life.work) == SITUATIONS["draft"]().work


def test_the_event_of_an_entry_is_thin_and_named_by_its_place() -> None:
    """Telling an entry twice is telling it once, and the event carries no words of anybody."""
    life = SITUATIONS["appraised"]()
    event = event_of(life.work, life.history[-1])
    assert (event.id, event.type, event.version) == ("w1.2", "WorkAppraised", 1)
    assert (event.subject, event.sequence, event.actor) == ("w1", 2, "appraiser")
    assert (event.campaign, event.occurred_at) == ("vinh-linh-70", life.now)
    assert decode(encode(event)) == event


def test_an_entry_from_before_causes_were_kept_is_read() -> None:
    """It has none, and so has its event; nothing else of it is lost."""
    entry = SITUATIONS["appraised"]().history[-1]
    old = {name: value for name, value in msgspec.to_builtins(entry).items() if name != "causation"}
    read = msgspec.json.decode(msgspec.json.encode(old), type=Entry)
    assert read == entry
    assert event_of(SITUATIONS["appraised"]().work, read).causation == ""


def test_a_cause_changes_nothing_but_itself() -> None:
    """What a work is does not depend on which request led to it."""
    life = SITUATIONS["completed"]()
    caused = tuple(entry.caused_by(f"request-{entry.sequence}") for entry in life.history)
    assert fold(blank(life.work), caused) == life.work
    assert [event_of(life.work, entry).causation for entry in caused] == [
        f"request-{n}" for n in range(1, len(caused) + 1)
    ]


def test_every_event_of_the_table_is_known() -> None:
    """No transition can write an event that consumers would have to refuse."""
    assert {row.event for row in TABLE} <= set(VERSIONS)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [("draft", None), ("submitted", "WorkSubmitted"), ("half_amended", "WorkAmendmentSeatApproved")],
)
def test_the_last_act(situation: str, expected: str | None) -> None:
    """It is the last entry that moved the work."""
    last = last_act(SITUATIONS[situation]().history)
    assert (last.type if last else None) == expected


def test_asides_are_no_acts() -> None:
    """Declaring a conflict ends nobody's right to take a decision back."""
    life = SITUATIONS["appraised"]().do("ubnd seat", COMMANDS["conflict"])
    last = last_act(life.history)
    assert last is not None
    assert last.type == "WorkAppraised"
    assert last.is_decision
    assert not life.history[-1].is_decision


def test_an_unknown_command_has_no_effect_by_accident() -> None:
    """A command that was added without its effect fails loudly."""

    class Forgotten(c.Command, frozen=True, kw_only=True):
        """Nobody wrote what it does."""

    with pytest.raises(TypeError, match="Forgotten"):
        effect_of(Forgotten(), SITUATIONS["draft"]().case("author", None))
