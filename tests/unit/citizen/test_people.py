"""Who is put forward: one person or one household, a minor with the guardian, and nobody in the title."""

from datetime import date

import pytest

from services.core.citizen.people import GUARDIAN, HOUSEHOLD, PERSON, among, people
from services.core.language.catalogue import say
from services.core.record.people import Entered, Given, PeopleAsked, with_place
from services.core.subjects import fields
from services.core.subjects.subject import Asked, Details, Kind

DAY = date(2024, 10, 7)
NAME = "Hoàng Thị Mơ"
CONSENTED = date(2024, 10, 1)


def _given(asked: PeopleAsked, details: Details | None, name: str = NAME) -> Given:
    person = Entered(subject=f"c1.{asked.place}", name=name, details=details, erased=details is None)
    return Given(asked=asked, person=person, values={})


def _person(guardian_consent: date | None = None) -> Given:
    return _given(PERSON, Details(name=NAME, guardian_consent=guardian_consent))


_HOUSEHOLD = _given(HOUSEHOLD, Details(name=NAME))
_GUARDIAN = _given(GUARDIAN, Details(name="Hoàng Văn Sáu"), "Hoàng Văn Sáu")


def _problems(*given: Given, title: str = "Hiến đất làm đường") -> list[tuple[str, str]]:
    return [(found.field, say(found.message, "en")) for found in among(given, {"title": title})]


@pytest.mark.parametrize("given", [(_person(),), (_HOUSEHOLD,), (_person(CONSENTED), _GUARDIAN)])
def test_one_is_put_forward(given: tuple[Given, ...]) -> None:
    """A person, a household, or a minor with the guardian: nothing is wrong."""
    assert _problems(*given) == []


@pytest.mark.parametrize(
    ("given", "anchor", "words"),
    [
        ((), PERSON.anchor, "Add the person"),
        ((_person(), _HOUSEHOLD), PERSON.anchor, "take one of the two out"),
        ((_person(CONSENTED),), GUARDIAN.anchor, "Name the guardian"),
        ((_person(), _GUARDIAN), GUARDIAN.anchor, "Take the guardian out"),
        ((_HOUSEHOLD, _GUARDIAN), GUARDIAN.anchor, "Take the guardian out"),
    ],
)
def test_whoever_is_missing_or_too_many_is_named(given: tuple[Given, ...], anchor: str, words: str) -> None:
    """Each refusal says what to do, at the people whom it concerns."""
    ((field, said),) = _problems(*given)
    assert field == anchor
    assert words in said


@pytest.mark.parametrize("with_guardian", [False, True])
def test_of_somebody_erased_nothing_is_asked(with_guardian: bool) -> None:  # noqa: FBT001 - a case
    """An answer to a return goes through, although nobody can tell any more who it was."""
    erased = _given(PERSON, None, "")
    assert _problems(erased, *([_GUARDIAN] if with_guardian else [])) == []


def test_the_guardian_of_a_minor_is_asked_for_in_the_same_round() -> None:
    """While other answers about the minor are missing still; one who is named already is not sent away."""
    person = Entered(subject="c1.citizen", name=NAME, details=None, asked=frozenset({Asked.GUARDIAN}))
    minor = Given(asked=PERSON, person=person, values={})
    assert _problems(minor) == [(GUARDIAN.anchor, "Name the guardian who consented")]
    assert _problems(minor, _GUARDIAN) == []


@pytest.mark.parametrize(
    "title",
    [
        "Hoàng Thị Mơ hiến đất",
        "Bà HOÀNG THỊ MƠ, hiến 200 m²",
        "ba hoang thi mo hien dat",
        "Hộ bà Hoàng-Thị-Mơ",
        "Hiến đất (Hoàng  Thị  Mơ)",
    ],
)
def test_a_title_that_names_the_person_is_refused(title: str) -> None:
    """However it is typed: marks, capitals, blanks and punctuation aside."""
    ((field, said),) = _problems(_person(), title=title)
    assert field == "title"
    assert NAME in said


@pytest.mark.parametrize("title", ["Hoàng Thị Mỡm hiến đất", "Thị Mơ", "Hiến đất mở đường"])
def test_a_title_that_only_sounds_like_it_passes(title: str) -> None:
    """Whole words count, and the whole name."""
    assert _problems(_person(), title=title) == []


@pytest.mark.parametrize(
    ("birth", "asked"),
    [
        ("08/10/2017", {"guardian_consent"}),  # turns seven tomorrow
        ("07/10/2017", {"guardian_consent", "child_consent"}),  # seven today
        ("08/10/2006", {"guardian_consent", "child_consent"}),  # turns eighteen tomorrow
        ("07/10/2006", set()),  # eighteen today
        ("2005", set()),  # eighteen whatever the day
        ("2006", {"birth"}),  # may be a minor: the whole date is asked for
        ("2017", {"birth", "guardian_consent"}),  # six or seven: a minor in any case
        ("2012", {"birth", "guardian_consent", "child_consent"}),  # all that is known to be needed, at once
    ],
)
def test_minors_are_told_by_the_day_of_submission(birth: str, asked: set[str]) -> None:
    """Under 18 the guardian consents, from seven on the child, too; a year alone must leave no doubt."""
    typed = {"name": NAME, "birth": birth, "position": "Học sinh", "address": "Tiên Mỹ", "publish": "no"}
    _, problems = fields.read(Kind.CITIZEN, "", typed, DAY)
    assert {problem.field for problem in problems} == asked
    _, consents = fields.known_of(Kind.CITIZEN, typed, DAY)
    assert {f"{one.value}_consent" for one in consents} == asked - {"birth"}


def test_whoever_is_there_rules_the_other_out() -> None:
    """Once a person is added the form asks for no household, and the other way round."""
    assert people({}) == (PERSON, HOUSEHOLD, GUARDIAN)
    assert people(with_place({}, "citizen")) == (PERSON, GUARDIAN)
    assert people(with_place({}, "household")) == (HOUSEHOLD,)
    assert people(with_place(with_place({}, "guardian"), "household")) == (HOUSEHOLD, GUARDIAN)
    both = with_place(with_place({}, "citizen"), "household")
    assert people(both) == (PERSON, HOUSEHOLD, GUARDIAN)
