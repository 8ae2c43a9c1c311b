"""The workbook of a report: key figures, units, and a line per record, in Vietnamese.

Whatever people typed is written as text, so that no cell can ever be a formula; days and numbers are real
ones. The same figures give the same bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeAlias

import msgspec
from xlsxwriter import Workbook

from services.core.campaign.model import Campaign, Track
from services.core.language.catalogue import say
from services.core.language.message import Message, Text, message
from services.core.record.record import CONCLUDED, State
from services.core.record.showing.wording import area_name, holder_name, state_name, unit_name, unit_on
from services.core.spreadsheet import look
from services.core.units.wording import KIND_NAMES as UNIT_KINDS
from services.core.vietnam import VIETNAM, vietnam_day
from services.core.work.judgement import is_overdue
from services.core.work.wording import KIND_NAMES, OUTCOME_NAMES
from services.report import wording
from services.report.figures import Figures, UnitFigures
from services.report.rows import Milestone, Row, by_unit, of_track
from services.report.targets import Judged

#: A cell: text, a number, a day, a moment, or nothing.
Cell: TypeAlias = str | int | Decimal | date | None

_WORKS = message("Works of units")


class Column(msgspec.Struct, frozen=True):
    """A column: heading, width in characters, and how its cells look (a name in `_Writer`)."""

    heading: Message
    width: int
    look: str = "text"


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a workbook is made from; `rows` are the rows of each unit."""

    title: Text
    campaign: Campaign
    figures: Figures
    judged: Sequence[Judged]
    rows: dict[str, tuple[Row, ...]]


def build(content: Content) -> bytes:
    """The workbook as an XLSX file."""
    target = BytesIO()
    book = Workbook(target, dict(look.OPTIONS))
    at = content.figures.at.astimezone(VIETNAM).replace(tzinfo=None)
    book.set_properties({"title": content.title.vi, "created": at})
    writer = _Writer(book, content)
    writer.sheet(message("Key figures"), _FIGURE_COLUMNS, _figure_lines(content))
    writer.sheet(message("Targets"), _TARGET_COLUMNS, _target_lines(content))
    writer.sheet(message("Units"), _UNIT_COLUMNS, _unit_lines(content))
    writer.sheet(_WORKS, _WORK_COLUMNS, _work_lines(content))
    book.close()
    return target.getvalue()


class _Writer:
    """Writes sheets top to bottom, each with a title, frozen headings and a page set-up for A4."""

    def __init__(self, book: Any, content: Content) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        self._book = book
        self._content = content
        self._formats = {name: book.add_format(dict(given)) for name, given in look.LOOKS.items()}

    def sheet(self, name: Message, columns: Sequence[Column], rows: Iterator[tuple[Cell, ...]]) -> None:
        sheet = self._book.add_worksheet(say(name, "vi"))
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        widths = [column.width for column in columns]
        top = self._top(sheet, columns)
        last = top
        for last, cells in enumerate(rows, start=top + 1):
            sheet.set_row(last, look.height(widths, cells))
            for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                self._cell(sheet, last, at, cell, self._formats[column.look])
        sheet.autofilter(top, 0, last, len(columns) - 1)
        sheet.freeze_panes(top + 1, 1)
        look.page(sheet, top, self._content.campaign.short.vi)

    def _top(self, sheet: Any, columns: Sequence[Column]) -> int:  # noqa: ANN401 - the same
        """Title, date and headings; gives the line of the headings."""
        as_of = message("Figures as of {at}", at=self._content.figures.at)
        sheet.write_string(0, 0, self._content.title.vi, self._formats["title"])
        sheet.write_string(1, 0, self._content.campaign.short.vi, self._formats["note"])
        sheet.write_string(2, 0, say(as_of, "vi"), self._formats["note"])
        headings = [say(column.heading, "vi") for column in columns]
        sheet.set_row(4, look.height([column.width for column in columns], headings) + 4)
        for at, heading in enumerate(headings):
            sheet.write_string(4, at, heading, self._formats["heading"])
        return 4

    @staticmethod
    def _cell(sheet: Any, line: int, at: int, cell: Cell, look: object) -> None:  # noqa: ANN401 - the same
        match cell:
            case None | "":
                sheet.write_blank(line, at, None, look)
            case str():
                sheet.write_string(line, at, cell, look)
            case datetime() | date():
                sheet.write_datetime(line, at, cell, look)
            case _:
                sheet.write_number(line, at, cell, look)


# --- key figures and targets -------------------------------------------------------------------

_FIGURE_COLUMNS = (Column(message("Figure"), 62), Column(message("Count"), 16, "number"))
_TARGET_COLUMNS = (
    Column(message("Target"), 52),
    Column(message("Goal"), 36),
    Column(message("Reported"), 18, "decimal"),
    Column(message("Status"), 18),
    Column(message("Reported by"), 44),
)


def _figure_lines(content: Content) -> Iterator[tuple[Cell, ...]]:
    for line in wording.lines(content.figures, content.judged):
        yield _said(line.label), line.figure


def _target_lines(content: Content) -> Iterator[tuple[Cell, ...]]:
    for one in content.judged:
        yield (
            one.target.name.vi,
            _said(wording.goal(one.target)),
            one.value,
            _said(wording.STATUS_NAMES[one.status]),
            unit_name(one.target.owner, content.campaign).vi,
        )


# --- units -------------------------------------------------------------------------------------

_COUNTS: tuple[tuple[Message, Callable[[UnitFigures], int]], ...] = (
    (message("Submitted"), lambda unit: unit.tally.records),
    (message("Waiting for a decision"), lambda unit: unit.tally.deciding),
    (message("Returned"), lambda unit: unit.tally.states.get(State.RETURNED, 0)),
    (message("Under way"), lambda unit: unit.tally.states.get(State.APPROVED, 0)),
    (message("Overdue"), lambda unit: unit.tally.overdue),
    *((name, lambda unit, one=one: unit.tally.outcomes.get(one, 0)) for one, name in OUTCOME_NAMES.items()),
    (message("Not achieved"), lambda unit: unit.tally.states.get(State.NOT_ACHIEVED, 0)),
    (message("Declined"), lambda unit: unit.tally.states.get(State.DECLINED, 0)),
    (message("Withdrawn"), lambda unit: unit.tally.states.get(State.WITHDRAWN, 0)),
)
_UNIT_COLUMNS = (
    Column(message("Unit"), 34),
    Column(message("Kind of unit"), 16),
    Column(message("Registration"), 14),
    *(Column(heading, 10, "number") for heading, _ in _COUNTS),
    Column(message("Head of the unit"), 24),
    Column(message("Telephone"), 14),
)


def _unit_lines(content: Content) -> Iterator[tuple[Cell, ...]]:
    known = {unit.id: unit for unit in content.campaign.units}
    for figures in content.figures.units:
        unit = known.get(figures.unit)
        yield (
            unit_name(figures.unit, content.campaign).vi,
            say(UNIT_KINDS[unit.kind], "vi") if unit else None,
            say(wording.PRESENCE_NAMES[figures.presence], "vi"),
            *(count(figures) for _, count in _COUNTS),
            unit.head if unit else None,
            unit.phone if unit else None,
        )


# --- works -------------------------------------------------------------------------------------

_WORK_COLUMNS = (
    Column(message("Record number"), 17),
    Column(message("Unit"), 20),
    Column(message("Title"), 34),
    Column(message("Kind"), 10),
    Column(message("Area"), 18),
    Column(message("State"), 17),
    Column(message("With now"), 20),
    Column(message("Due"), 16, "moment"),
    Column(message("Submitted"), 11, "day"),
    Column(message("Opinion"), 15),
    Column(message("Approved"), 11, "day"),
    Column(message("Deadline first approved"), 11, "day"),
    Column(message("Deadline"), 11, "day"),
    Column(message("Overdue"), 9),
    Column(message("Completion reported"), 11, "day"),
    Column(message("Done on"), 11, "day"),
)


def _work_lines(content: Content) -> Iterator[tuple[Cell, ...]]:
    then = by_unit(of_track(content.rows, Track.WORK), content.figures.at)
    for unit in content.figures.units:
        for row, now in then.get(unit.unit, ()):
            yield _work_line(content, unit.unit, row, now)


def _work_line(content: Content, unit: str, row: Row, now: Milestone) -> tuple[Cell, ...]:
    campaign, at = content.campaign, content.figures.at
    about = row.about(now)
    overdue = is_overdue(now.state, about.deadline, vietnam_day(at))
    holders = dict.fromkeys(_said(holder_name(wait.holder, campaign)) for wait in now.waits)
    named = vietnam_day(now.at if now.state in CONCLUDED else at)
    return (
        row.number,
        unit_on(unit, named, campaign).vi,
        about.title,
        _said(KIND_NAMES[about.kind]),
        area_name(about.area, campaign).vi,
        _said(state_name(Track.WORK, now.state, now.outcome)),
        "; ".join(holders),
        _moment(min((wait.due for wait in now.waits if wait.due), default=None)),
        _moment(row.milestones[0].at),
        _opinion(now),
        _moment(_approved_at(row, at)),
        now.approved,
        about.deadline,
        _said(message("Overdue")) if overdue else None,
        _moment(now.claimed),
        now.done_on,
    )


def _approved_at(row: Row, at: datetime) -> datetime | None:
    """When all seats had approved, the last time before `at`."""
    moments = [one.at for one in row.milestones if one.event == "WorkApproved" and one.at <= at]
    return moments[-1] if moments else None


def _opinion(now: Milestone) -> Cell:
    if now.favourable is None:
        return None
    return _said(message("Favourable") if now.favourable else message("Not favourable"))


def _said(what: Message | Text) -> str:
    return say(what, "vi")


def _moment(moment: datetime | None) -> datetime | None:
    """A moment as a cell holds it: Vietnam's clock, without a zone."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None) if moment else None
