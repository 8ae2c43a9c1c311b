"""The whole journey of one work in a browser, from the sign-in e-mail to the weekly report."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, OpenPage, axe
from tests.browser.keyboard import choose, fits, go, write

UNIT, BODY = "giang.ho@vinh-giang.vinhlinh.example", "van.nguyen@phong-vhtt.vinhlinh.example"
LEADER = "lan.nguyen@huyen-uy.vinhlinh.example"
SEATS = ("truc.nguyen@huyen-uy.vinhlinh.example", "uyen.tran@ubnd-huyen.vinhlinh.example")

#: The first day of the local clock: nothing can have been done before it.
LAUNCH = "30/9/2024"
ANSWERS = {
    "description": "Đổ bê tông dày 18 cm, rộng 3,5 m.\nNhân dân hiến đất, góp ngày công.",
    "meaning": "Thuận lợi cho đi lại và sản xuất.",
    "place": "Thôn Tùng Luật, xã Vĩnh Giang",
    "beneficiaries": "120 hộ",
    "budget": "1.200.000.000",
    "start": LAUNCH,
    "deadline": "30/4/2025",
    "proof": "Biên bản nghiệm thu, hình ảnh",
    "in_charge": "Hồ Văn Giang, Chủ tịch UBND xã",
}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_one_work_from_form_to_judgement(live: Live, open_page: OpenPage, *, script: bool) -> None:
    """A commune registers, the body appraises, both seats approve, the commune claims, it is judged early."""
    title = f"Bê tông hóa đường nội đồng <b>thôn {'Tùng Luật' if script else 'Cổ Mỹ'}</b>"
    unit = open_page(width=360, script=script)
    live.sign_in(unit, UNIT)
    register(live, unit, title, script=script)

    body = open_page(script=script)
    live.sign_in(body, BODY)
    decide(live, body, title, "appraise", favourable="yes", reasons="Phù hợp, có nguồn lực.")
    for holder in SEATS:
        seat = open_page(script=script)
        live.sign_in(seat, holder)
        decide(live, seat, title, "approve")

    unit.goto(f"{live.url}/registration/records")
    go(unit.get_by_role("link", name=title))
    go(unit.locator("main a[href$='/completion']"))
    _send(unit, done_on=LAUNCH, evidence="Biên bản nghiệm thu số 12/BB-NT")
    expect(unit.locator(".told")).to_be_visible()

    decide(live, body, title, "verify")
    expect(body.locator("main .state.done").first).to_be_visible()
    expect(body.locator(".history li")).to_have_count(6)
    mails = [mail for mail in live.mails() if title in mail["text"]]
    told = " ".join(mail["to"] for mail in mails)
    assert all(address in told for address in (UNIT, BODY, *SEATS))
    assert all(title not in mail["html"] for mail in mails), "a title is text, not markup"

    # A week goes by on the clock of this machine; leadership has its report, and the dashboard its figures.
    before = _reports(live)
    body.goto(f"{live.url}/_local/clock")
    body.get_by_role("button", name="Một tuần").click()
    body.wait_for_load_state()
    assert _reports(live) == before + 1
    leader = open_page(script=script)
    live.sign_in(leader, LEADER)
    expect(leader.locator("main h1")).to_have_text("Bảng theo dõi")
    leader.goto(f"{live.url}/report/issued")
    with leader.expect_download() as fetched:
        leader.get_by_role("link", name="XLSX").first.click()
    assert re.fullmatch(r"vinh-linh-70-weekly-[\d-]+\.xlsx", fetched.value.suggested_filename)
    assert Path(fetched.value.path()).read_bytes().startswith(b"PK")


def _reports(live: Live) -> int:
    """How many weekly reports the leader has received."""
    return sum(mail["kind"] == "report" and LEADER in mail["to"] for mail in live.mails())


def test_a_draft_goes_on_on_another_device(live: Live, open_page: OpenPage) -> None:
    """What was typed is saved without a press, and stands in the form on another device."""
    desk = open_page()
    live.sign_in(desk, UNIT)
    desk.goto(f"{live.url}/registration/records/new")
    desk.locator("#f-title").fill("Trồng 500 cây xanh dọc đường liên thôn")
    expect(desk.locator("[data-status]")).to_contain_text(re.compile(r"\d+ giờ \d\d"))
    expect(desk.locator("[data-status]")).to_be_in_viewport()
    telephone = open_page(width=360)
    live.sign_in(telephone, UNIT)
    telephone.goto(f"{live.url}/registration/records")
    telephone.get_by_role("link", name="Trồng 500 cây xanh").click()
    expect(telephone.locator("#f-title")).to_have_value("Trồng 500 cây xanh dọc đường liên thôn")


def register(live: Live, page: Page, title: str, *, script: bool = False) -> None:
    """Fill in the form, wrongly first; check it; submit it; get a receipt."""
    page.goto(f"{live.url}/registration/records/new")
    write(page, "title", title)
    page.get_by_label("Công trình", exact=True).press("Space")
    page.get_by_label("Văn hóa - xã hội").press("Space")
    fits(page)
    assert not script or axe(page) == []
    _send(page, **{**ANSWERS, "deadline": "31/02/2025"})
    expect(page.locator("#e-deadline")).to_be_visible()
    expect(page.locator("#f-title")).to_have_value(title)
    expect(page.locator("#f-description")).to_have_value(ANSWERS["description"])
    _send(page, deadline=ANSWERS["deadline"])
    expect(page.locator("main")).to_contain_text(title)
    fits(page)
    assert not script or axe(page) == []
    _send(page)
    expect(page.locator(".number")).to_have_text(re.compile(r"^[A-Z0-9]{2,6}-[A-Z0-9]{6}$"))


def decide(live: Live, page: Page, title: str, action: str, **answers: str) -> None:
    """Find the record in the own queue, and carry out what is to be done there."""
    live.settle()
    page.goto(f"{live.url}/review")
    go(page.get_by_role("link", name=title))
    go(page.locator(f"main a[href*='/{action}']").first)
    _send(page, **answers)
    expect(page.locator(".told")).to_be_visible()


def _send(page: Page, **answers: str) -> None:
    """Fill in these fields of the form and press its primary button, all by keyboard."""
    for name, answer in answers.items():
        field = page.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            choose(page, name, answer)
        else:
            write(page, name, answer)
    go(page.locator("main form button.primary"))
