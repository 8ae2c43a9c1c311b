"""Reads a filled-in workbook: the right sheet, columns by headings, rows as typed, every problem at its cell.

Nothing is imported silently and nothing is skipped silently: what is hidden, merged or not part of the form
is said. Problems of the file as a whole refuse it; a cell that says nothing is a problem of its row.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from services.core.form import Field, UnreadableError
from services.core.language.message import Message, message
from services.core.spreadsheet import columns as columns_
from services.core.spreadsheet import marks as marks_
from services.core.spreadsheet.cells import typed
from services.core.spreadsheet.columns import listed
from services.core.spreadsheet.grid import Cell, Grid, book
from services.core.spreadsheet.sheet import (
    HIDDEN,
    MOST_ROWS,
    CellProblem,
    Contents,
    Place,
    Row,
    Sheet,
    UnusableFileError,
    letter,
)

#: How many of many alike are told.
_TOLD: Final = 5

#: Columns by their number, counted from 1.
_Columns: TypeAlias = Mapping[int, Field]


def read(data: bytes, sheet: Sheet) -> Contents:
    """The rows of the one sheet in `data` that has the headings of `sheet`.

    Raises:
        UnusableFileError: with every problem of the file as a whole: it is no workbook, belongs elsewhere, a
            column is missing, something is merged or hidden, or there are too many rows.
    """
    found = book(data)
    marks, notes = marks_.marks(found)
    marks_.check(marks, sheet)
    grid, top = columns_.sheet_with(found, sheet)
    columns, problems = columns_.columns(grid, top, sheet)
    if problems and marks[HIDDEN] != sheet.form:
        problems = [_outdated(), *problems]
    rows = list(_rows(grid, top, columns, found.epoch))
    problems += [*_merged(grid, top), *_out_of_sight(grid, top, columns), *_too_many(len(rows))]
    if problems:
        raise UnusableFileError(*problems)
    return Contents(
        tab=grid.tab,
        fields=sheet.fields,
        columns={field.name: letter(at) for at, field in columns.items()},
        rows=tuple(rows),
        left_out=tuple(columns_.left_out(found, grid, top, columns, sheet)),
        notes=dict(notes),
    )


def _outdated() -> Message:
    return message(
        "The form has changed since this workbook was downloaded. Download the template again and copy your "
        "rows into it"
    )


# --- rows --------------------------------------------------------------------------------------


def _rows(grid: Grid, top: int, columns: _Columns, epoch: datetime) -> Iterator[Row]:
    """Every row that holds something in a column of the form."""
    for cells in grid.below(top):
        known = [cell for cell in cells if cell.column in columns]
        if known:
            yield _row(grid.tab, known, columns, epoch)


def _row(tab: str, cells: Iterable[Cell], columns: _Columns, epoch: datetime) -> Row:
    texts = dict.fromkeys((field.name for field in columns.values()), "")
    problems = []
    at = 0
    for cell in cells:
        at, field = cell.row, columns[cell.column]
        try:
            texts[field.name] = _typed(cell, field, epoch)
        except UnreadableError as error:
            place = Place(tab=tab, row=cell.row, column=cell.letter, heading=field.label)
            problems.append(CellProblem(place=place, field=field.name, message=error.mend))
    return Row(at=at, typed=texts, problems=tuple(problems))


def _typed(cell: Cell, field: Field, epoch: datetime) -> str:
    """Raises: UnreadableError: the cell says nothing that could be taken."""
    if cell.formula:
        raise UnreadableError(
            message("This is a formula. Copy the cell and paste it as a value (Paste Special, Values)")
        )
    if cell.error:
        raise UnreadableError(
            message("This cell shows the error {error}. Put the answer in its place", error=str(cell.value))
        )
    return typed(cell.value, field, epoch=epoch, per_cent=cell.per_cent)


def _too_many(count: int) -> Iterator[Message]:
    if count > MOST_ROWS:
        yield message(
            "The sheet holds {count} rows; at most {most} are read at once. Split it into {files} files: a "
            "copy of this one each, with other rows deleted",
            count=count,
            most=MOST_ROWS,
            files=-(-count // MOST_ROWS),
        )


# --- what nobody would notice ------------------------------------------------------------------


def _merged(grid: Grid, top: int) -> list[Message]:
    return [
        message(
            "Sheet “{sheet}”: the cells {area} are merged. Split them (Merge & Centre, Unmerge) and give "
            "each row its own answer",
            sheet=grid.tab,
            area=area.name,
        )
        for area in [area for area in grid.merged if area.last_row >= top][:_TOLD]
    ]


def _out_of_sight(grid: Grid, top: int, columns: _Columns) -> Iterator[Message]:
    """Hidden rows and columns that hold something; those that are empty do no harm."""
    held = [cell for cells in grid.below(top) for cell in cells if cell.column in columns]
    for column in sorted({cell.column for cell in held} & grid.hidden_columns):
        yield message(
            "Sheet “{sheet}”: column {column} ({heading}) is hidden but holds something. Show it, or empty "
            "it",
            sheet=grid.tab,
            column=letter(column),
            heading=columns[column].label,
        )
    rows = sorted({cell.row for cell in held} & grid.hidden_rows)
    if rows:
        yield message(
            "Sheet “{sheet}”: hidden rows hold something: {rows}. Show them (take the filter off), or "
            "delete them",
            sheet=grid.tab,
            rows=listed(str(row) for row in rows),
        )
