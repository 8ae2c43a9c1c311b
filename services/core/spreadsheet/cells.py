"""A cell and what a person would have typed instead: each into the other. Pure.

Days, amounts and numbers stand in a workbook as such where they can be read; whatever cannot is text, as it
was typed. Reading gives back text, so that the form's own reader judges it.
"""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from services.core.form import (
    Field,
    Kind,
    UnreadableError,
    clean,
    read_day,
    read_money,
    read_number,
    read_whole,
)
from services.core.language import formats
from services.core.language.message import Language, message
from services.core.spreadsheet.sheet import choice_of, label_of

#: What a cell may hold: text, a number, whether something is so, a day or a moment, an hour, nothing.
Value: TypeAlias = object

#: Digits that a cell keeps of a number (Microsoft, "Excel specifications and limits").
EXACT = 15

#: Characters that a cell takes (the same).
LONGEST = 32_767

#: Days of a workbook are counted from here (ECMA-376 part 1, 18.17.4), wrongly so before March 1900.
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of a workbook has no zone

#: A day with this serial lies before 1906: mostly somebody typed a year into a cell made for days.
_YEARS = range(1900, 2101)

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBERS = frozenset({Kind.MONEY, Kind.WHOLE, Kind.NUMBER})


def written(typed: str, field: Field, language: Language) -> str | int | float | date | None:
    """What stands in the cell for the text of a form; text again where it cannot be read as more."""
    text = clean(typed, lines=field.kind is Kind.TEXT)
    if not text:
        return None
    try:
        return _value(text, field, language)
    except UnreadableError:
        return text[:LONGEST]


def _value(text: str, field: Field, language: Language) -> str | int | float | date:
    match field.kind:
        case Kind.DAY:
            day = read_day(text)
            return text if (day - EPOCH.date()).days in _YEARS else day
        case Kind.MONEY:
            return _exactly(read_money(text), text)
        case Kind.WHOLE:
            return _exactly(read_whole(text, field.low, field.high), text)
        case Kind.NUMBER:
            return _exactly(read_number(text), text)
        case Kind.CHOICE | Kind.PICK:
            return label_of(text, field.choices, language)[:LONGEST]
        case _:
            return text[:LONGEST]


def _exactly(number: int | Decimal, text: str) -> str | int | float:
    """The number, or the text where a cell would round it."""
    if len(Decimal(number).normalize().as_tuple().digits) > EXACT:
        return text
    return number if isinstance(number, int) else float(number)


def typed(value: Value, field: Field, *, epoch: datetime = EPOCH, per_cent: bool = False) -> str:
    """What a person would have typed for a cell's value; `per_cent` where it is shown as a percentage.

    Raises:
        UnreadableError: the value is none that this column can be about.
    """
    match value:
        case None:
            return ""
        case str():
            return _text(value, field)
        case bool():
            return str(value).upper()
        case datetime() | date():
            return _day(value, field, epoch)
        case int() | float() | Decimal():
            return _number(value, field, epoch, per_cent=per_cent)
        case _:
            return str(value)


def _text(value: str, field: Field) -> str:
    # An Excel file writes what XML cannot hold as _x000D_ (ECMA-376 part 1, 22.9.2.19).
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    text = clean(plain, lines=field.kind is Kind.TEXT)
    if field.kind in (Kind.CHOICE, Kind.PICK):
        return choice_of(text, field.choices) or text
    return text


def _day(value: date, field: Field, epoch: datetime) -> str:
    day = value.date() if isinstance(value, datetime) else value
    if field.kind is Kind.DAY and (day - epoch.date()).days in _YEARS:
        raise UnreadableError(
            message("This reads as {day}. If a year was meant, write the whole date", day=day)
        )
    return formats.typed_day(day)


def _number(value: float | Decimal, field: Field, epoch: datetime, *, per_cent: bool) -> str:
    if not math.isfinite(value):
        raise UnreadableError(message("Write a number with a comma for decimals, for example 1.301,5"))
    if field.kind is Kind.DAY:
        return _serial(float(value), field, epoch)
    number = Decimal(f"{Decimal(value):.{EXACT}g}")
    if per_cent and field.kind in (Kind.WHOLE, Kind.NUMBER):
        return _plain(number * 100)
    text = _plain(number * 100) + "%" if per_cent else _plain(number)
    if field.kind is Kind.MONEY and text.isdigit():
        return f"{int(text):,}".replace(",", ".")
    if field.kind not in _NUMBERS:
        return choice_of(text, field.choices) or text
    return text


def _serial(value: float, field: Field, epoch: datetime) -> str:
    """The day that a number in a column of days stands for."""
    try:
        day = epoch + timedelta(days=int(value))
    except OverflowError:
        raise UnreadableError(message("Write the date as day/month/year, for example 05/02/2025")) from None
    return _day(day, field, epoch)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
