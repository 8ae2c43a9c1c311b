"""Writes a workbook to be filled in: what is asked above the columns, drop-downs, a guide, hidden marks.

The same sheet and rows give the same bytes.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from textwrap import shorten
from typing import Any, Final

from services.core.form import Field, Kind
from services.core.language.catalogue import say
from services.core.language.message import Language, Message, message
from services.core.spreadsheet import look
from services.core.spreadsheet.cells import written
from services.core.spreadsheet.sheet import (
    GUIDE,
    HIDDEN,
    LISTS,
    MARKS,
    MOST_ROWS,
    NOTES,
    Sheet,
    heading,
    label_of,
    letter,
)

#: The line of the headings, counted from 0: headline and one explaining row stand above.
TOP: Final = 2

_HEADINGS: Final = (message("Column"), message("Heading"), message("What to fill in"))
_NOT_READ: Final = message("Only to look at: this column is not read")
_GUIDE_WIDTHS: Final = (9, 34, 90)

#: The day that every workbook names as that of its making, so that equal ones are equal to the last byte.
_MADE: Final = datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone

#: What XlsxWriter and Excel take of a prompt beside a cell.
_LONGEST_TITLE, _LONGEST_PROMPT = 32, 255

_WIDTHS: Final[Mapping[Kind, int]] = {
    Kind.DAY: 13, Kind.MONEY: 19, Kind.WHOLE: 11, Kind.NUMBER: 13, Kind.TEXT: 46,
}  # fmt: skip
_LONG_LINE, _LONGEST_LIST = 100, 34
_LOOKS: Final[Mapping[Kind, str]] = {
    Kind.DAY: "typed day",
    Kind.MONEY: "typed amount",
    Kind.WHOLE: "typed amount",
    Kind.NUMBER: "typed number",
}
_LISTED: Final = frozenset({Kind.CHOICE, Kind.PICK})


def write(
    sheet: Sheet,
    language: Language,
    rows: Iterable[Mapping[str, str]] = (),
    notes: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook as an XLSX file; each of `rows` holds what was typed under the fields' names.

    `notes` come back when the workbook is read, whatever people did with its visible sheets.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - takes longer to load than a page may

    target = BytesIO()
    book = Workbook(target, dict(look.OPTIONS))
    book.set_properties({"title": say(sheet.title, language), "created": _MADE})
    _Writer(book, sheet, language).all(rows, notes or {})
    book.close()
    return target.getvalue()


class _Writer:
    def __init__(self, book: Any, sheet: Sheet, language: Language) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        self._book = book
        self._sheet = sheet
        self._language = language
        self._formats = {name: book.add_format(dict(given)) for name, given in look.LOOKS.items()}

    def all(self, rows: Iterable[Mapping[str, str]], notes: Mapping[str, str]) -> None:
        self._rows(rows)
        self._guide()
        self._hidden(notes)

    def _say(self, what: Message) -> str:
        return say(what, self._language)

    # --- the sheet that is filled in -------------------------------------------------------

    def _rows(self, rows: Iterable[Mapping[str, str]]) -> None:
        fields = self._sheet.columns
        page = self._book.add_worksheet(self._say(self._sheet.name))
        for at, field in enumerate(fields):
            page.set_column(at, at, _width(field), self._formats[_look(field)])
        self._offer(page)
        page.write_string(0, 0, self._say(self._sheet.title), self._formats["title"])
        page.write_string(1, 0, self._say(self._sheet.lead), self._formats["note"])
        headings = [heading(field, self._language) for field in fields]
        widths = [_width(field) for field in fields]
        page.set_row(TOP, look.height(widths, headings) + 4)
        for at, text in enumerate(headings):
            page.write_string(TOP, at, text, self._formats["heading"])
        for line, typed in enumerate(rows, start=TOP + 1):
            cells = [written(typed.get(field.name, ""), field, self._language) for field in fields]
            page.set_row(line, look.height(widths, cells))
            for at, (field, cell) in enumerate(zip(fields, cells, strict=True)):
                self._cell(page, line, at, cell, _look(field))
        page.freeze_panes(TOP + 1, 1)
        look.page(page, TOP, self._sheet.mark.campaign_name)

    def _cell(self, page: Any, line: int, at: int, cell: object, name: str) -> None:  # noqa: ANN401 - the same
        match cell:
            case str():
                page.write_string(line, at, cell, self._formats[name])
            case date():
                page.write_datetime(line, at, cell, self._formats[name])
            case int() | float():
                page.write_number(line, at, cell, self._formats[name])

    def _offer(self, page: Any) -> None:  # noqa: ANN401 - the same
        """Drop-downs where there are lists, and what the form says beside each field."""
        lists = iter(range(LISTS, LISTS + len(self._sheet.fields)))
        for at, field in enumerate(self._sheet.columns):
            rule: dict[str, Any] = {"validate": "any"}
            if field.kind in _LISTED and field.choices:
                column = letter(next(lists) + 1)
                rule = {
                    "validate": "list",
                    "source": f"={HIDDEN}!${column}$1:${column}${len(field.choices)}",
                    "error_title": _short(self._say(field.label), _LONGEST_TITLE),
                    "error_message": self._say(message("Choose one of the answers offered")),
                }
            if field.hint:
                rule["input_title"] = _short(self._say(field.label), _LONGEST_TITLE)
                rule["input_message"] = _short(self._say(field.hint), _LONGEST_PROMPT)
            if len(rule) > 1:
                page.data_validation(TOP + 1, at, TOP + MOST_ROWS, at, rule)

    # --- the guide -------------------------------------------------------------------------

    def _guide(self) -> None:
        page = self._book.add_worksheet(self._say(GUIDE))
        for at, width in enumerate(_GUIDE_WIDTHS):
            page.set_column(at, at, width)
        page.write_string(0, 0, self._say(self._sheet.title), self._formats["title"])
        for line, advice in enumerate(self._sheet.advice, start=1):
            page.write_string(line, 0, self._say(advice), self._formats["note"])
        top = len(self._sheet.advice) + 2
        for at, head in enumerate(_HEADINGS):
            page.write_string(top, at, self._say(head), self._formats["heading"])
        for at, field in enumerate(self._sheet.columns):
            line = top + 1 + at
            label = heading(field, self._language).replace("\n", " ")
            cells = (letter(at + 1), label, self._wanted(field))
            page.set_row(line, look.height(_GUIDE_WIDTHS, cells))
            for place, text in enumerate(cells):
                page.write_string(line, place, text, self._formats["text"])
        look.page(page, top, self._sheet.mark.campaign_name)

    def _wanted(self, field: Field) -> str:
        """What a column wants: how it is typed, what the form says, and the answers where there are few."""
        told = field in self._sheet.told
        parts = [
            self._say(_NOT_READ if told else how(field)),
            *([self._say(field.hint)] if field.hint else []),
        ]
        if field.choices:
            parts.append(
                "; ".join(label_of(one.value, field.choices, self._language) for one in field.choices)
            )
        return "\n".join(parts)

    # --- what nobody sees ------------------------------------------------------------------

    def _hidden(self, notes: Mapping[str, str]) -> None:
        """Row by row, because the rows before a row are written out as soon as it begins."""
        mark = self._sheet.mark
        marks = [
            (HIDDEN, self._sheet.form),
            ("lists", mark.lists),
            ("campaign", mark.campaign),
            ("campaign_name", mark.campaign_name),
            ("version", str(mark.version)),
            ("unit", mark.unit),
            ("unit_name", mark.unit_name),
        ]
        lists = [field.choices for field in self._sheet.fields if field.kind in _LISTED and field.choices]
        kept = list(notes.items())
        page = self._book.add_worksheet(HIDDEN)
        for line in range(max(len(marks), len(kept), *(len(one) for one in lists), 0)):
            for start, pairs in ((MARKS, marks), (NOTES, kept)):
                for at, text in enumerate(pairs[line] if line < len(pairs) else ()):
                    page.write_string(line, start + at, text)
            for at, choices in enumerate(lists, start=LISTS):
                if line < len(choices):
                    page.write_string(line, at, label_of(choices[line].value, choices, self._language))
        page.very_hidden()


def how(field: Field) -> Message:
    """How a field of that kind is typed into a cell."""
    match field.kind:
        case Kind.DAY:
            return message("A date: day/month/year, for example 05/02/2025")
        case Kind.MONEY:
            return message("A whole amount in digits, for example 1.200.000")
        case Kind.WHOLE:
            return message("Write a whole number from {low} to {high}", low=field.low, high=field.high)
        case Kind.NUMBER:
            return message("Write a number with a comma for decimals, for example 1.301,5")
        case Kind.CHOICE | Kind.PICK:
            return message("Choose from the list of the cell")
        case _:
            return message("Text, at most {longest} characters", longest=field.longest)


def _width(field: Field) -> int:
    if field.kind in _WIDTHS:
        return _WIDTHS[field.kind]
    if field.kind in _LISTED:
        longest = max((len(say(choice.label, "vi")) for choice in field.choices), default=0)
        return min(max(longest, 14), _LONGEST_LIST)
    return _LONGEST_LIST if field.longest > _LONG_LINE else 24


def _look(field: Field) -> str:
    return _LOOKS.get(field.kind, "typed")


def _short(text: str, longest: int) -> str:
    return shorten(text, longest, placeholder="…")
