"""Many works at once, as an official does it on a telephone: download, fill in, send, look, submit."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, OpenPage, axe
from tests.browser.keyboard import fits, go

UNIT = "giang.ho@vinh-giang.vinhlinh.example"
ROW: Mapping[str, str | int] = {
    "Loại": "Công trình",
    "Lĩnh vực": "Kinh tế",
    "Mô tả": "- Đổ bê tông dày 18 cm, rộng 3,5 m",
    "Ý nghĩa": "Thuận lợi cho đi lại và sản xuất",
    "Địa điểm": "Thôn Tùng Luật",
    "Đối tượng": "120 hộ",
    "Kinh phí": 1_200_000_000,
    "Ngày bắt đầu": "30/9/2024",
    "Thời hạn": "30/4/2025",
    "Minh chứng": "Biên bản nghiệm thu",
    "Người phụ trách": "Hồ Văn Giang, Chủ tịch UBND xã",
}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_workbook_becomes_submitted_works(
    live: Live, open_page: OpenPage, tmp_path: Path, *, script: bool
) -> None:
    """From the list to the receipts without typing a work into the form; mistakes are named on the way."""
    page = open_page(width=360, script=script)
    live.sign_in(page, UNIT)
    page.goto(f"{live.url}/registration/records")
    go(page.get_by_role("link", name="Excel"))
    _is_sound(page, script=script)
    wrong = tmp_path / "danh-sach.xlsx"
    wrong.write_text("Tên;Loại\nĐường;Công trình\n", encoding="utf-8")
    _send(page, wrong)
    expect(page.get_by_role("alert")).to_contain_text("CSV")
    _is_sound(page, script=script)
    go(page.get_by_role("link", name="Gửi tệp khác"))

    with page.expect_download() as fetched:
        page.get_by_role("link", name="Mẫu trống").press("Enter")
    titles = [f"{name} {'có' if script else 'không'} kịch bản" for name in ("Đường bê tông", "Nhà văn hóa")]
    _send(page, filled(fetched.value.path(), tmp_path / "cong-trinh.xlsx", titles))
    expect(page.locator("main")).to_contain_text("Chưa nhập gì vào hệ thống.")
    expect(page.locator("main")).to_contain_text("Ngày này không có thật")
    _is_sound(page, script=script)
    go(page.get_by_role("button", name="Nhập 2 hồ sơ thành bản nháp"))
    expect(page.get_by_role("status").first).to_contain_text("2 hồ sơ trong tệp đã là bản nháp")
    _is_sound(page, script=script)
    go(page.get_by_role("link", name="Nộp cùng lúc"))
    _is_sound(page, script=script)
    go(page.get_by_role("button", name="Nộp các hồ sơ đã đánh dấu"))
    expect(page.get_by_role("status").first).to_contain_text("Đã nộp 1 hồ sơ")
    _is_sound(page, script=script)
    assert any(titles[0] in mail["text"] and mail["kind"] == "receipt" for mail in live.mails())


def filled(template: Path, target: Path, titles: list[str]) -> Path:
    """The template with a row for each title; the last one has a deadline that does not exist."""
    book = load_workbook(BytesIO(template.read_bytes()))
    sheet = book.worksheets[0]
    for at, title in enumerate(titles, start=4):
        answers: dict[str, str | int] = {**ROW, "Tên": title}
        if title == titles[-1]:
            answers["Thời hạn"] = "31/2/2025"
        for column, cell in enumerate(sheet[3], start=1):
            for name, answer in answers.items():
                if str(cell.value).startswith(name):
                    sheet.cell(at, column).value = answer
    book.save(target)
    return target


def _send(page: Page, file: Path) -> None:
    page.get_by_label("Tệp đã điền").set_input_files(file)
    go(page.get_by_role("button", name="Gửi và kiểm tra"))
    page.wait_for_url("**/registration/import/*")


def _is_sound(page: Page, *, script: bool) -> None:
    """Nothing reaches sideways out of a telephone, nothing is too small; axe needs a script of the page's."""
    fits(page)
    assert not script or axe(page) == []
