"""The hidden sheet of a workbook, read: whose it is, and the notes of whoever wrote it."""

from collections.abc import Mapping

from services.core.language.message import message
from services.core.spreadsheet.grid import Book, Grid
from services.core.spreadsheet.sheet import HIDDEN, MARKS, NOTES, Sheet, UnusableFileError


def marks(book: Book) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Marks and notes. Raises: UnusableFileError: the workbook was not made here."""
    for grid in book.grids:
        if grid.tab == HIDDEN and HIDDEN in (found := _pairs(grid, MARKS)):
            return found, _pairs(grid, NOTES)
    raise UnusableFileError(
        message(
            "This workbook was not made from the template of these pages. Download the template, copy your "
            "rows into it and send that"
        )
    )


def check(marks: Mapping[str, str], sheet: Sheet) -> None:
    """Raises: UnusableFileError: the workbook is made for another list, campaign or unit."""
    mark = sheet.mark
    problems = []
    if marks.get("lists") != mark.lists:
        problems.append(message("This workbook is for another list. Download the template of this page"))
    if marks.get("campaign") != mark.campaign:
        problems.append(
            message(
                "This workbook was made for another campaign: {campaign}. Download the template again",
                campaign=marks.get("campaign_name") or marks.get("campaign", ""),
            )
        )
    if marks.get("unit", "") != mark.unit:
        problems.append(
            message(
                "This workbook was made for another unit: {other}. It is read only there; for {own}, "
                "download the template again",
                other=marks.get("unit_name") or marks.get("unit", ""),
                own=mark.unit_name,
            )
        )
    if problems:
        raise UnusableFileError(*problems)


def _pairs(grid: Grid, column: int) -> dict[str, str]:
    """What stands in two columns side by side, the first counted from 0."""
    rows = ({cell.column - 1: str(cell.value) for cell in cells} for cells in grid.rows)
    return {row[column]: row.get(column + 1, "") for row in rows if column in row}
