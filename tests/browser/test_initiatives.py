"""An initiative of two authors, filed and confirmed on a telephone, by keyboard, with script and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, OpenPage
from tests.browser.keyboard import choose, faultless, fits, go, write

AUTHOR, COLLEAGUE = "giang.ho@vinh-giang.vinhlinh.example", "que.ho@vinh-giang.vinhlinh.example"
SECRETARY = "anh.le@sang-kien.vinhlinh.example"
TITLE = "Cấy lúa theo hàng bằng khung kéo tay"

TYPED = {
    "novelty": "Kéo khung cấy bốn hàng một lượt.",
    "first_applied": "15/3/2024",
    "place": "Hợp tác xã Tùng Luật",
    "benefit": "Giảm một nửa công cấy.",
    "reach": "Các hợp tác xã trồng lúa",
}


@pytest.mark.parametrize(
    # With script by night: what script adds to a form is tried with works.
    "script",
    [pytest.param(True, marks=pytest.mark.nightly), False],
    ids=["with script", "without script"],
)
def test_from_the_form_to_the_acceptance(live: Live, open_page: OpenPage, *, script: bool) -> None:
    """Form, 60% and 39%, mended; a colleague confirms, the secretary accepts; nothing to fault."""
    page, scripted = open_page(width=360, script=script), open_page(width=360)
    live.sign_in(page, AUTHOR)
    live.sign_in(scripted, AUTHOR)
    page.goto(f"{live.url}/registration/records")
    go(page.get_by_role("link", name="Đăng ký sáng kiến"))
    title = f"{TITLE}, cách {'một' if script else 'hai'}"
    _fill(page, title)
    go(page.locator("button[value=people-author]"))
    fits(page)
    go(page.get_by_role("link", name="Thêm tác giả"))
    faultless(scripted, page.url)
    _author(page, "Hồ Văn Giang", "60")
    faultless(scripted, page.url)
    go(page.get_by_role("link", name="Thêm tác giả"))
    _author(page, "Lê Thị Bình", "39")
    fits(page)

    go(page.get_by_role("link", name="Quay lại biểu mẫu").last)
    go(page.locator("button[value=continue]"))
    expect(page.locator("#f-people-author")).to_contain_text("còn thiếu 1%")
    fits(page)
    faultless(scripted, f"{page.url}?check=1")
    go(page.locator("button[value=people-author]"))
    go(page.get_by_role("link", name="Sửa Lê Thị Bình"))
    page.locator("[name=share]").fill("40")
    go(page.locator("button[value=continue]"))
    go(page.get_by_role("link", name="Quay lại biểu mẫu").last)
    go(page.locator("button[value=continue]"))
    expect(page.locator("main")).to_contain_text("Lê Thị Bình, Cán bộ, UBND xã Vĩnh Giang: 40%")
    fits(page)
    go(page.locator("main form button").last)
    expect(page.locator("main")).to_contain_text("Đã nộp hồ sơ")

    colleague = open_page(width=360, script=script)
    live.sign_in(colleague, COLLEAGUE)
    colleague.goto(page.url.replace("/receipt", ""))
    go(colleague.get_by_role("link", name="Xác nhận sáng kiến"))
    fits(colleague)
    go(colleague.locator("main form button.primary"))
    expect(colleague.locator(".told")).to_be_visible()
    fits(colleague)

    live.settle()
    secretary = open_page(width=360, script=script)
    live.sign_in(secretary, SECRETARY)
    secretary.goto(f"{live.url}/review")
    go(secretary.get_by_role("link", name=title))
    fits(secretary)
    go(secretary.get_by_role("link", name="Chấp nhận hồ sơ"))
    go(secretary.locator("main form button.primary"))
    expect(secretary.locator("main .state.good").first).to_have_text("Đã chấp nhận, chờ phiên họp Hội đồng")
    fits(secretary)


def _fill(page: Page, title: str) -> None:
    write(page, "title", title)
    choose(page, "area", "economy")
    choose(page, "funding", "other")
    for name, text in TYPED.items():
        write(page, name, text)
    fits(page)


def _author(page: Page, name: str, share: str) -> None:
    fits(page)
    about = {
        "name": name,
        "birth": "1980",
        "position": "Cán bộ",
        "workplace": "UBND xã Vĩnh Giang",
        "share": share,
    }
    for field, text in about.items():
        write(page, field, text)
    go(page.locator("button[value=continue]"))
    expect(page.locator("main")).to_contain_text(name)
