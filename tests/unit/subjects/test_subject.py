"""Who a minor is, whose word counts, and how somebody is found."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.subjects import subject as subjects
from services.core.subjects.subject import Asked, Channel, Consent, Details, Erasure, Kind, Subject, Why
from services.core.vietnam import VIETNAM

DAY = date(2025, 6, 1)
BOTH, GUARDIAN, NOBODY = frozenset(Asked), frozenset({Asked.GUARDIAN}), frozenset[Asked]()
NOTE = Erasure(at=datetime(2025, 6, 1, 8, tzinfo=VIETNAM), by="p1", holder="office", why=Why.REQUEST)


@pytest.mark.parametrize(
    ("birth", "asked"),
    [
        (date(2018, 6, 2), GUARDIAN),  # six, and seven tomorrow
        (date(2018, 6, 1), BOTH),  # seven today
        (date(2007, 6, 2), BOTH),  # seventeen, and of age tomorrow
        (date(2007, 6, 1), NOBODY),  # of age today
        (date(2025, 6, 1), GUARDIAN),  # born today
        (2018, BOTH),  # six or seven: the child is asked
        (2019, GUARDIAN),
        (2007, BOTH),  # seventeen or eighteen: a minor
        (2006, NOBODY),
        (None, NOBODY),
    ],
)
def test_a_minor_needs_the_guardian_and_from_seven_on_the_child(
    birth: subjects.Birth | None, asked: frozenset[Asked]
) -> None:
    """Six, seven, seventeen and eighteen years to the day; where only the year is known, the careful end."""
    assert subjects.asked_on(birth, DAY) == asked


@given(st.dates(date(1900, 1, 1), date(2024, 12, 31)), st.integers(0, 40_000))
def test_age_grows_by_one_a_year(birth: date, days: int) -> None:
    """Nobody gets younger, and each birthday adds one year."""
    day = birth + timedelta(days=days)
    grown = subjects.age(birth, day + timedelta(days=1)) - subjects.age(birth, day)
    assert grown in (0, 1)
    assert subjects.age(birth, birth) == 0
    if (birth.month, birth.day) != (2, 29):
        assert subjects.age(birth, birth.replace(year=birth.year + 18)) == 18


def test_a_leap_day_waits_for_march() -> None:
    """Born on 29 February, somebody is of age on 1 March of a common year, not a day before."""
    assert subjects.asked_on(date(2008, 2, 29), date(2026, 2, 28)) == BOTH
    assert subjects.asked_on(date(2008, 2, 29), date(2026, 3, 1)) == NOBODY


def test_an_id_is_the_same_for_the_same_place() -> None:
    """Sent twice, a form names the same person; the record is known from the id."""
    found = subjects.subject_id("r-1", "author-12")
    assert found == subjects.subject_id("r-1", "author-12")
    assert (subjects.record_of(found), subjects.place_of(found)) == ("r-1", "author-12")
    assert subjects.is_subject_id(found)
    with pytest.raises(ValueError, match="no place"):
        subjects.subject_id("r-1", "author-1.x")


@pytest.mark.parametrize("text", ["", "r-1", "r-1.", ".author-1", "r#1.author-1", "r-1.author-1\n", "a.b.c"])
def test_what_is_no_id_is_told(text: str) -> None:
    """An address that was tampered with reaches no key of the table."""
    assert not subjects.is_subject_id(text)


def test_erasing_takes_everything_that_tells_who_it_is() -> None:
    """Id, kind, unit and the note stay; the first note stays when it is erased again."""
    known = Subject(id="r.author-1", campaign="c", unit="u", kind=Kind.AUTHOR, details=Details(name="An"))
    erased = subjects.erase(known, NOTE)
    assert (erased.id, erased.kind, erased.details, erased.erased) == (known.id, known.kind, None, NOTE)
    again = Erasure(at=NOTE.at, by="p2", holder="office", why=Why.TERM)
    assert subjects.erase(erased, again) == erased


def test_the_last_word_about_publishing_counts_and_all_are_kept() -> None:
    """Given, said again, withdrawn by a form that no longer says yes, and given anew."""
    yes = Consent(given=True, on=DAY, how=Channel.PAPER)
    first = subjects.joined(None, Details(name="An", publish=(yes,)), DAY)
    assert first.may_publish
    assert subjects.joined(first, Details(name="An", publish=(yes,)), DAY) == first
    withdrawn = subjects.joined(first, Details(name="An"), DAY)
    assert not withdrawn.may_publish
    assert subjects.joined(withdrawn, Details(name="An"), DAY) == withdrawn
    anew = subjects.joined(withdrawn, Details(name="An", publish=(yes,)), DAY)
    assert [word.given for word in anew.publish] == [True, False, True]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=6))
def test_words_count_by_their_day_and_of_one_day_by_their_order(said: list[tuple[bool, int]]) -> None:
    """Whatever was noted later of an earlier day overrules nothing; nothing that was said is lost."""
    words = [
        Consent(given=given, on=DAY + timedelta(days=on), how=Channel.EMAIL if at else Channel.PAPER)
        for at, (given, on) in enumerate(said)
    ]
    details = Details(name="An", publish=tuple(words))
    in_turn = sorted(words, key=lambda word: word.on)  # keeps the order of one day
    assert details.last_word == (in_turn[-1] if in_turn else None)
    assert details.may_publish == bool(in_turn and in_turn[-1].given)
    if in_turn:
        early = Consent(given=not in_turn[-1].given, on=DAY - timedelta(days=1), how=Channel.PRESENT)
        late = subjects.joined(details, Details(name="An", publish=(*words, early)), DAY)
        assert (late.publish, late.may_publish) == ((*words, early), details.may_publish)
