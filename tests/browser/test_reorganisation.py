"""The office prepares a merger on a telephone: every page is accessible, and nothing changes yet."""

from playwright.sync_api import Page

from tests.browser.conftest import Live, OpenPage, axe, sideways, small_targets
from tests.browser.test_pages import OFFICE

LIST = "/review/office/reorganisation"


def _sound(page: Page) -> None:
    """axe-core finds nothing, nothing scrolls sideways, everything can be touched."""
    assert [*axe(page), *sideways(page), *small_targets(page)] == [], page.url


def test_a_merger_is_prepared_on_a_telephone(live: Live, open_page: OpenPage) -> None:
    """From the list to what is planned for its day, one subject a page; then dropped again."""
    page = open_page(width=360)
    live.sign_in(page, OFFICE)
    page.goto(f"{live.url}{LIST}")
    page.get_by_role("link", name="Chuẩn bị sắp xếp đơn vị").click()
    _sound(page)
    page.get_by_label("Nhập nhiều đơn vị thành một").check()
    page.get_by_role("button", name="Tiếp tục").click()
    _sound(page)  # the day is missing
    page.get_by_label("Có hiệu lực từ ngày").fill("1/7/2025")
    page.get_by_label("Căn cứ").fill("Nghị quyết số 12/NQ-HĐND ngày 20/6/2025")
    page.get_by_role("button", name="Tiếp tục").click()
    _sound(page)
    for unit in ("Xã Vĩnh Thái", "Xã Vĩnh Tú", "Xã Trung Nam"):
        page.get_by_label(f"{unit} · ").check()
    page.get_by_role("button", name="Tiếp tục").click()
    _sound(page)
    page.get_by_label("Nhập vào đơn vị nào").select_option("new")
    page.get_by_label("Tên tiếng Việt").fill("Xã Ven Biển")
    page.get_by_label("Mã").fill("VBIEN")
    page.get_by_role("button", name="Tiếp tục").click()
    _sound(page)
    page.get_by_role("button", name="Lên kế hoạch").click()
    _sound(page)
    page.goto(f"{live.url}{LIST}")
    _sound(page)
    page.get_by_role("link", name="Nhập nhiều đơn vị thành một").click()
    page.get_by_role("link", name="Sửa nội dung").click()
    page.get_by_role("button", name="Bỏ việc sắp xếp này").click()
    page.get_by_text("Đã bỏ việc sắp xếp. Chưa có gì thay đổi.").wait_for()
