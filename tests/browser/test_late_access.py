"""Late access in a browser on a telephone, with script and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, OpenPage, axe, sideways, small_targets
from tests.browser.test_journey import UNIT
from tests.browser.test_pages import OFFICE


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_office_grants_and_ends_late_access(live: Live, open_page: OpenPage, *, script: bool) -> None:
    """Form, check, list, end: nothing to fault on any page; the members of the unit are written to."""
    page = open_page(width=360, script=script)
    live.sign_in(page, OFFICE)
    page.goto(f"{live.url}/review/office/permits")
    _well(page, script=script)
    page.locator("main a.go").click()
    page.locator("button[value=check]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    _well(page, script=script)
    page.locator("#f-unit").select_option("vinh-giang")
    page.locator("#f-day").fill("15/1/2025")
    page.locator("#f-hour").fill("16:30")
    page.locator("#f-reason").fill("Mưa lũ kéo dài")
    page.locator("button[value=check]").click()
    expect(page.locator("main")).to_contain_text("16 giờ 30 ngày 15/01/2025")
    _well(page, script=script)
    page.locator("button[value=grant]").click()
    expect(page.locator(".told")).to_be_visible()
    _well(page, script=script)
    mails = [mail for mail in live.mails() if mail["kind"] == "permitted"]
    assert any(UNIT in mail["to"] and "16 giờ 30 ngày 15/01/2025" in mail["subject"] for mail in mails)
    page.get_by_role("link", name=re.compile("Chấm dứt sớm")).first.click()
    page.locator("#f-reason").fill("Đơn vị đã nộp đủ")
    _well(page, script=script)
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text("Đơn vị đã nộp đủ")
    _well(page, script=script)


def _well(page: Page, *, script: bool) -> None:
    assert sideways(page) == []
    assert small_targets(page) == []
    assert not script or axe(page) == []
