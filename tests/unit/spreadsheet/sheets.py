"""A sheet with a column of every kind, and its template opened to be filled in as people do."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.core.form import Choice, Field, Kind
from services.core.language.catalogue import say
from services.core.language.message import Text, message
from services.core.spreadsheet.reading import read
from services.core.spreadsheet.sheet import Contents, Mark, Sheet, UnusableFileError
from services.core.spreadsheet.writing import TOP, write

COLOURS = (
    Choice("red", Text(vi="Đỏ", en="Red")),
    Choice("blue", Text(vi="Xanh da trời", en="Blue")),
)
FIELDS = (
    Field(name="title", kind=Kind.LINE, label=message("Title"), hint=message("Kind")),
    Field(name="kind", kind=Kind.CHOICE, label=message("Kind"), choices=COLOURS),
    Field(name="description", kind=Kind.TEXT, label=message("Description"), longest=4000),
    Field(name="start", kind=Kind.DAY, label=message("Start"), longest=12),
    Field(name="budget", kind=Kind.MONEY, label=message("Budget"), measure=message("đồng"), longest=30),
    Field(name="percent", kind=Kind.WHOLE, label=message("Done so far"), required=False, high=100),
    Field(name="quantity", kind=Kind.NUMBER, label=message("Quantity towards that target"), required=False),
)
MARK = Mark(
    lists="things",
    campaign="vinh-linh-70",
    campaign_name="Thi đua 70 năm",
    version=3,
    unit="vinh-lam",
    unit_name="Xã Vĩnh Lâm",
)
SHEET = Sheet(
    name=message("Works"),
    title=message("Works"),
    lead=message("Title"),
    fields=FIELDS,
    mark=MARK,
    advice=(message("Description"),),
)
TYPED = {
    "title": "Đường giao thông nội đồng",
    "kind": "blue",
    "description": "- Bê tông 1.200 m\n=1+1 là chữ, không phải công thức",
    "start": "05/02/2025",
    "budget": "1.200.000",
    "percent": "40",
    "quantity": "12,5",
}
#: The row of the headings and the first below it, as Excel counts them.
HEAD, FIRST = TOP + 1, TOP + 2


class Filled:
    """A template that somebody opens, changes and saves."""

    def __init__(self, *rows: dict[str, str], sheet: Sheet = SHEET, data: bytes = b"") -> None:
        self.sheet = sheet
        self.book = load_workbook(BytesIO(data or write(sheet, "vi", rows)))

    @property
    def page(self) -> Worksheet:
        """The sheet that is filled in."""
        return self.book.worksheets[0]

    def put(self, cell: str, value: Any, look: str = "") -> None:  # noqa: ANN401 - whatever a cell holds
        """Type something into a cell."""
        self.page[cell] = value
        if look:
            self.page[cell].number_format = look

    @property
    def data(self) -> bytes:
        """The file."""
        target = BytesIO()
        self.book.save(target)
        return target.getvalue()

    def read(self) -> Contents:
        """What is read of it."""
        return read(self.data, self.sheet)

    def refused(self) -> str:
        """Why nothing is read of it, in Vietnamese."""
        return refused(self.data, self.sheet)


def refused(data: bytes, sheet: Sheet = SHEET) -> str:
    """Why nothing is read of a file."""
    with pytest.raises(UnusableFileError) as caught:
        read(data, sheet)
    return "\n".join(say(problem, "vi") for problem in caught.value.problems)
