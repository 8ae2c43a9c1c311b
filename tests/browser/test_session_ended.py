"""A session ends while somebody types on a telephone: signing in again in place, nothing lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, OpenPage, axe, sideways, small_targets
from tests.browser.test_journey import UNIT

TITLE = "Trồng hoa ven đường thôn Tân Mỹ"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_signing_in_again_sends_what_was_typed(live: Live, open_page: OpenPage, *, script: bool) -> None:
    """The form travels through the sign-in; one press sends it, and the draft is there."""
    title = f"{TITLE} {'1' if script else '2'}"
    page = _typing(live, open_page, title, script=script)
    page.locator("button[value=save]").click()
    _well(page, script=script)
    page.locator("input[name=email]").fill(UNIT)
    page.locator("main form button").click()
    expect(page.locator("input[name=code]")).to_be_visible()
    _well(page, script=script)
    page.locator("input[name=code]").fill(_code(live))
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text(title)
    _well(page, script=script)
    page.locator("main form button").click()
    expect(page.locator(".told")).to_be_visible()
    expect(page.locator("#f-title")).to_have_value(title)


def test_a_script_goes_on_saving_once_signed_in_in_another_tab(live: Live, open_page: OpenPage) -> None:
    """What is typed meanwhile is not lost: a link leads to signing in beside it, then the draft is saved."""
    page = _typing(live, open_page, f"{TITLE} 3", script=True)
    again = page.locator("[data-signin] a")
    expect(again).to_be_visible()
    with page.context.expect_page() as opened:
        again.click()
    tab = opened.value
    tab.locator("input[name=email]").fill(UNIT)
    tab.locator("main form button").click()
    expect(tab.locator("input[name=code]")).to_be_visible()
    tab.locator("input[name=code]").fill(_code(live))
    tab.locator("main form button").first.click()
    tab.wait_for_url("**/sign-in/back")
    assert axe(tab) == []
    tab.close()
    page.locator("#f-place").fill("Thôn Tân Mỹ")
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"\d+ giờ \d\d"))
    expect(again).to_be_hidden()
    page.locator("button[value=save]").click()
    expect(page.locator(".told")).to_be_visible()


def _typing(live: Live, open_page: OpenPage, title: str, *, script: bool) -> Page:
    """A new work's form on a telephone, typed into after the session ended."""
    page = open_page(width=360, script=script)
    live.sign_in(page, UNIT)
    page.locator("main a.go").first.click()
    page.context.clear_cookies(name="session")
    page.locator("#f-title").fill(title)
    return page


def _code(live: Live) -> str:
    mail = live.mails()[-1]
    found = re.search(r"^\s*(\d{6})\s*$", mail["text"], re.MULTILINE)
    assert found, mail["text"]
    return found[1]


def _well(page: Page, *, script: bool) -> None:
    assert sideways(page) == []
    assert small_targets(page) == []
    assert not script or axe(page) == []
