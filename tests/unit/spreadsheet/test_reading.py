"""A filled-in template: what people do to it, and what is read or told."""

import unicodedata
from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from openpyxl.styles import Font

from services.core.form import Field, Kind, Problem, clean
from services.core.form import read as read_typed
from services.core.language.catalogue import say
from services.core.language.message import message
from services.core.spreadsheet import reading
from services.core.spreadsheet.sheet import MOST_ROWS, Contents
from services.core.spreadsheet.writing import write
from tests.unit.spreadsheet.sheets import FIELDS, FIRST, HEAD, MARK, SHEET, TYPED, Filled


def problems(contents: Contents, at: int = 0) -> str:
    """What is wrong with a row, in Vietnamese: its cells, and what the form says."""
    row = contents.rows[at]
    _, found = read_typed(FIELDS, row.typed)
    return "\n".join(say(problem.said, "vi") for problem in contents.placed(row, found))


def test_what_is_written_is_read_again() -> None:
    """A row comes back as it was typed, from a template in either language, with the notes."""
    for language in ("vi", "en"):
        contents = reading.read(write(SHEET, language, [TYPED], {"A-1": "x"}), SHEET)
        assert [row.typed for row in contents.rows] == [TYPED]
        assert contents.rows[0].at == FIRST
        assert contents.notes == {"A-1": "x"}
        assert contents.left_out == ()


_TEXTS = some.text(max_size=60) | some.text(alphabet="_x0041D=+-@'\" \n\t\r%.,;", max_size=30)
_TYPED = some.fixed_dictionaries(
    {
        "title": _TEXTS,
        "kind": some.sampled_from(["red", "blue", "Đỏ?", ""]) | _TEXTS,
        "description": _TEXTS,
        "start": some.dates(date(1900, 1, 1), date(2100, 12, 31)).map(lambda day: f"{day:%d/%m/%Y}") | _TEXTS,
        "budget": some.integers(-5, 10**18).map(lambda one: f"{one:,}".replace(",", ".")) | _TEXTS,
        "percent": some.integers(0, 120).map(str) | _TEXTS,
        "quantity": some.decimals(0, 10**9, places=2).map(lambda one: f"{one}".replace(".", ",")) | _TEXTS,
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(_TYPED, min_size=1, max_size=4))
def test_export_and_import_lose_nothing(rows: list[dict[str, str]]) -> None:
    """Whatever was typed reads the same after a way through a workbook; what does not read stays the text."""
    back = reading.read(write(SHEET, "vi", rows), SHEET)
    kept = [row for row in rows if any(clean(text) for text in row.values())]
    assert len(back.rows) == len(kept)
    for row, typed in zip(back.rows, kept, strict=True):
        assert row.problems == ()
        (values, wrong), (values_back, wrong_back) = read_typed(FIELDS, typed), read_typed(FIELDS, row.typed)
        assert values_back == values
        assert wrong_back == wrong
        for field in FIELDS:
            if values[field.name] is None and field.name != "kind":
                assert row.typed[field.name] == clean(typed[field.name], lines=field.name == "description")


def test_columns_may_be_moved_and_headings_dressed_up() -> None:
    """Columns are found by their headings, wherever and in whatever letters these stand."""
    filled = Filled(TYPED)
    page = filled.page
    for row in (HEAD, FIRST):
        page[f"H{row}"], page[f"A{row}"] = page[f"A{row}"].value, None
    page[f"B{HEAD}"] = unicodedata.normalize("NFD", "  LOẠI ")
    page[f"B{HEAD}"].font = Font(bold=True)
    contents = filled.read()
    assert contents.rows[0].typed == TYPED
    assert contents.columns["title"] == "H"


def test_lines_of_ones_own_above_and_empty_rows_between() -> None:
    """People put their unit's name on top and leave rows empty; rows keep the numbers that Excel shows."""
    filled = Filled(TYPED)
    filled.page.insert_rows(1, 2)
    filled.page.merge_cells("A1:D1")
    for at, value in enumerate(TYPED.values(), start=1):
        filled.page.cell(FIRST + 6, at).value = value
    contents = filled.read()
    assert [row.at for row in contents.rows] == [FIRST + 2, FIRST + 6]


def test_letters_of_a_mac_and_blanks_around() -> None:
    """Text from another keyboard is stored as everybody else's."""
    filled = Filled(TYPED)
    filled.put(f"A{FIRST}", unicodedata.normalize("NFD", f"\u00a0 {TYPED['title']}\t "))
    filled.put(f"B{FIRST}", unicodedata.normalize("NFD", "xanh da trời"))
    filled.put(f"E{FIRST + 1}", " \u200b ")
    contents = filled.read()
    assert [row.typed for row in contents.rows] == [TYPED]


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("E", "=SUM(E1:E3)", "hàng 4, cột E (Kinh phí): Đây là công thức"),
        ("A", "#REF!", "cột A (Tên): Ô này báo lỗi #REF!"),
        ("D", 2025, "cột D (Ngày bắt đầu): Ngày này đọc được là 17/7/1905"),
        ("D", "31/2/2025", "cột D (Ngày bắt đầu): Ngày này không có thật"),
        ("D", "5.2.25", "cột D (Ngày bắt đầu): Ghi ngày"),
        ("E", 1200000.5, "cột E (Kinh phí): "),
        ("E", "1,200,000", "cột E (Kinh phí): "),
        ("B", "Tím", "cột B (Loại): "),
        ("F", 140, "cột F (Đã thực hiện): "),
        ("A", None, "cột A (Tên): "),
    ],
)
def test_a_cell_that_does_not_read_is_named(cell: str, value: object, said: str) -> None:
    """Sheet, row, column and heading as Excel shows them, what is wrong and how to mend it; once."""
    filled = Filled(TYPED)
    filled.put(f"{cell}{FIRST}", value)
    if value == "#REF!":
        filled.page[f"{cell}{FIRST}"].data_type = "e"
    found = problems(filled.read())
    assert "Trang “Hồ sơ”" in found
    assert said in found
    assert len(found.splitlines()) == 1


def test_a_formula_is_never_taken_for_its_text() -> None:
    """Neither the formula nor a remembered result gets into a record; text that looks like one does."""
    filled = Filled(TYPED)
    filled.put(f"A{FIRST}", "=B4")
    filled.put(f"C{FIRST}", "'=B4")
    row = filled.read().rows[0]
    assert row.typed["title"] == ""
    assert row.typed["description"] == "'=B4"


def test_dates_and_amounts_however_excel_keeps_them() -> None:
    """Serials, real days, days as text and percentages give what a person sees."""
    filled = Filled(TYPED)
    filled.put(f"D{FIRST}", 45693, "General")
    filled.put(f"E{FIRST}", 1200000, "#,##0 ₫")
    filled.put(f"F{FIRST}", 0.4, "0%")
    assert filled.read().rows[0].typed == TYPED


def test_merged_cells_are_named() -> None:
    """A merged range holds one answer for several rows: whose it is, only a person knows."""
    filled = Filled(TYPED, TYPED)
    filled.page.merge_cells("B4:B5")
    filled.page.merge_cells("D5:E5")
    found = filled.refused()
    assert "B4:B5" in found
    assert "D5:E5" in found


def test_what_is_hidden_is_neither_read_nor_skipped() -> None:
    """Hidden rows and columns with content stop the import; empty ones do not."""
    filled = Filled(TYPED, TYPED)
    filled.page.row_dimensions[FIRST + 1].hidden = True
    filled.page.row_dimensions[FIRST + 40].hidden = True
    filled.page.column_dimensions["E"].hidden = True
    found = filled.refused()
    assert "cột E (Kinh phí)" in found
    assert f"{FIRST + 1}." in found
    assert str(FIRST + 40) not in found


def test_more_rows_than_are_read_at_once() -> None:
    """5,000 rows are refused with how many files to make of them; exactly the limit is read."""
    row = {"title": "x"}
    assert "5" in (said := Filled(data=write(SHEET, "vi", [row] * (MOST_ROWS * 5))).refused())
    assert "5.000" in said
    assert "thành 5 tệp" in said
    assert len(reading.read(write(SHEET, "vi", [row] * MOST_ROWS), SHEET).rows) == MOST_ROWS


def test_missing_renamed_and_doubled_columns() -> None:
    """Each is named with its heading; what is not known beside it is shown, for a renamed one is among it."""
    filled = Filled(TYPED)
    filled.page[f"D{HEAD}"] = "Khởi công"
    filled.page[f"E{HEAD}"] = "Tên"
    filled.page.delete_cols(7)
    found = filled.refused()
    assert "“Ngày bắt đầu”" in found
    assert "D “Khởi công”" in found
    assert "hai cột cùng tiêu đề “Tên”" in found
    assert "cột “Kinh phí” bị thiếu" in found


def test_the_right_sheet_is_found_by_its_headings() -> None:
    """A renamed tab is read; a copied, hidden or emptied one is told with the names of the tabs."""
    renamed = Filled(TYPED)
    renamed.page.title = "Trang 1"
    assert renamed.read().tab == "Trang 1"
    copied = Filled(TYPED)
    copied.book.copy_worksheet(copied.page).title = "Bản hai"
    assert "Bản hai" in copied.refused()
    hidden = Filled(TYPED)
    hidden.page.sheet_state = "hidden"
    assert "đang ẩn" in hidden.refused()
    wrong = Filled(TYPED)
    wrong.page.delete_rows(1, 10)
    assert "Hướng dẫn" in wrong.refused()


def test_what_people_add_is_left_out_and_said() -> None:
    """A column of one's own and another sheet with content are not read, and not passed over in silence."""
    filled = Filled(TYPED)
    filled.put(f"J{HEAD}", "Ghi chú nội bộ")
    filled.put(f"J{FIRST}", "hỏi lại")
    filled.book.create_sheet("Tính toán")["A1"] = 1
    filled.book.create_sheet("Trống")
    filled.put(f"J{FIRST + 2}", "chỉ có ghi chú")
    contents = filled.read()
    assert [row.typed for row in contents.rows] == [TYPED]
    said = "\n".join(say(one, "vi") for one in contents.left_out)
    assert "J" in said
    assert "Tính toán" in said
    assert "Trống" not in said


def test_what_is_only_told_is_not_read() -> None:
    """A column that we write to be looked at is neither read nor missed, and not taken for one's own."""
    state = Field(name="~state", kind=Kind.LINE, label=message("State"), measure=message("only to look at"))
    sheet = msgspec.structs.replace(SHEET, told=(state,))
    filled = Filled(TYPED | {"~state": "Bản nháp"}, sheet=sheet)
    assert filled.page.cell(FIRST, len(SHEET.columns) + 1).value == "Bản nháp"
    for same in (filled, Filled(TYPED, sheet=SHEET)):
        contents = reading.read(same.data, sheet)
        assert [row.typed for row in contents.rows] == [TYPED]
        assert contents.left_out == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"campaign": "other", "campaign_name": "Đợt khác"}, "Thi đua 70 năm"),
        ({"unit": "vinh-long", "unit_name": "Xã Vĩnh Long"}, "Xã Vĩnh Long"),
        ({"lists": "people"}, "danh sách khác"),
    ],
)
def test_a_workbook_belongs_somewhere(changed: dict[str, str], said: str) -> None:
    """A template of another campaign, unit or list is not read here, and says whose it is."""
    mark = msgspec.structs.replace(MARK, **changed)
    assert (
        said
        in Filled(data=write(SHEET, "vi", [TYPED]), sheet=msgspec.structs.replace(SHEET, mark=mark)).refused()
    )


def test_a_workbook_without_marks_is_not_ours() -> None:
    """A table of somebody's own, however alike, is asked into the template."""
    filled = Filled(TYPED)
    del filled.book["thidua"]
    assert "không được lập từ mẫu" in filled.refused()


def test_a_newer_version_of_the_campaign_with_the_same_form_is_read() -> None:
    """A template stays good as long as the form is the same."""
    newer = msgspec.structs.replace(SHEET, mark=msgspec.structs.replace(MARK, version=9))
    assert reading.read(write(SHEET, "vi", [TYPED]), newer).rows[0].typed == TYPED


def test_an_outdated_template_says_so_where_columns_are_missing() -> None:
    """Where the form has changed since, that is said first."""
    place = msgspec.structs.replace(FIELDS[0], name="place", label=message("Place"))
    newer = msgspec.structs.replace(SHEET, fields=(*FIELDS, place))
    found = Filled(data=write(SHEET, "vi", [TYPED]), sheet=newer).refused().splitlines()
    assert "đã thay đổi" in found[0]
    assert "“Địa điểm”" in found[1]


def test_problems_of_a_row_stand_in_the_order_of_its_columns() -> None:
    """A cell that says nothing is told once, not a second time as empty."""
    filled = Filled(TYPED)
    filled.put(f"E{FIRST}", "=1")
    contents = filled.read()
    asked = [Problem("budget", message("Title")), Problem("title", message("Title"))]
    placed = contents.placed(contents.rows[0], asked)
    assert [(one.place.column, one.field) for one in placed] == [("A", "title"), ("E", "budget")]
