"""What a sheet asks for, declared once by the same fields as the form, and what it says of itself.

A workbook carries hidden marks, so that another campaign's, another unit's or an outdated one is recognised.
"""

import hashlib
import re
from collections.abc import Iterable

import msgspec

from services.core.form import Choice, Field, Problem, clean
from services.core.language.catalogue import LANGUAGES, say
from services.core.language.message import Language, Message, Text, message

#: Rows that are read at once: more than a unit registers, and few enough to be imported within one request.
MOST_ROWS = 1000

#: The sheet that nobody sees: marks, notes and the lists behind the drop-downs.
HIDDEN = "thidua"

#: Its columns, counted from 0: marks and their values, notes and theirs, then a list each.
MARKS, NOTES, LISTS = 0, 2, 4

#: The sheet that says what each column wants.
GUIDE = message("Guide")

_LETTERS = 26
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Where a workbook belongs: what it `lists`, for which campaign and unit (empty where for none)."""

    lists: str
    campaign: str
    campaign_name: str
    version: int
    unit: str = ""
    unit_name: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet of one row per thing. `lead` is the one row that explains it; `advice` opens the guide.

    `told` are columns behind those that are asked: they are written to be looked at, and never read.

    Labels must differ from one another in either language, for columns are found by them.
    """

    name: Message
    title: Message
    lead: Message
    fields: tuple[Field, ...]
    mark: Mark
    advice: tuple[Message, ...] = ()
    told: tuple[Field, ...] = ()

    @property
    def columns(self) -> tuple[Field, ...]:
        """Every column that is written, in order."""
        return (*self.fields, *self.told)

    @property
    def form(self) -> str:
        """A short name for exactly these columns and lists: it differs when the form has changed."""
        asked = [
            (field.name, field.kind.value, field.required, [choice.value for choice in field.choices])
            for field in self.fields
        ]
        return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()[:16]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A cell as Excel names it: the sheet's tab, the row's number, the column's letter and heading."""

    tab: str
    row: int
    column: str
    heading: Message


class CellProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be mended in which cell; `field` is the column's."""

    place: Place
    field: str
    message: Message

    @property
    def said(self) -> Message:
        """The whole of it in one sentence."""
        return message(
            "Sheet “{tab}”, row {row}, column {column} ({heading}): {mend}",
            tab=self.place.tab,
            row=str(self.place.row),
            column=self.place.column,
            heading=self.place.heading,
            mend=self.message,
        )


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row that holds something: each field as a person would type it, and the cells that say nothing.

    `at` is the row's number as Excel shows it.
    """

    at: int
    typed: dict[str, str]
    problems: tuple[CellProblem, ...] = ()


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: the rows of the sheet `tab`, what was left unread, and the notes of whoever wrote it."""

    tab: str
    fields: tuple[Field, ...]
    columns: dict[str, str]
    rows: tuple[Row, ...]
    left_out: tuple[Message, ...] = ()
    notes: dict[str, str] = {}

    def placed(self, row: Row, problems: Iterable[Problem]) -> tuple[CellProblem, ...]:
        """All problems of a row in the order of its columns: of its cells, and what a form says about it.

        A cell that says nothing has its problem already, whatever the form makes of it.
        """
        known = {problem.field for problem in row.problems}
        found = [
            *row.problems,
            *(self.problem(row.at, problem) for problem in problems if problem.field not in known),
        ]
        order = [field.name for field in self.fields]
        return tuple(sorted(found, key=lambda problem: order.index(problem.field)))

    def problem(self, row: int, problem: Problem) -> CellProblem:
        """The problem of a form's field, at its cell."""
        label = next(field.label for field in self.fields if field.name == problem.field)
        place = Place(tab=self.tab, row=row, column=self.columns[problem.field], heading=label)
        return CellProblem(place=place, field=problem.field, message=problem.message)


class UnusableFileError(ValueError):
    """A file from which nothing can be read as it is; each problem says what to mend."""

    def __init__(self, *problems: Message) -> None:
        super().__init__("; ".join(problem.sentence for problem in problems))
        self.problems = problems


def heading(field: Field, language: Language) -> str:
    """A column's heading: the label, and below it the unit of measure and whether it may stay empty."""
    optional = [] if field.required else [field.needed.when if field.needed else message("optional")]
    beside = [say(note, language) for note in (*([field.measure] if field.measure else []), *optional)]
    label = say(field.label, language)
    return f"{label}\n({'; '.join(beside)})" if beside else label


def field_under(text: str, fields: Iterable[Field]) -> Field | None:
    """The field whose heading this is, in either language, with or without what stands in brackets."""
    first = clean(text, lines=True).partition("\n")[0]
    wanted = {alike(text), alike(first), alike(_IN_BRACKETS.sub("", first))}
    return next((field for field in fields if wanted & _names(field.label)), None)


def choice_of(text: str, choices: Iterable[Choice]) -> str | None:
    """The answer that a cell names by its label, in either language, or by its value."""
    wanted = alike(text)
    return next(
        (choice.value for choice in choices if wanted in {*_names(choice.label), alike(choice.value)}), None
    )


def label_of(value: str, choices: Iterable[Choice], language: Language) -> str:
    """The label of an answer; text that is none of the answers stays as it was typed."""
    return next((say(choice.label, language) for choice in choices if choice.value == value), value)


def letter(column: int) -> str:
    """A column's letters, counted from 1: A, Z, AA."""
    letters = ""
    while column:
        column, last = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + last) + letters
    return letters


def alike(text: str) -> str:
    """What two writings of the same label have in common: composed letters, case and blanks aside."""
    return " ".join(clean(text).casefold().split())


def _names(label: Message | Text) -> set[str]:
    return {alike(say(label, language)) for language in LANGUAGES}
