"""A household is put forward and recognised on a telephone, by keyboard and without script."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Live, OpenPage, axe, sideways, small_targets

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


def test_from_the_form_to_the_recognition(live: Live, open_page: OpenPage) -> None:
    """Form, household, check, receipt, consent; then the chair decides. No page has anything to fault."""
    title = "Hiến 200 m² đất mở rộng đường thôn"
    page, scripted = open_page(width=360, script=False), open_page(width=360)
    live.sign_in(page, LAM)
    live.sign_in(scripted, LAM)
    page.goto(f"{live.url}/registration/records")
    _go(page.get_by_role("link", name="Đề xuất gương Nhân dân"))
    _fits(page)
    _write(page, "title", title)
    _choose(page, "area", "economy")
    for name, text in TYPED.items():
        _write(page, name, text)
    _go(page.locator("button[value=people-household]"))
    _fits(page)
    _faultless(scripted, page.url)
    _write(page, "name", NAME)
    _write(page, "address", "Thôn Tiên Mỹ, xã Vĩnh Lâm")
    _choose(page, "publish", "no")
    _go(page.locator("button[value=continue]"))
    expect(page.locator("main")).to_contain_text(NAME)
    _fits(page)
    _faultless(scripted, page.url)
    _go(page.locator("button[value=continue]"))
    expect(page.locator("main")).to_contain_text("12,5 ngày công")
    _fits(page)
    _go(page.locator("main form button").last)
    expect(page.locator("main")).to_contain_text("Đã nộp hồ sơ")
    _fits(page)

    page.goto(page.url.replace("/receipt", "/consent"))
    _fits(page)
    _faultless(scripted, page.url)
    _choose(page, "given", "yes")
    page.locator("[name=how]").select_option("paper")
    _go(page.locator("main form button").last)
    expect(page.locator("main")).to_contain_text("Có, từ ngày")
    _fits(page)

    live.settle()
    chair = open_page(width=360, script=False)
    live.sign_in(chair, CHAIR)
    chair.goto(f"{live.url}/review")
    expect(chair.locator("main")).not_to_contain_text(NAME)
    _fits(chair)
    _go(chair.get_by_role("link", name=title))
    expect(chair.locator("main")).to_contain_text(NAME)
    _fits(chair)
    _go(chair.get_by_role("link", name="Ghi nhận Hội đồng công nhận"))
    _fits(chair)
    _go(chair.locator("main form button").last)
    expect(chair.locator("main")).to_contain_text("Được công nhận")


def _write(page: Page, name: str, text: str) -> None:
    """Typed as a keyboard does, into whatever has the focus."""
    page.locator(f"[name={name}]").focus()
    page.keyboard.insert_text(text)


def _choose(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}][value={value}]").press("Space")


def _go(target: Locator) -> None:
    """Follow a link or press a button by its key."""
    target.press("Enter")


def _fits(page: Page) -> None:
    assert sideways(page) == []
    assert small_targets(page) == []


def _faultless(page: Page, address: str) -> None:
    """With script, axe finds nothing on the very page."""
    page.goto(address)
    assert axe(page) == []
