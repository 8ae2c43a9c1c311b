"""What a person does with a page, by the very words that stand on it."""

from playwright.sync_api import Page, expect


def press(page: Page, name: str) -> None:
    """Press the button with this name."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def follow(page: Page, name: str) -> None:
    """Follow the first link with this name."""
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state()


def fill(page: Page, **answers: str) -> None:
    """Type into fields, by their names."""
    for name, answer in answers.items():
        page.locator(f"[name='{name}']").fill(answer)


def is_at(page: Page, heading: str) -> None:
    """The page has this heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
