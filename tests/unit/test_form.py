"""Reading what people type: every kind of field, at its edges, and nothing is ever guessed."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.form import (
    LARGEST_AMOUNT,
    Choice,
    Field,
    Kind,
    Needed,
    Problem,
    UnreadableError,
    clean,
    read,
    read_day,
    read_money,
    read_number,
    read_whole,
)
from services.core.language.message import message

_LABEL = message("Title")
_CHOICES = (Choice("yes", message("Favourable")), Choice("no", message("Unfavourable")))


def _field(kind: Kind, **more: object) -> Field:
    return Field(name="f", kind=kind, label=_LABEL, choices=_CHOICES, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Đường  nội\tđồng ", "Đường nội đồng"),
        (unicodedata.normalize("NFD", "Đường nội đồng ỗ ẫ"), "Đường nội đồng ỗ ẫ"),
        ("a\r\nb\rc", "a b c"),
        ("a\x00b\x1b[1m\u200bc\u2028d\ufeff", "ab[1mcd"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("\u202eabc", "abc"),
        (" \u00a0\u3000 ", ""),
    ],
)
def test_one_line_is_cleaned(typed: str, stored: str) -> None:
    """NFC, no control characters, single blanks, one line; markup stays what was typed."""
    assert clean(typed) == stored


def test_several_lines_stay_lines() -> None:
    """Line ends of every system become one kind; blanks at both ends of a line go."""
    assert clean("  a \r\n\r\n b\rc\n", lines=True) == "a\n\nb\nc"


@pytest.mark.parametrize("lines", [True, False])
@given(text=st.text(st.characters(codec="utf-8")))
def test_cleaning_twice_is_cleaning_once(text: str, *, lines: bool) -> None:
    """What is stored reads as it is stored; it is NFC and holds nothing invisible."""
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Co") and c != "\n" for c in once)


@pytest.mark.parametrize(
    "typed", ["5/2/2025", "05/02/2025", "5-2-2025", "5.2.2025", "5 / 2 / 2025", "2025-02-05"]
)
def test_days_in_the_ways_people_write_them(typed: str) -> None:
    """Day before month, whatever stands between; the browser's own form too."""
    assert read_day(typed) == date(2025, 2, 5)


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("5/2/25", "day/month/year"),
        ("tomorrow", "day/month/year"),
        ("5/2/2025x", "day/month/year"),
        ("2025-2-5", "day/month/year"),
        ("5/2/1899", "between 1900 and 2100"),
        ("5/2/2101", "between 1900 and 2100"),
        ("0000-01-01", "between 1900 and 2100"),
        ("31/2/2025", "does not exist"),
        ("29/2/2025", "does not exist"),
        ("0/1/2025", "does not exist"),
        ("5/13/2025", "does not exist"),
    ],
)
def test_days_that_are_none(typed: str, mend: str) -> None:
    """Each says how to mend it."""
    with pytest.raises(UnreadableError, match=mend):
        read_day(typed)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_can_be_typed(day: date) -> None:
    """Both forms give the day back."""
    assert read_day(f"{day:%d/%m/%Y}") == read_day(f"{day.day}.{day.month}.{day.year}") == day
    assert read_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", 0),
        ("1200000", 1_200_000),
        ("1.200.000", 1_200_000),
        ("1 200 000", 1_200_000),
        ("1.200.000 đồng", 1_200_000),
        ("1.200.000đ", 1_200_000),
        ("1.200.000 VNĐ", 1_200_000),
        ("1.200.000 vnd.", 1_200_000),
        ("1.200.000 ₫", 1_200_000),
        (str(LARGEST_AMOUNT), LARGEST_AMOUNT),
    ],
)
def test_amounts(typed: str, amount: int) -> None:
    """Whole đồng, with or without separators and unit."""
    assert read_money(typed) == amount


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("1.200.000,5", "without a comma"),
        ("1,200,000", "without a comma"),
        ("1.2000", "in digits"),
        ("1.200 000", "in digits"),
        ("12.00", "in digits"),
        ("-5", "in digits"),
        ("1,2 tỷ", "without a comma"),
        ("2 tỷ", "in digits"),
        ("đồng", "in digits"),
        ("١٢٣", "in digits"),
        ("1e6", "in digits"),
        (str(LARGEST_AMOUNT + 1), "too large"),
    ],
)
def test_amounts_that_are_none(typed: str, mend: str) -> None:
    """A decimal part, misplaced separators, signs, words and absurd sums are refused, never rounded."""
    with pytest.raises(UnreadableError, match=mend):
        read_money(typed)


@pytest.mark.parametrize(("typed", "value"), [("0", 0), ("100", 100), ("007", 7)])
def test_whole_numbers(typed: str, value: int) -> None:
    """Both ends of the range are in it."""
    assert read_whole(typed, 0, 100) == value


@pytest.mark.parametrize("typed", ["-1", "101", "1,5", "", "٣", "9" * 19, "1 0"])
def test_whole_numbers_that_are_none(typed: str) -> None:
    """The range is named."""
    with pytest.raises(UnreadableError) as caught:
        read_whole(typed, 0, 100)
    assert caught.value.mend.values == {"low": 0, "high": 100}


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1.301,5", "1301.5"), ("0,53", "0.53"), ("6542", "6542"), ("6.542", "6542"), ("12,125", "12.125")],
)
def test_numbers_in_vietnamese_form(typed: str, value: str) -> None:
    """A point parts thousands, a comma the decimals."""
    assert read_number(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["1,2345", "1.5", ",5", "-1", "x", "1,", "٣,5", "1" * 21, "1,5,5"])
def test_numbers_that_are_none(typed: str) -> None:
    """More than three decimals, other separators and signs are refused."""
    with pytest.raises(UnreadableError, match="comma for decimals"):
        read_number(typed)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (_field(Kind.LINE), " a\nb ", "a b"),
        (_field(Kind.TEXT), " a\r\nb ", "a\nb"),
        (_field(Kind.DAY), " 5/2/2025 ", date(2025, 2, 5)),
        (_field(Kind.MONEY), " 1.200 ", 1200),
        (_field(Kind.MONEY), "1\u00a0200\u00a0000", 1_200_000),
        (_field(Kind.WHOLE, high=100), "40", 40),
        (_field(Kind.NUMBER), "1,5", Decimal("1.5")),
        (_field(Kind.CHOICE), "yes", "yes"),
        (_field(Kind.PICK), "no", "no"),
    ],
)
def test_each_kind_is_read(field: Field, typed: str, value: object) -> None:
    """One declaration is enough to get a typed value."""
    assert read((field,), {"f": typed, "unasked": "x"}) == ({"f": value}, ())


@pytest.mark.parametrize(
    ("field", "typed", "mend"),
    [
        (_field(Kind.LINE), "  \u200b ", "Fill in: {label}"),
        (_field(Kind.LINE, longest=5), "ấ" * 6, "at most {longest} fit"),
        (_field(Kind.CHOICE), "maybe", "one of the answers offered"),
        (_field(Kind.PICK), "maybe", "one of the answers offered"),
        (_field(Kind.DAY), "soon", "day/month/year"),
        (_field(Kind.WHOLE, high=100), "101", "whole number"),
    ],
)
def test_what_cannot_be_read_names_its_field(field: Field, typed: str, mend: str) -> None:
    """The value is absent and the reason a sentence with its values."""
    values, (problem,) = read((field,), {"f": typed})
    assert values == {"f": None}
    assert problem.field == "f"
    assert mend in problem.message.sentence


def test_what_is_optional_may_be_absent() -> None:
    """An empty answer is no value, and no problem where none is required."""
    assert read((_field(Kind.DAY, required=False),), {}) == ({"f": None}, ())


@pytest.mark.parametrize(
    ("answer", "typed", "wanted"),
    [
        ("", {}, False),
        ("", {"by": "yes"}, True),
        ("", {"by": "yes", "f": "x"}, False),
        ("yes", {"by": "yes"}, True),
        ("yes", {"by": "no"}, False),
        ("yes", {"by": "unreadable"}, False),
    ],
)
def test_what_another_answer_makes_needed_is_asked_for(
    answer: str,
    typed: dict[str, str],
    wanted: bool,  # noqa: FBT001 - a table
) -> None:
    """Empty, it is a problem exactly where the condition holds that stands beside its label."""
    needed = Needed(when=_LABEL, missing=message("Title"), by="by", answer=answer)
    choices = (Choice("yes", _LABEL), Choice("no", _LABEL))
    fields = (
        _field(Kind.LINE, required=False, needed=needed),
        Field(name="by", kind=Kind.CHOICE, label=_LABEL, required=False, choices=choices),
    )
    _, problems = read(fields, typed)
    assert (Problem("f", message("Title")) in problems) is wanted


def test_length_is_counted_in_letters_as_stored() -> None:
    """Letters typed as base and mark count once, so that nobody is punished for a keyboard."""
    typed = unicodedata.normalize("NFD", "ấ" * 5)
    assert read((_field(Kind.LINE, longest=5),), {"f": typed}) == ({"f": "ấ" * 5}, ())
