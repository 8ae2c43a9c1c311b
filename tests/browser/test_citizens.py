"""A household is put forward and recognised on a telephone, by keyboard, with script and without."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Live, OpenPage
from tests.browser.keyboard import choose, faultless, fits, go, write

LAM = "lam.nguyen@vinh-lam.vinhlinh.example"
CHAIR = "duc.tran@thi-dua.vinhlinh.example"
NAME = "Hoàng Thị Mơ"

TYPED = {
    "description": "Hiến đất, dời hàng rào và góp 12 ngày công làm đường.",
    "labour": "12,5",
    "money": "",
    "land": "200",
    "solution": "",
    "start": "2/9/2024",
    "end": "",
    "place": "Thôn Tiên Mỹ",
    "beneficiaries": "85 hộ",
    "evidence": "Biên bản họp thôn ngày 30/9/2024",
}


@pytest.mark.parametrize(
    # With script by night: what script adds to a form is tried with works.
    "script",
    [pytest.param(True, marks=pytest.mark.nightly), False],
    ids=["with script", "without script"],
)
def test_from_the_form_to_the_recognition(live: Live, open_page: OpenPage, *, script: bool) -> None:
    """Form, household, check, receipt, consent; then the chair decides. No page has anything to fault."""
    title = f"Hiến 200 m² đất mở rộng đường thôn {'Tiên Mỹ' if script else 'Duy Viên'}"
    page, scripted = open_page(width=360, script=script), open_page(width=360)
    live.sign_in(page, LAM)
    live.sign_in(scripted, LAM)
    page.goto(f"{live.url}/registration/records")
    go(page.get_by_role("link", name="Giới thiệu gương Nhân dân"))
    fits(page)
    write(page, "title", title)
    choose(page, "area", "economy")
    for name, text in TYPED.items():
        write(page, name, text)
    go(page.locator("button[value=people-household]"))
    fits(page)
    faultless(scripted, page.url)
    write(page, "name", NAME)
    write(page, "address", "Thôn Tiên Mỹ, xã Vĩnh Lâm")
    choose(page, "publish", "no")
    go(page.locator("button[value=continue]"))
    expect(page.locator("main")).to_contain_text(NAME)
    fits(page)
    faultless(scripted, page.url)
    go(page.locator("button[value=continue]"))
    expect(page.locator("main")).to_contain_text("12,5 ngày công")
    fits(page)
    go(page.locator("main form button").last)
    expect(page.locator("main")).to_contain_text("Đã nộp hồ sơ")
    fits(page)

    page.goto(page.url.replace("/receipt", "/consent"))
    fits(page)
    faultless(scripted, page.url)
    choose(page, "given", "yes")
    page.locator("[name=how]").select_option("paper")
    go(page.locator("main form button").last)
    expect(page.locator("main")).to_contain_text("Có, từ ngày")
    fits(page)

    live.settle()
    chair = open_page(width=360, script=script)
    live.sign_in(chair, CHAIR)
    chair.goto(f"{live.url}/review")
    expect(chair.locator("main")).not_to_contain_text(NAME)
    fits(chair)
    go(chair.get_by_role("link", name=title))
    expect(chair.locator("main")).to_contain_text(NAME)
    fits(chair)
    go(chair.get_by_role("link", name="Ghi nhận Hội đồng công nhận"))
    fits(chair)
    go(chair.locator("main form button").last)
    expect(chair.locator("main")).to_contain_text("Được công nhận")
