"""The template that people are given."""

from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.core.spreadsheet.sheet import MOST_ROWS
from services.core.spreadsheet.writing import write
from tests.unit.spreadsheet.sheets import FIRST, HEAD, SHEET, TYPED


def test_the_same_rows_give_the_same_bytes() -> None:
    """A download differs only when what is in it does."""
    assert write(SHEET, "vi", [TYPED]) == write(SHEET, "vi", [TYPED])


def test_the_sheet_says_what_it_wants() -> None:
    """Headline, an explaining row, headings that stay in view, lists to choose from, hints beside cells."""
    book = load_workbook(BytesIO(write(SHEET, "vi")))
    page = book.worksheets[0]
    assert page.freeze_panes == f"B{FIRST}"
    assert [cell.value for cell in page[HEAD]][4:6] == ["Kinh phí\n(đồng)", "Đã thực hiện\n(không bắt buộc)"]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    kind = rules[f"B{FIRST}:B{FIRST + MOST_ROWS - 1}"]
    assert kind.type == "list"
    hidden = book["thidua"]
    assert hidden.sheet_state == "veryHidden"
    assert kind.formula1 == "thidua!$E$1:$E$2"
    assert [hidden["E1"].value, hidden["E2"].value] == ["Đỏ", "Xanh da trời"]
    assert rules[f"A{FIRST}:A{FIRST + MOST_ROWS - 1}"].prompt


def test_days_and_amounts_are_real_ones_in_vietnams_form() -> None:
    """Excel can sort and add them; texts are never taken for a date or a formula."""
    page = load_workbook(BytesIO(write(SHEET, "vi", [TYPED]))).worksheets[0]
    assert (page[f"D{FIRST}"].is_date, page[f"D{FIRST}"].number_format) == (True, "dd/mm/yyyy")
    assert (page[f"E{FIRST}"].value, page[f"E{FIRST}"].number_format) == (1200000, "#,##0")
    assert (page[f"A{FIRST}"].data_type, page[f"A{FIRST}"].number_format) == ("s", "@")
    assert page[f"C{FIRST}"].data_type == "s"


def test_the_guide_explains_each_column_in_the_readers_language() -> None:
    """A sheet beside it says for each column how it is typed and which answers there are."""
    for language, title, answers in (("vi", "Hướng dẫn", "Đỏ; Xanh da trời"), ("en", "Guide", "Red; Blue")):
        guide = load_workbook(BytesIO(write(SHEET, language)))[title]
        assert isinstance(guide, Worksheet)
        lines = [[cell.value for cell in row] for row in guide.iter_rows(min_col=1, max_col=3)]
        assert [line[0] for line in lines[-7:]] == list("ABCDEFG")
        assert answers in str(lines[-6][2])
