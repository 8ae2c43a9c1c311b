"""What a citizen's record says about itself: states, history, headlines; in both languages, never a name."""

from datetime import date, timedelta

import msgspec
import pytest

from services.core.campaign.model import Track
from services.core.citizen.rules import RULES
from services.core.citizen.transitions import TABLE
from services.core.citizen.words import WORDS
from services.core.language.catalogue import say
from services.core.language.message import Language
from services.core.record.people import Named
from services.core.record.record import State
from services.core.record.showing.sheet import groups, sheet
from services.core.record.showing.story import tell
from services.core.record.who import is_barred
from services.core.subjects import store as subjects
from services.core.subjects.subject import Channel, Consent, Details, Erasure, Kind, Subject, Why, erase
from tests.unit.citizen.lives import (
    COMMANDS,
    FACTS,
    PEOPLE,
    SITUATIONS,
    deputised,
    refused,
    returned,
    submitted,
)
from tests.unit.record import walk
from tests.unit.record.life import START, campaign

LANGUAGES: tuple[Language, ...] = ("vi", "en")
NAME = "Hoàng Thị Mơ"


@pytest.mark.parametrize("state", sorted(walk.states_of(TABLE)))
def test_every_state_has_a_name_a_mark_and_a_next_step(state: State) -> None:
    """No page of a citizen's record stays without words, whatever became of it."""
    assert WORDS.shapes[state]
    for language in LANGUAGES:
        assert say(WORDS.state_names[state], language)
        assert say(WORDS.next[state], language)


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_told(situation: str, language: Language) -> None:
    """Each line of a history is a sentence that says who acted, with nothing left to fill in."""
    for entry in SITUATIONS[situation]().history:
        sentence = say(tell(entry, campaign()), language)
        assert sentence
        assert "{" not in sentence


def test_every_decision_has_a_headline() -> None:
    """What the locality hears by e-mail begins with what it means for it."""
    life = refused().do("chair", COMMANDS["take back"])
    for event in (*RULES.news.decided, "CitizenDecisionTakenBack"):
        entry = msgspec.structs.replace(life.history[-1], type=event)
        assert "{what}" in WORDS.headline(entry, life.record).sentence


def test_a_late_answer_is_told_as_late() -> None:
    """The history says that an answer came after its due time."""
    life = returned().later(days=8).do("author", COMMANDS["resubmit"])
    assert "after the due time" in say(tell(life.history[-1], campaign()), "en")


def _known(details: Details | None) -> dict[str, subjects.Stored]:
    subject = Subject(
        id="c1.household", campaign="vinh-linh-70", unit="vinh-lam", kind=Kind.HOUSEHOLD, details=details
    )
    return {subject.id: subjects.Stored(subject=subject)}


_WORD = Consent(given=True, on=date(2024, 10, 1), how=Channel.PAPER)


@pytest.mark.parametrize(
    ("publish", "said"),
    [
        ((), "No, or not asked yet"),
        ((_WORD,), "Yes, since 1 October 2024 (A signed paper)"),
        (
            (_WORD, Consent(given=False, on=date(2024, 10, 3), how=Channel.TELEPHONE)),
            "No, withdrawn on 3 October 2024 (By telephone)",
        ),
    ],
)
def test_who_may_see_the_name_reads_what_was_consented_to(publish: tuple[Consent, ...], said: str) -> None:
    """The last word on being made public stands beneath the name."""
    shown = sheet(
        submitted().stored, campaign(), submitted().now, _known(Details(name=NAME, publish=publish))
    )
    rows = {say(row.label, "en"): row.value for row in shown.facts[-1].rows}
    assert say(rows["Household put forward"], "en") == NAME  # type: ignore[arg-type]  # a name
    assert say(rows["Consents to being made public"], "en") == said  # type: ignore[arg-type]  # a message


def test_an_erasure_hides_no_news() -> None:
    """Whoever is told what happened since they looked reads every entry, though somebody was erased later."""
    life = deputised()
    note = Erasure(at=life.now + timedelta(hours=1), by="office", holder="office", why=Why.REQUEST)
    known = _known(Details(name=NAME))
    (id_, stored), *_ = known.items()
    gone = msgspec.structs.replace(stored, subject=erase(stored.subject, note))
    shown = sheet(life.stored, campaign(), note.at, {id_: gone})
    assert [one.sequence for one in shown.history] == [0, 2, 1]
    assert [one.sequence for one in shown.since(1)] == [2]
    assert shown.since(2) == shown.since(9) == ()


def test_without_names_nothing_tells_who_it_is() -> None:
    """An e-mail, which knows no names, shows that somebody is named, and nothing of the consent."""
    (row,) = groups(Track.CITIZEN, FACTS, campaign())[-1].rows
    assert say(row.value, "en") == "named in the record"  # type: ignore[arg-type]  # a message


def test_whoever_may_be_the_person_decides_nothing() -> None:
    """An account that may be the person's, or the guardian's, is barred as from an own record."""
    life = submitted()
    assert not is_barred(PEOPLE["chair"], life.record, campaign(), START.date())
    named = (Named(subject="c1.citizen", accounts=("chair",)),)
    facts = msgspec.structs.replace(FACTS, people=named)
    named_now = msgspec.structs.replace(life.record, facts=facts)
    assert is_barred(PEOPLE["chair"], named_now, campaign(), START.date())
