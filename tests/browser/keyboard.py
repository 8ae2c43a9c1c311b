"""Going through pages as a keyboard does, and what no page may have: something to fault."""

from playwright.sync_api import Locator, Page

from tests.browser.conftest import axe, sideways, small_targets


def write(page: Page, name: str, text: str) -> None:
    """Type into a field in the place of what stands there."""
    page.locator(f"[name={name}]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def choose(page: Page, name: str, value: str) -> None:
    """Mark one of few answers."""
    page.locator(f"[name={name}][value={value}]").press("Space")


def go(target: Locator) -> None:
    """Follow a link or press a button by its key, and be on the page to which it leads."""
    with target.page.expect_navigation(wait_until="load"):
        target.press("Enter")


def fits(page: Page) -> None:
    """Nothing reaches over the edge, nothing is too small to be hit."""
    assert sideways(page) == []
    assert small_targets(page) == []


def faultless(page: Page, address: str) -> None:
    """With script, axe finds nothing on the very page."""
    page.goto(address)
    assert axe(page) == []
