"""The workbook, read back: real numbers and days, words that can never be formulas, set up for paper."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec
import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.core.campaign.model import Campaign
from services.core.language.message import Text
from services.core.vietnam import VIETNAM
from services.report.figures import figures
from services.report.rows import Row, row_of
from services.report.targets import judge_all
from services.report.workbook import Content, build
from tests.unit.work import lives as life_of
from tests.unit.work.lives import FACTS, UNIT, Life, campaign

AT = datetime(2024, 12, 23, 7, tzinfo=VIETNAM)
_FORMULA = '=HYPERLINK("http://example.test","Bấm vào đây")'


def _titled(life: Life, title: str) -> Row:
    row = row_of(life.work, life.history, campaign())
    about = msgspec.structs.replace(row.versions[0], title=title)
    return msgspec.structs.replace(row, versions=(about, *row.versions[1:]))


def _book(rows: tuple[Row, ...], plan: Campaign | None = None) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(_bytes(rows, plan)))


def _bytes(rows: tuple[Row, ...], plan: Campaign | None = None) -> bytes:
    plan, by_unit = plan or campaign(), {UNIT: rows} if rows else {}
    then = figures(by_unit, (), plan, AT)
    judged = judge_all(plan, (), AT.date())
    title = Text(vi="Báo cáo tuần", en="Weekly report")
    return build(Content(title=title, campaign=plan, figures=then, judged=judged, rows=by_unit))


def _lines(sheet: Worksheet) -> list[dict[str, object]]:
    """The lines below the headings, by heading."""
    headings = [str(cell.value) for cell in sheet[5]]
    return [dict(zip(headings, line, strict=True)) for line in sheet.iter_rows(min_row=6, values_only=True)]


def test_four_sheets_with_vietnamese_headings_and_frozen_heads() -> None:
    """Each sheet says what it is and as of when, keeps its headings in view, and prints on A4 landscape."""
    book = _book((_titled(life_of.approved(), "Đường"),))
    assert book.sheetnames == ["Số liệu chính", "Chỉ tiêu", "Đơn vị", "Công trình, phần việc"]
    for sheet in book.worksheets:
        assert sheet["A1"].value == "Báo cáo tuần"
        assert "7 giờ 00 ngày 23/12/2024" in str(sheet["A3"].value)
        assert sheet.freeze_panes == "B6"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0  # as many pages as it takes, each one sheet wide


@pytest.mark.parametrize(
    "title", [_FORMULA, "+1", "-2+3", "@SUM(A1)", "\t=1+1", "http://example.test", "007"]
)
def test_what_people_typed_is_text(title: str) -> None:
    """No title can become a formula, a link or a number in anybody's spreadsheet."""
    sheet = _book((_titled(life_of.approved(), title),))["Công trình, phần việc"]
    cell = sheet.cell(6, 3)
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", title, None)


@pytest.mark.parametrize("place", ["unit", "campaign"])
def test_names_from_the_campaign_are_text_too(place: str) -> None:
    """A unit's name or telephone that begins with an equals sign stays what it is."""
    plan = campaign()
    if place == "unit":
        units = [msgspec.structs.replace(one, name=Text(vi="=1+1", en="x"), phone="=2") for one in plan.units]
        plan = msgspec.structs.replace(plan, units=tuple(units))
    else:
        plan = msgspec.structs.replace(plan, short=Text(vi="=A&B", en="x"))
    for sheet in _book((), plan).worksheets:
        assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_days_and_numbers_are_real() -> None:
    """They can be sorted and summed: dates as dates in Vietnam's time, counts as numbers."""
    line = _lines(_book((_titled(life_of.verified(), "Đường"),))["Công trình, phần việc"])[0]
    assert line["Đã nộp"] == datetime(2024, 10, 7, 8)  # noqa: DTZ001 - a cell holds Vietnam's clock
    assert line["Thời hạn hoàn thành"] == datetime(2024, 12, 20)  # noqa: DTZ001 - the same
    assert line["Ngày hoàn thành"] == datetime(2024, 10, 5)  # noqa: DTZ001 - the same
    assert line["Tình trạng"] == "Hoàn thành trước hạn"
    numbers = {str(one["Nội dung"]): one["Số lượng"] for one in _lines(_book(())["Số liệu chính"])}
    assert numbers["Đơn vị thuộc diện đăng ký"] == sum(unit.registers for unit in campaign().units)
    assert all(isinstance(value, int) for value in numbers.values())


def test_a_line_says_how_the_work_stood_at_that_moment() -> None:
    """What happened after the report's moment is not in it."""
    life = life_of.approved()
    life.at(AT + timedelta(hours=1)).do("author", life_of.COMMANDS["claim"])
    line = _lines(_book((_titled(life, "Đường"),))["Công trình, phần việc"])[0]
    assert line["Quá hạn"] == "Quá hạn"  # FACTS.deadline is 20/12/2024
    assert line["Báo cáo hoàn thành"] is None
    assert date(2024, 12, 20) == FACTS.deadline


@pytest.mark.parametrize(
    ("life", "state"),
    [
        (life_of.submitted, "Chờ thẩm định"),
        (life_of.appraised, "Chờ chấp thuận"),
        (life_of.declined, "Không được chấp thuận"),
        (life_of.withdrawn, "Đã rút"),
    ],
)
def test_every_record_has_its_line(life: Callable[[], Life], state: str) -> None:
    """Declined and withdrawn ones, too: the report's rows are everything that was submitted."""
    lines = _lines(_book((_titled(life(), "Đường"),))["Công trình, phần việc"])
    assert len(lines) == 1
    assert (lines[0]["Tên"], lines[0]["Tình trạng"]) == ("Đường", state)


def test_units_that_are_silent_have_their_line_and_telephone() -> None:
    """The sheet of units is the list of whom to ring."""
    lines = _lines(_book(())["Đơn vị"])
    assert len(lines) == sum(unit.registers for unit in campaign().units)
    assert {line["Đăng ký"] for line in lines} == {"Chưa có gì"}
    assert all(line["Điện thoại"] for line in lines)


def test_the_same_figures_give_the_same_bytes() -> None:
    """Issuing again after a crash replaces the file by itself."""
    rows = (_titled(life_of.verified(), "Đường"),)
    assert _bytes(rows) == _bytes(rows)
