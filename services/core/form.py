"""Declared fields: what a form asks, and how what was typed becomes values or clear problems.

One declaration serves the page, the parser, the receipt and, later, the spreadsheet. Nothing here knows HTTP:
`read` takes the text as typed and gives back typed values, or a sentence for each field to be mended.
What was typed is never altered by reading it, so that a form can always come back as it was.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import msgspec

from services.core.language.message import Message, Text, message

FieldValue: TypeAlias = str | int | Decimal | date | None

#: Whole đồng above this are a typing mistake: a hundred times the national budget.
LARGEST_AMOUNT = 10**17
_LONGEST_NUMBER = 20

#: Characters of an answer that are said again in what is wrong with it.
_QUOTED = 60
_MIN_YEAR, _MAX_YEAR = 1900, 2100
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_GROUPED = re.compile(r"\d{1,3}(?:([. \u00a0])\d{3})(?:\1\d{3})*|\d+")
_BLANK_RUN = re.compile(r"[^\S\n]+")


class Kind(StrEnum):
    """How a field is typed, shown and read."""

    LINE = "line"  # one line of text
    TEXT = "text"  # several lines
    DAY = "day"  # ngày/tháng/năm
    MONEY = "money"  # whole đồng, with or without separators
    WHOLE = "whole"  # a whole number between `low` and `high`
    NUMBER = "number"  # a number, Vietnamese form: 1.301,5
    CHOICE = "choice"  # one of few, all in view
    PICK = "pick"  # one of many, in a list


class Choice(msgspec.Struct, frozen=True):
    """One answer of a `CHOICE` or `PICK`."""

    value: str
    label: Message | Text


class Needed(msgspec.Struct, frozen=True, kw_only=True):
    """When a field that is not required has to be filled in all the same.

    `when` stands beside its label, `missing` is said where it is empty then. `by` names the field that
    decides: by any answer, or only by `answer`. Without it, what decides is more than one answer, and the
    form's own check sees to it.
    """

    when: Message
    missing: Message
    by: str = ""
    answer: str = ""

    def holds(self, values: Mapping[str, FieldValue]) -> bool:
        """Whether one of these answers makes it needed."""
        given = values.get(self.by)
        return given is not None and (not self.answer or given == self.answer)


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One question. `measure` is the unit that stands beside the field; `longest` counts characters.

    A line that is `tall` is typed in two rows, since it may be long; its line breaks are read as blanks.
    A field that is not `required` may be `needed` under a condition, which stands beside its label.
    """

    name: str
    kind: Kind
    label: Message
    hint: Message | None = None
    required: bool = True
    needed: Needed | None = None
    longest: int = 200
    tall: bool = False
    measure: Message | None = None
    choices: tuple[Choice, ...] = ()
    low: int = 0
    high: int = LARGEST_AMOUNT


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Fields about one subject, shown together under `title`; `name` is its anchor."""

    name: str
    title: Message
    fields: tuple[Field, ...]


class Problem(msgspec.Struct, frozen=True):
    """What has to be mended in which field; an empty `field` means the form as a whole."""

    field: str
    message: Message


class UnreadableError(ValueError):
    """Text that cannot become a value; says what to do instead."""

    def __init__(self, mend: Message) -> None:
        super().__init__(mend.sentence)
        self.mend = mend


def clean(text: str, *, lines: bool = False) -> str:
    r"""`text` in NFC, without control characters and without space around it.

    Runs of blanks become one; line breaks stay (as `\n`) only where `lines`. Two people who type the same
    words on different keyboards thereby store the same text.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ")
    # What is printable apart from line breaks and tabs holds nothing of what is taken out below.
    if not text.replace("\n", "").replace("\t", "").isprintable():
        text = "".join(
            c
            for c in text
            if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        )
    return "\n".join(_BLANK_RUN.sub(" ", line).strip() for line in text.split("\n")).strip()


def read_day(text: str) -> date:
    """The day in `5/2/2025`, `05-02-2025` or `2025-02-05`.

    Raises:
        UnreadableError: another form, a two-digit year, or a day that does not exist.
    """
    found = _DAY.fullmatch(text)
    iso = _ISO_DAY.fullmatch(text)
    if found:
        day, month, year = (int(part) for part in found.groups())
    elif iso:
        year, month, day = (int(part) for part in iso.groups())
    else:
        raise UnreadableError(message("Write the date as day/month/year, for example 05/02/2025"))
    if not _MIN_YEAR <= year <= _MAX_YEAR:
        raise UnreadableError(message("The year must lie between 1900 and 2100"))
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError(message("This date does not exist: check the day and the month")) from None


def read_money(text: str) -> int:
    """Whole đồng in `1200000` or `1.200.000`.

    Raises:
        UnreadableError: a decimal part, a sign, letters, wrongly placed separators, or an absurd amount.
    """
    amount = re.sub(r"\s*(đồng|đ|vnđ|vnd|₫)\.?$", "", text, flags=re.IGNORECASE)
    if "," in amount:
        raise UnreadableError(
            message("Amounts are whole đồng without a comma: write 1.200.000, not 1.200.000,5 or 1,200,000")
        )
    if not _GROUPED.fullmatch(amount) or not amount.isascii():
        raise UnreadableError(message("Write the amount in digits, for example 1.200.000"))
    value = int(re.sub(r"\D", "", amount))
    if value > LARGEST_AMOUNT:
        raise UnreadableError(message("This amount is too large: check the number of zeros"))
    return value


def read_whole(text: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`.

    Raises:
        UnreadableError: no digits, or out of range.
    """
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise UnreadableError(message("Write a whole number from {low} to {high}", low=low, high=high))
    value = int(text)
    if not low <= value <= high:
        raise UnreadableError(message("Write a whole number from {low} to {high}", low=low, high=high))
    return value


def read_number(text: str) -> Decimal:
    """A number from 0 on, in Vietnamese form: `1.301,5`, `0,53`, `6542`; at most three decimals.

    Raises:
        UnreadableError: another form.
    """
    whole, comma, decimals = text.partition(",")
    if (
        not _GROUPED.fullmatch(whole)
        or not text.isascii()
        or (comma and not re.fullmatch(r"[0-9]{1,3}", decimals))
        or len(whole) > _LONGEST_NUMBER
    ):
        raise UnreadableError(message("Write a number with a comma for decimals, for example 1.301,5"))
    return Decimal(re.sub(r"[^0-9]", "", whole) + "." + (decimals or "0"))


def _one_of(text: str, choices: tuple[Choice, ...]) -> str:
    if text not in {choice.value for choice in choices}:
        wrong = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
        raise UnreadableError(
            message("“{value}” is none of the answers offered: choose one of these", value=wrong)
        )
    return text


def _read_one(field: Field, typed: str) -> FieldValue:
    text = clean(typed, lines=field.kind is Kind.TEXT)
    if len(text) > field.longest:
        raise UnreadableError(
            message(
                "This is {length} characters long; at most {longest} fit: shorten it",
                length=len(text),
                longest=field.longest,
            )
        )
    match field.kind:
        case Kind.DAY:
            return read_day(text)
        case Kind.MONEY:
            return read_money(text)
        case Kind.WHOLE:
            return read_whole(text, field.low, field.high)
        case Kind.NUMBER:
            return read_number(text)
        case Kind.CHOICE | Kind.PICK:
            return _one_of(text, field.choices)
        case _:
            return text


def read(
    fields: Iterable[Field], typed: Mapping[str, str]
) -> tuple[dict[str, FieldValue], tuple[Problem, ...]]:
    """Every field's value, and every problem, in the order of `fields`.

    A field left empty is `None`, a problem only where it is required or needed. Text under names that
    no field declares is ignored.
    """
    asked = tuple(fields)
    values: dict[str, FieldValue] = {}
    wrong: dict[str, Message] = {}
    for field in asked:
        text = typed.get(field.name, "")
        try:
            values[field.name] = _read_one(field, text) if clean(text) else None
        except UnreadableError as error:
            values[field.name] = None
            wrong[field.name] = error.mend
    for field in asked:
        missing = _missing(field, values)
        if missing and values[field.name] is None:
            wrong.setdefault(field.name, missing)
    return values, tuple(Problem(field.name, wrong[field.name]) for field in asked if field.name in wrong)


def _missing(field: Field, values: Mapping[str, FieldValue]) -> Message | None:
    """What is said where the field is empty, if it may not be."""
    if field.required:
        return message("Fill in: {label}", label=field.label)
    return field.needed.missing if field.needed and field.needed.holds(values) else None
