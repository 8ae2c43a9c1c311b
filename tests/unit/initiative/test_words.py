"""What is filled in about an initiative and its authors, and every word in which it is told."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from services.core.campaign.model import Track
from services.core.initiative import commands as c
from services.core.initiative.effects import effect_of
from services.core.initiative.initiative import Facts, Funding
from services.core.initiative.story import headline
from services.core.initiative.transitions import TABLE
from services.core.initiative.words import WORDS
from services.core.language.catalogue import say
from services.core.record import filling, people
from services.core.record.people import Entered
from services.core.record.showing.naming import described, differing
from services.core.record.showing.sheet import groups
from services.core.record.showing.story import tell
from services.core.subjects.store import Stored
from services.core.subjects.subject import Details, Kind, Subject
from tests.unit.initiative.lives import FACTS, SITUATIONS, accepted, returned_by_council
from tests.unit.record import walk
from tests.unit.record.life import campaign

_AN = Details(name="Trần Văn An", birth=1980, position="Kỹ sư", workplace="HTX Tiên Mỹ")
_BINH = Details(name="Lê Thị Bình", birth=date(1985, 2, 5), position="Cán bộ", workplace="UBND xã")
_TYPED = filling.typed_from(Track.INITIATIVE, FACTS, campaign()) | filling.people_from(FACTS, ())


def _entered(rank: int, details: Details, *accounts: str) -> Entered:
    return Entered(subject=f"i1.author-{rank}", name=details.name, details=details, accounts=accounts)


_BOTH = (_entered(1, _AN, "author"), _entered(2, _BINH))


def _read(people: tuple[Entered, ...] = _BOTH, **typed: str) -> tuple[Facts | None, list[tuple[str, str]]]:
    facts, problems = filling.read_facts(Track.INITIATIVE, _TYPED | typed, campaign(), people)
    assert facts is None or isinstance(facts, Facts)
    return facts, [(problem.field, say(problem.message, "en")) for problem in problems]


def test_what_was_typed_is_read_and_can_be_typed_again() -> None:
    """A form that is opened again gives the very same facts, authors and shares among them."""
    assert _read() == (FACTS, [])


def test_what_is_optional_may_be_left_empty_and_nothing_else() -> None:
    """Only a figure of the benefit; everything else is asked for."""
    facts, problems = _read(gain="", funding="state")
    assert problems == []
    assert facts is not None
    assert (facts.gain, facts.funding) == (None, Funding.STATE)
    fields = filling.fields(Track.INITIATIVE, campaign())
    _, problems = _read(**{field.name: "" for field in fields})
    assert {field for field, _ in problems} == {field.name for field in fields} - {"gain"}


_SAME_ADDRESS = (
    "Trần Văn An (author 1) and Lê Thị Bình (author 2) have the same e-mail address: check who they are"
)
_TWICE = (
    "Trần Văn An is named twice, as author 1 and as author 2: take one out and add the shares. Two people of "
    "that name are told apart by their e-mail addresses, telephone numbers or dates of birth, where both of "
    "them are given."
)


@pytest.mark.parametrize(
    ("there", "typed", "said"),
    [
        ((), {}, "No author is named yet: add at least one"),
        (
            _BOTH,
            {"author-2-share": "39"},
            "The shares make 99% together: 1% is missing to 100%",
        ),
        (_BOTH, {"author-2-share": ""}, "Lê Thị Bình: Fill in: Share"),
        (
            (_BOTH[0], msgspec.structs.replace(_BOTH[1], name="", details=None)),
            {"author-2-share": "?"},
            "Author 2: Write a number with a comma for decimals, for example 1.301,5",
        ),
        ((_BOTH[0], _entered(2, _AN)), {}, _TWICE),
        (
            (_entered(1, msgspec.structs.replace(_AN, email="a@x.vn")),
             _entered(2, msgspec.structs.replace(_BINH, email="A@x.vn"))),
            {},
            _SAME_ADDRESS,
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_author_is_said_by_name(
    there: tuple[Entered, ...], typed: dict[str, str], said: str
) -> None:
    """Every mistake leads to the list of authors and says whose it is."""
    facts, problems = _read(there, **typed)
    assert (facts, problems) == (None, [("people-author", said)])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", []),
        ("31/2/2024", []),
        ("8/10/2024", []),  # not yet: the field itself says so
        ("7/10/2023", ["First applied on 7 October 2023: it has to be filed by 7 October 2024."]),
        ("29/2/2024", ["First applied on 29 February 2024: it has to be filed by 28 February 2025."]),
    ],
)
def test_the_term_is_told_as_soon_as_the_day_is_typed(typed: str, said: list[str]) -> None:
    """On 7 October 2024, whatever else is still missing."""
    told = WORDS.warnings({"first_applied": typed}, campaign(), date(2024, 10, 7))
    assert [say(one, "en") for one in told] == said


def test_too_late_is_told_early() -> None:
    """Before anything is submitted, with what can be done."""
    (told,) = WORDS.warnings({"first_applied": "6/10/2023"}, campaign(), date(2024, 10, 7))
    assert "had to be filed by 6 October 2024" in say(told, "en")
    no_law = msgspec.structs.replace(campaign(), legal=())
    assert WORDS.warnings({"first_applied": "6/10/2013"}, no_law, date(2024, 10, 7)) == ()


def test_every_state_has_a_name_a_mark_and_a_next_step() -> None:
    """Nothing that a table can lead to is left without words."""
    states = walk.states_of(TABLE)
    assert set(WORDS.state_names) == set(WORDS.next) == set(WORDS.shapes) == states


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_life_can_be_told(situation: str) -> None:
    """Each entry has its sentence in both languages, with nothing left open."""
    for entry in SITUATIONS[situation]().history:
        for language in ("vi", "en"):
            said = say(tell(entry, campaign()), language)
            assert said
            assert "{" not in said


def test_an_acceptance_says_until_when_the_council_decides() -> None:
    """And without a law that sets a time it says no day."""
    entry = accepted().history[-1]
    assert "hội đồng" in say(tell(entry, campaign()), "vi").lower()
    assert "2025" in say(tell(entry, campaign()), "en")
    timeless = msgspec.structs.replace(entry, changes=entry.changes | {"due": None})
    assert "2025" not in say(tell(timeless, campaign()), "en")
    assert headline(entry, accepted().record).sentence.startswith("Accepted")


# --- people ------------------------------------------------------------------------------------


def _stored(rank: int, details: Details | None) -> Stored:
    who = Subject(
        id=f"i1.author-{rank}", campaign="vinh-linh-70", unit="vinh-lam", kind=Kind.AUTHOR, details=details
    )
    return Stored(subject=who, revision=1)


_KNOWN = {"i1.author-1": _stored(1, _AN), "i1.author-2": _stored(2, _BINH)}


def test_authors_are_shown_by_name_on_pages_and_by_number_elsewhere() -> None:
    """An e-mail cannot be taken back, so it names nobody."""
    named = groups(Track.INITIATIVE, FACTS, campaign(), _KNOWN)[-1]
    assert say(named.title, "en") == "Authors"
    shown = [(say(row.label, "en"), say(row.value, "en")) for row in named.rows]  # type: ignore[arg-type]
    assert shown == [
        ("Author 1", "Trần Văn An, Kỹ sư, HTX Tiên Mỹ: 60%"),
        ("Author 2", "Lê Thị Bình, Cán bộ, UBND xã: 40%"),
    ]
    unnamed = groups(Track.INITIATIVE, FACTS, campaign())[-1]
    assert [say(row.value, "en") for row in unnamed.rows] == ["60%", "40%"]  # type: ignore[arg-type]
    assert say(described(None), "en") == "(erased)"


def test_a_change_among_the_authors_is_shown() -> None:
    """Who came, who went, whose share is another; nothing where all is as it was."""
    first, second = FACTS.people
    third = msgspec.structs.replace(second, subject="i1.author-3")
    after = msgspec.structs.replace(FACTS, people=(msgspec.structs.replace(first, share=Decimal(70)), third))
    found = list(differing(Track.INITIATIVE, FACTS, after, campaign(), None))
    said = [tuple(say(one, "en") if one else None for one in (was, now)) for _, was, now in found]  # type: ignore[arg-type]
    assert said == [("60%", "70%"), ("40%", None), (None, "40%")]
    assert list(differing(Track.INITIATIVE, FACTS, FACTS, campaign(), None)) == []


def test_the_number_of_a_person_goes_to_nobody_else() -> None:
    """Neither within a draft, nor after somebody was handed in and taken out."""
    draft = people.with_place(people.with_place({"title": "x"}, "author-1"), "author-2")
    draft = people.without_place(draft | {"author-2-share": "40"}, "author-2")
    group = WORDS.people({})[0]
    assert people.next_place(draft, group) == "author-3"
    assert people.places(draft) == ("author-1",)
    assert "author-2-share" not in draft
    assert set(people.carried(draft | {"author-1-share": "60"})) == {"~people", "~last", "author-1-share"}
    life = returned_by_council()
    fewer = msgspec.structs.replace(FACTS, people=FACTS.people[:1])
    again = filling.people_from(fewer, life.history)
    assert people.next_place(again, group) == "author-3"
    assert filling.people_from(msgspec.structs.replace(FACTS, people=()), ()) == {}


def test_an_initiative_moves_with_its_unit() -> None:
    """It goes on with whoever has it; to the chair where the new unit is the secretary's own."""
    case = SITUATIONS["confirmed"]().case("office", None)
    moved = effect_of(c.Move(unit="vinh-thuy"), case)
    assert (moved.changes["unit"], moved.changes["chaired"]) == ("vinh-thuy", False)
    assert effect_of(c.Move(unit="phong-noi-vu"), case).changes["chaired"] is True
