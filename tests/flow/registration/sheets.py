"""Workbooks as people send them: downloaded from the pages, filled in, put where a browser puts them."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.core import bucket, settings
from services.registration import imports
from tests.flow.registration.works import TYPED
from tests.flow.visitor import Page, Visitor

TEMPLATE, EXPORT = "/registration/import/template", "/registration/export"
#: The row of the headings in the template, and the first below it.
HEAD, FIRST = 3, 4
UNIT = "vinh-lam"


class Sent:
    """A workbook of this visitor, open to be filled in; `send` puts it into the bucket and opens its page."""

    def __init__(self, visitor: Visitor, path: str = TEMPLATE, number: int = 1) -> None:
        answer = visitor.get(path)
        assert answer.status == 200, answer.text
        self.visitor = visitor
        self.book: Workbook = load_workbook(BytesIO(answer.body))
        self.id = f"{number:032x}"

    @property
    def page(self) -> Worksheet:
        """The sheet that is filled in."""
        return self.book.worksheets[0]

    @property
    def address(self) -> str:
        """Where the import stands."""
        return f"/registration/import/{self.id}"

    def column(self, heading: str) -> int:
        """The column whose heading begins so."""
        return next(
            cell.column for cell in self.page[HEAD] if str(cell.value).startswith(heading) and cell.column
        )

    def work(self, at: int, **changed: Any) -> None:  # noqa: ANN401 - whatever a cell holds
        """Fill in a row with the usual work, some of it changed."""
        answers = {**TYPED, "kind": "Công trình", "area": "Kinh tế", **changed}
        for column, value in enumerate(answers.values(), start=2):
            self.page.cell(at, column).value = value or None

    @property
    def data(self) -> bytes:
        """The file as it would be sent."""
        target = BytesIO()
        self.book.save(target)
        return target.getvalue()

    def send(self, data: bytes | None = None) -> Page:
        """Send it as a browser does, and see what is in it."""
        put(self.id, self.data if data is None else data)
        return self.visitor.get(self.address)

    def bring_in(self) -> Page:
        """Send it and press the button."""
        return self.visitor.press(self.send())


def put(import_id: str, data: bytes, unit: str = UNIT) -> None:
    """What S3 does with a file that a browser sent."""
    bucket.client().put_object(
        Bucket=settings.bucket_name(),
        Key=imports.key(unit, import_id),
        Body=data,
        Metadata={"name": "cong-trinh.xlsx"},
    )
