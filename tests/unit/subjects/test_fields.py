"""What is asked about a person, and what stands in the way."""

from datetime import date
from typing import Any

import pytest

from services.core.subjects import consenting, fields
from services.core.subjects.subject import Channel, Consent, Details, Kind

DAY = date(2025, 6, 1)
AUTHOR = {
    "name": "Trần Văn Bình", "birth": "05/02/1980", "position": "Kế toán", "workplace": "UBND xã",
    "telephone": "0912 345 678", "email": "binh@vinh-lam.example",
}  # fmt: skip
CITIZEN = {
    "name": "Lê Thị Sen", "birth": "1950", "position": "Nông dân", "address": "Thôn Tiên Mỹ", "publish": "no",
}  # fmt: skip
CHILD = CITIZEN | {"birth": "01/09/2013"}


def problems(kind: Kind, typed: dict[str, str]) -> list[str]:
    """The fields that have to be mended."""
    details, found = fields.read(kind, "", typed, DAY)
    assert (details is None) == bool(found)
    return [problem.field for problem in found]


@pytest.mark.parametrize(
    "details",
    [
        Details(name="An", birth=date(1980, 2, 5), position="Kế toán", workplace="UBND xã"),
        Details(name="An", birth=1980, position="x", workplace="y", telephone="0912345678", email="a@b.vn"),
    ],
)
def test_what_is_written_back_into_the_form_reads_the_same(details: Details) -> None:
    """An edit that changes nothing changes nothing."""
    assert fields.read(Kind.AUTHOR, "", fields.typed_from(details), DAY) == (details, ())


def test_a_consent_reads_the_same_too() -> None:
    """Day and way of a consent survive an edit."""
    yes = Consent(given=True, on=date(2025, 5, 2), how=Channel.PAPER)
    details = Details(name="Sen", birth=1950, position="x", address="y", publish=(yes,))
    assert fields.read(Kind.CITIZEN, "", fields.typed_from(details), DAY) == (details, ())


@pytest.mark.parametrize(
    ("given", "on", "wrong"),
    [
        ("yes", date(2025, 5, 1), True),  # the day before what was said last
        ("yes", date(2025, 5, 2), False),
        ("yes", DAY, False),
        ("yes", date(2025, 6, 2), True),  # has not come yet
        ("no", date(2025, 5, 1), False),  # the form withdraws today, whatever day stands beside it
    ],
)
@pytest.mark.parametrize("last", [True, False])
def test_no_word_is_of_a_day_before_the_last_one_or_to_come(
    given: str, on: date, *, wrong: bool, last: bool
) -> None:
    """In the form of a citizen and on the page for a later word alike; the first may be of any day past."""
    known = Details(name="Sen", publish=(Consent(given=last, on=date(2025, 5, 2), how=Channel.PAPER),))
    day = f"{on:%d/%m/%Y}"
    typed = CITIZEN | {"publish": given, "publish_on": day, "publish_how": "paper"}
    _, in_form = fields.read(Kind.CITIZEN, "", typed, DAY, known)
    assert [problem.field for problem in in_form] == (["publish_on"] if wrong else [])
    word, later = consenting.read_word({"given": given, "on": day, "how": "paper"}, DAY, known.last_word)
    too_early_or_late = not date(2025, 5, 2) <= on <= DAY
    assert [problem.field for problem in later] == (["on"] if too_early_or_late else [])
    assert (word is None) == too_early_or_late
    assert fields.out_of_turn(on, None, DAY) is None or on > DAY


def test_a_row_has_its_own_names_and_is_kept_under_plain_ones() -> None:
    """Two authors stand in one form; each one's draft and problems are told apart."""
    typed = {f"author-2-{name}": text for name, text in AUTHOR.items()} | {
        "author-1-name": "An",
        "title": "x",
    }
    assert fields.own(Kind.AUTHOR, "author-2", typed) == AUTHOR
    assert fields.placed("author-2", AUTHOR).items() <= typed.items()
    assert {field.name for field in fields.fields(Kind.AUTHOR, "author-2")} <= set(typed)
    _, found = fields.read(Kind.AUTHOR, "author-1", typed, DAY)
    assert {p.field for p in found} == {"author-1-birth", "author-1-position", "author-1-workplace"}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"telephone": "", "email": ""}, []),
        ({"birth": "1980"}, []),
        ({"birth": "2010"}, ["birth"]),  # by the year alone perhaps a minor
        ({"birth": "1890"}, ["birth"]),
        ({"birth": "02/06/2025"}, ["birth"]),
        ({"birth": "2/80"}, ["birth"]),
        ({"birth": "31/02/1980"}, ["birth"]),
        ({"telephone": "113"}, ["telephone"]),
        ({"email": "binh"}, ["email"]),
        ({"name": ""}, ["name"]),
    ],
)
def test_an_author_is_read(changed: dict[str, str], wrong: list[str]) -> None:
    """What cannot be true or reached is told beside its field."""
    assert problems(Kind.AUTHOR, AUTHOR | changed) == wrong


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (CITIZEN, []),
        (CITIZEN | {"publish": "yes"}, ["publish_on", "publish_how"]),
        (CITIZEN | {"publish": "yes", "publish_on": "02/06/2025", "publish_how": "paper"}, ["publish_on"]),
        (CITIZEN | {"publish": "yes", "publish_on": "01/06/2025", "publish_how": "paper"}, []),
        (CITIZEN | {"publish": ""}, ["publish"]),
        (CHILD, ["guardian_consent", "child_consent"]),
        (CHILD | {"guardian_consent": "01/06/2025"}, ["child_consent"]),
        (CHILD | {"guardian_consent": "01/06/2025", "child_consent": "02/06/2025"}, ["child_consent"]),
        (CHILD | {"guardian_consent": "01/06/2025", "child_consent": "01/06/2025"}, []),
        (CHILD | {"birth": "02/06/2018", "guardian_consent": "01/06/2025"}, []),  # six
        (CHILD | {"birth": "01/06/2018", "guardian_consent": "01/06/2025"}, ["child_consent"]),  # seven
        (CHILD | {"birth": "01/06/2007"}, []),  # eighteen
    ],
)
def test_consents_are_asked_for(typed: dict[str, str], wrong: list[str]) -> None:
    """Nobody under age is put forward without a word, and nobody's consent lies in the future."""
    assert problems(Kind.CITIZEN, typed) == wrong


@pytest.mark.parametrize("kind", list(Kind))
def test_no_more_is_asked_than_is_kept(kind: Kind) -> None:
    """Every field has its place in the details, so nothing that is typed gets lost."""
    kept: dict[str, Any] = fields.typed_from(Details(name="An"))
    assert {field.name for field in fields.fields(kind)} <= set(kept)
