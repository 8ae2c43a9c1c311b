"""Which sheet of a workbook is meant, and which of its columns is about what."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from services.core.form import Field
from services.core.language.catalogue import LANGUAGES, say
from services.core.language.message import Message, message
from services.core.spreadsheet.grid import Book, Cell, Grid
from services.core.spreadsheet.sheet import (
    GUIDE,
    HIDDEN,
    Sheet,
    UnusableFileError,
    alike,
    field_under,
    letter,
)

#: Rows from the top among which the headings are looked for: people put lines of their own above.
_TOPS: Final = 20

#: How many of many alike are named one by one.
_NAMED: Final = 5


def sheet_with(book: Book, sheet: Sheet) -> tuple[Grid, int]:
    """The sheet that has the headings, whatever its tab is called, and the row in which they stand.

    Raises:
        UnusableFileError: no sheet has them, more than one has, or the one that has is hidden.
    """
    found = [(grid, *_headings(grid, sheet)) for grid in _people_s(book)]
    meant = [(grid, top) for grid, top, known in found if known * 2 >= len(sheet.fields)]
    seen = [(grid, top) for grid, top in meant if grid.visible]
    if len(seen) == 1:
        return seen[0]
    if seen:
        raise UnusableFileError(
            message(
                "Several sheets have the columns of the template: {sheets}. Leave only the one to be read",
                sheets=listed(grid.tab for grid, _ in seen),
            )
        )
    if meant:
        raise UnusableFileError(
            message(
                "The sheet “{sheet}” is hidden. Show it, look through it and send the file again",
                sheet=meant[0][0].tab,
            )
        )
    raise UnusableFileError(
        message(
            "No sheet has the headings of the template in its first {rows} rows; there are: {sheets}. Put "
            "the row of headings back as it was",
            rows=_TOPS,
            sheets=listed(grid.tab for grid in _people_s(book)),
        )
    )


def columns(grid: Grid, top: int, sheet: Sheet) -> tuple[dict[int, Field], list[Message]]:
    """The field of each column, by its number from 1, in whatever order; and problems with the headings."""
    known: dict[int, Field] = {}
    problems: list[Message] = []
    strangers: list[Cell] = []
    for cell in _heads(grid, top):
        field = field_under(str(cell.value), sheet.fields)
        if field is None:
            strangers += [] if _is_told(cell, sheet) else [cell]
        elif field in known.values():
            problems.append(
                message(
                    "Sheet “{sheet}”: two columns have the heading “{heading}”; the second is {column}. "
                    "Leave only one",
                    sheet=grid.tab,
                    heading=field.label,
                    column=cell.letter,
                )
            )
        else:
            known[cell.column] = field
    missing = [field for field in sheet.fields if field not in known.values()]
    return known, [*problems, *(_missing(grid.tab, top, field, strangers) for field in missing)]


def left_out(book: Book, grid: Grid, top: int, known: Mapping[int, Field], sheet: Sheet) -> Iterator[Message]:
    """Columns and sheets of people's own that hold something and are not read."""
    told = {cell.column for cell in _heads(grid, top) if _is_told(cell, sheet)}
    held = sorted({cell.column for cells in grid.below(top) for cell in cells} - known.keys() - told)
    if held:
        yield message(
            "Sheet “{sheet}”: not part of the template and not read: columns {columns}",
            sheet=grid.tab,
            columns=listed(letter(column) for column in held),
        )
    guides = {alike(say(GUIDE, language)) for language in LANGUAGES}
    others = [
        other.tab
        for other in _people_s(book)
        if other is not grid and other.rows and alike(other.tab) not in guides
    ]
    if others:
        yield message("Not read are the sheets: {sheets}", sheets=listed(others))


def listed(texts: Iterable[str]) -> str:
    """The first few of many, and that there are more."""
    found = list(texts)
    return ", ".join(found[:_NAMED]) + (" …" if len(found) > _NAMED else "")


def _people_s(book: Book) -> list[Grid]:
    return [grid for grid in book.grids if grid.tab != HIDDEN]


def _heads(grid: Grid, top: int) -> tuple[Cell, ...]:
    return next(cells for cells in grid.rows if cells[0].row == top)


def _is_told(cell: Cell, sheet: Sheet) -> bool:
    return field_under(str(cell.value), sheet.told) is not None


def _headings(grid: Grid, sheet: Sheet) -> tuple[int, int]:
    """The row that holds most of the headings, and how many."""
    best = (0, 0)
    for cells in grid.rows:
        if cells[0].row > _TOPS:
            break
        names = {
            field.name for cell in cells if (field := field_under(str(cell.value), sheet.fields)) is not None
        }
        if len(names) > best[1]:
            best = (cells[0].row, len(names))
    return best


def _missing(tab: str, top: int, field: Field, strangers: Iterable[Cell]) -> Message:
    unknown = listed(f"{cell.letter} “{cell.value}”" for cell in strangers)
    if unknown:
        return message(
            "Sheet “{sheet}”, row {row}: the column “{heading}” is missing. If it was renamed, give it this "
            "heading again; not known are: {strangers}",
            sheet=tab,
            row=str(top),
            heading=field.label,
            strangers=unknown,
        )
    return message(
        "Sheet “{sheet}”, row {row}: the column “{heading}” is missing. Insert a column with this heading; "
        "it may stay empty where the answer is optional",
        sheet=tab,
        row=str(top),
        heading=field.label,
    )
