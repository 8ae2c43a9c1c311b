"""A cell and what a person would have typed instead."""

from datetime import date, datetime, time

import pytest

from services.core.form import Field, Kind, UnreadableError
from services.core.language.message import message
from services.core.spreadsheet import cells
from tests.unit.spreadsheet.sheets import FIELDS

BY_NAME = {field.name: field for field in FIELDS}
WHOLE = Field(name="w", kind=Kind.WHOLE, label=message("Budget"))


@pytest.mark.parametrize(
    ("name", "value", "typed"),
    [
        ("start", datetime(2025, 2, 5), "05/02/2025"),  # noqa: DTZ001 - a workbook's days have no zone
        ("start", date(2025, 2, 5), "05/02/2025"),
        ("start", 45693, "05/02/2025"),
        ("start", 45693.75, "05/02/2025"),
        ("start", " 5/2/2025 ", "5/2/2025"),
        ("start", "2025-02-05", "2025-02-05"),
        ("start", "tháng 2", "tháng 2"),
        ("start", time(7, 30), "07:30:00"),
        ("budget", 1_200_000, "1.200.000"),
        ("budget", 1_200_000.0, "1.200.000"),
        ("budget", "1.200.000", "1.200.000"),
        ("budget", 1_200_000.5, "1200000,5"),
        ("budget", -5, "-5"),
        ("budget", 0, "0"),
        ("budget", 1e15, "1.000.000.000.000.000"),
        ("percent", 40, "40"),
        ("percent", 40.0, "40"),
        ("quantity", 12.5, "12,5"),
        ("quantity", 0.1 + 0.2, "0,3"),
        ("quantity", 1301, "1301"),
        ("quantity", "1.301,5", "1.301,5"),
        ("kind", "Xanh da trời", "blue"),
        ("kind", "  xanh  DA trời ", "blue"),
        ("kind", "Blue", "blue"),
        ("kind", "red", "red"),
        ("kind", "Tím", "Tím"),
        ("title", 2025, "2025"),
        ("title", 1.5, "1,5"),
        ("title", datetime(2025, 2, 5), "05/02/2025"),  # noqa: DTZ001 - the same
        ("title", True, "TRUE"),
        ("title", "Đường", "Đường"),
        ("title", "_x0110_ường_x000D_", "Đường"),
        ("title", "_x005F_x0110_", "_x0110_"),
        ("title", "a\nb", "a b"),
        ("description", "a \n b\r\n", "a\nb"),
        ("title", None, ""),
    ],
)
def test_a_cell_reads_as_what_would_be_typed(name: str, value: object, typed: str) -> None:
    """Days, serials, amounts and labels become the text that the form's own reader takes."""
    assert cells.typed(value, BY_NAME[name]) == typed


@pytest.mark.parametrize(
    ("name", "value", "typed"),
    [("percent", 0.4, "40"), ("quantity", 0.755, "75,5"), ("budget", 0.4, "40%"), ("title", 0.4, "40%")],
)
def test_a_percentage_is_the_figure_that_is_seen(name: str, value: float, typed: str) -> None:
    """Excel keeps 40 % as 0.4; a column of figures gets 40, and an amount of money is refused later."""
    assert cells.typed(value, BY_NAME[name], per_cent=True) == typed


@pytest.mark.parametrize("value", [2025, datetime(1905, 7, 17), 1e20, float("inf")])  # noqa: DTZ001 - the same
def test_a_year_is_no_day(value: object) -> None:
    """A bare year in a column of days would silently become a day of 1905; no day lies beyond all years."""
    with pytest.raises(UnreadableError):
        cells.typed(value, BY_NAME["start"])


def test_days_of_an_old_macintosh_count_from_1904() -> None:
    """A serial means the day that Excel shows in that workbook."""
    epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - the same
    assert cells.typed(45693 - 1462, BY_NAME["start"], epoch=epoch) == "05/02/2025"


@pytest.mark.parametrize(
    ("field", "typed", "written"),
    [
        (BY_NAME["start"], "5/2/2025", date(2025, 2, 5)),
        (BY_NAME["start"], "31/2/2025", "31/2/2025"),
        (BY_NAME["budget"], "1.200.000", 1_200_000),
        (BY_NAME["budget"], "một triệu", "một triệu"),
        (BY_NAME["budget"], "12.345.678.901.234.567", "12.345.678.901.234.567"),
        (BY_NAME["quantity"], "1.301,5", 1301.5),
        (BY_NAME["percent"], "101", "101"),
        (WHOLE, "1234567890123456", "1234567890123456"),
        (BY_NAME["kind"], "blue", "Xanh da trời"),
        (BY_NAME["kind"], "purple", "purple"),
        (BY_NAME["title"], "", None),
        (BY_NAME["title"], "x" * 40_000, "x" * 32_767),
    ],
)
def test_what_is_typed_stands_in_a_cell(field: Field, typed: str, written: object) -> None:
    """Real days and numbers where they are ones, otherwise the text, and never a rounded figure."""
    assert cells.written(typed, field, "vi") == written
