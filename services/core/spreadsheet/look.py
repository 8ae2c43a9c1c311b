"""How our workbooks look: one face for reports and templates."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

FONT: Final = "Times New Roman"
SIZE: Final = 11
A4: Final = 9

#: Points: the height of a line of text in the font above.
LINE: Final = 15
#: A column's width counts digits; this many letters of the font above fit in the place of one.
NARROW: Final = 1.2

_BASE: Final[Mapping[str, Any]] = {"font_name": FONT, "font_size": SIZE, "valign": "top"}
_CELL: Final[Mapping[str, Any]] = {**_BASE, "border": 1, "border_color": "#999999"}

#: Formats by name, as XlsxWriter takes them.
LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {**_BASE, "font_size": 14, "bold": True},
    "note": {**_BASE, "italic": True},
    "heading": {**_CELL, "bold": True, "text_wrap": True, "bg_color": "#F3EEE3", "valign": "vcenter"},
    "text": {**_CELL, "text_wrap": True},
    "number": {**_CELL, "num_format": "#,##0"},
    "decimal": {**_CELL, "num_format": "#,##0.###"},
    "day": {**_CELL, "num_format": "dd/mm/yyyy", "align": "left"},
    "moment": {**_CELL, "num_format": "dd/mm/yyyy hh:mm", "align": "left"},
    # What people fill in: as text where Excel would otherwise make a date or a formula of it.
    "typed": {**_BASE, "text_wrap": True, "num_format": "@"},
    "typed day": {**_BASE, "num_format": "dd/mm/yyyy", "align": "left"},
    "typed amount": {**_BASE, "num_format": "#,##0"},
    "typed number": {**_BASE},
}

#: How a workbook is made, so that no text becomes a formula, a link or a number by itself.
OPTIONS: Final[Mapping[str, Any]] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


def height(widths: Sequence[int], cells: Sequence[object]) -> int:
    """Points that the highest cell of a line needs: not every program finds out for itself."""
    return LINE * max(_lines(cell, width) for width, cell in zip(widths, cells, strict=True))


def page(sheet: Any, top: int, foot: str) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    """Set a sheet up for printing: A4 across, as wide as that, the headings in line `top` on every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer(f"&L{foot.replace('&', '&&')}&R&P/&N")


def _lines(cell: object, width: int) -> int:
    if not isinstance(cell, str) or (len(cell) <= width and "\n" not in cell):
        return 1
    letters = int(width * NARROW)
    return sum(len(wrap(line, letters)) or 1 if len(line) > width else 1 for line in cell.split("\n"))
