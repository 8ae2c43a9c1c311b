"""A workbook as plain values: the cells that hold something, and what a reader has to be told about them.

The only module that knows the library that reads workbooks.
"""

import warnings
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from services.core.form import clean
from services.core.spreadsheet.opening import DAMAGED, inspect
from services.core.spreadsheet.sheet import UnusableFileError, letter

if TYPE_CHECKING:
    from openpyxl import Workbook

_FORMULA, _ERROR = "f", "e"


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell that holds something; a formula is not calculated, `per_cent` is how a number is shown."""

    row: int
    column: int
    value: Any
    formula: bool = False
    error: bool = False
    per_cent: bool = False

    @property
    def letter(self) -> str:
        """The column as Excel names it."""
        return letter(self.column)


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """Merged cells: the range as Excel writes it, and its last row."""

    name: str
    last_row: int


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet: its rows from the top, each with the cells that hold something; empty rows are left out."""

    tab: str
    visible: bool
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def below(self, row: int) -> Iterator[tuple[Cell, ...]]:
        """The rows below that one."""
        return (cells for cells in self.rows if cells[0].row > row)


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """The sheets in their order; days are counted from `epoch`."""

    grids: tuple[Grid, ...]
    epoch: datetime


def book(data: bytes) -> Book:
    """The workbook in a file.

    Raises:
        UnusableFileError: it is none, is locked, damaged, or too large.
    """
    inspect(data)
    from openpyxl import load_workbook  # noqa: PLC0415 - takes longer to load than a page may

    with warnings.catch_warnings():
        # It warns of every extension that it does not know; none of them holds a row.
        warnings.simplefilter("ignore")
        try:
            found: Workbook = load_workbook(BytesIO(data), keep_links=False)
        except Exception as error:
            # A file that is broken breaks the library in any way there is.
            raise UnusableFileError(DAMAGED) from error
    return Book(grids=tuple(_grid(page) for page in found.worksheets), epoch=found.epoch)


def _grid(page: Any) -> Grid:  # noqa: ANN401 - the library's types know cells that cannot be here
    rows = (tuple(_cell(cell) for cell in cells if _holds(cell.value)) for cells in page.iter_rows())
    areas = sorted(page.merged_cells.ranges, key=lambda area: (area.min_row, area.min_col))
    return Grid(
        tab=page.title,
        visible=page.sheet_state == "visible",
        rows=tuple(cells for cells in rows if cells),
        merged=tuple(Area(name=area.coord, last_row=area.max_row) for area in areas),
        hidden_rows=frozenset(at for at, row in page.row_dimensions.items() if row.hidden),
        hidden_columns=frozenset(
            at
            for column in page.column_dimensions.values()
            if column.hidden and column.min
            for at in range(column.min, (column.max or column.min) + 1)
        ),
    )


def _cell(cell: Any) -> Cell:  # noqa: ANN401 - as above
    return Cell(
        row=cell.row,
        column=cell.column,
        value=cell.value,
        formula=cell.data_type == _FORMULA,
        error=cell.data_type == _ERROR,
        per_cent="%" in str(cell.number_format),
    )


def _holds(value: object) -> bool:
    return value is not None and not (isinstance(value, str) and not clean(value))
