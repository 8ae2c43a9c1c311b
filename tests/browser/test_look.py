"""The design, part by part, with the longest names and the emptiest lists, in every dress."""

import gzip
import re
from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Route, expect

from services.core.people import session as sessions
from services.core.web.visit import Visit
from tests.browser.conftest import OpenPage, axe, sideways, small_targets
from tests.browser.gallery import pages
from tests.browser.serving import served

PAGES = ("form", "fresh", "record", "list", "list?empty=1", "dashboard", "receipt", "missing", "broken")
#: One TCP window: what arrives in the first round trip (design: any form page with its style and script).
WINDOW = 14 * 1024


@pytest.fixture
def gallery(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The gallery's address, with somebody of three roles signed in."""
    monkeypatch.setattr(sessions, "find", lambda _cookie, _now: (pages.PERSON, pages.SESSION))
    monkeypatch.setattr(Visit, "campaign", pages.CAMPAIGN)
    with served(pages.site().app) as address:
        yield f"{address}/gallery"


#: A browser that holds a session's cookie.
SIGNED_IN = {
    "storage_state": {
        "cookies": [
            {
                "name": "session",
                "value": "x",
                "domain": "localhost",
                "path": "/",
                "expires": -1,
                "httpOnly": True,
                "secure": False,
                "sameSite": "Lax",
            }
        ],
        "origins": [],
    }
}


@pytest.mark.parametrize("name", PAGES)
def test_every_part_is_accessible(gallery: str, open_page: OpenPage, name: str) -> None:
    """axe-core finds nothing, nothing scrolls sideways, nothing is too small to press: narrow, wide, dark."""
    page = open_page(**SIGNED_IN)
    page.goto(f"{gallery}/{name}")
    found = {}
    for width, scheme in product((1280, 360), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found[f"{width} {scheme}"] = [*axe(page), *sideways(page), *small_targets(page)]
    assert not any(found.values()), found


@pytest.mark.parametrize("name", PAGES)
def test_four_times_enlarged_it_still_fits(gallery: str, open_page: OpenPage, name: str) -> None:
    """At 400 % a window of 1280 px is 320 px wide, and still nothing scrolls sideways (WCAG 1.4.10)."""
    page = open_page(width=320, script=False, **SIGNED_IN)
    page.goto(f"{gallery}/{name}")
    assert sideways(page) == []


@pytest.mark.parametrize("name", ["list", "record"])
def test_one_endless_word_fits_every_width(gallery: str, open_page: OpenPage, name: str) -> None:
    """A title of 250 letters without a blank widens no table and no list, on either side of a fold."""
    page = open_page(width=1280, **SIGNED_IN)
    page.goto(f"{gallery}/{name}")
    page.evaluate(
        "document.querySelectorAll('tbody tr:first-child th a, .facts > div:first-child dd')"
        ".forEach(place => { place.textContent = 'A'.repeat(250); })"
    )
    found = {}
    for width in (320, 640, 650, 800, 801, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = sideways(page)
    assert not any(found.values()), found


def test_a_form_page_fits_one_window(gallery: str, open_page: OpenPage) -> None:
    """The largest page with its style and script is at most three requests and 14 KB compressed."""
    bodies: list[bytes] = []
    page = open_page(**SIGNED_IN)
    page.on("response", lambda answer: bodies.append(answer.body()))
    page.goto(f"{gallery}/form", wait_until="networkidle")
    assert len(bodies) <= 3
    assert sum(len(gzip.compress(body)) for body in bodies) <= WINDOW


def test_errors_lead_to_their_fields(gallery: str, open_page: OpenPage) -> None:
    """The summary is heard first, each line leads to its field, and the field says the same beside it."""
    page = open_page(**SIGNED_IN)
    page.goto(f"{gallery}/form?lang=en")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    for problem in pages.PROBLEMS:
        field = page.locator(f"#f-{problem.field}")
        summary.locator(f"a[href='#f-{problem.field}']").click()
        expect(field).to_be_focused()
        said = page.locator(f"#e-{problem.field}")
        expect(said).to_be_visible()
        described = field.evaluate("f => f.closest('[aria-describedby]').getAttribute('aria-describedby')")
        assert f"e-{problem.field}" in described.split()


def test_what_was_typed_stays(gallery: str, open_page: OpenPage) -> None:
    """A form that comes back holds exactly what was typed, markup included, line breaks kept."""
    page = open_page(script=False, **SIGNED_IN)
    page.goto(f"{gallery}/form")
    expect(page.locator("#f-title")).to_have_value(pages.TYPED["title"])
    expect(page.locator("#f-description")).to_have_value(pages.TYPED["description"])
    expect(page.locator("#f-budget")).to_have_value(pages.TYPED["budget"])
    expect(page.locator("#f-kind-3")).to_be_checked()


def test_amounts_take_separators_as_one_types(gallery: str, open_page: OpenPage) -> None:
    """Points appear while typing, the caret stays after the same digit, letters are left for the reason."""
    page = open_page(**SIGNED_IN)
    page.goto(f"{gallery}/fresh")
    budget = page.locator("#f-budget")
    budget.press_sequentially("1200000")
    expect(budget).to_have_value("1.200.000")
    for _ in range(3):
        budget.press("ArrowLeft")
    budget.press_sequentially("5")
    expect(budget).to_have_value("12.005.000")
    assert budget.evaluate("field => field.selectionStart") == len("12.005")
    budget.fill("ba triệu")
    expect(budget).to_have_value("ba triệu")


def test_a_draft_is_saved_as_one_types(gallery: str, open_page: OpenPage) -> None:
    """A pause after typing sends the fields to the form's address for drafts and says so, in view.

    The line leaves the field that is reached by keyboard uncovered (WCAG 2.2, 2.4.11), and is not printed.
    """
    page = open_page(width=360, **SIGNED_IN)
    page.goto(f"{gallery}/fresh")
    with page.expect_request(f"{gallery}/draft") as sent:
        page.locator("#f-title").press_sequentially("Đường")
    assert sent.value.post_data is not None
    assert "title=%C4%90%C6%B0%E1%BB%9Dng" in sent.value.post_data
    line = page.get_by_role("status")
    expect(line).to_have_text("Đã lưu bản nháp lúc 14 giờ 05")
    for _ in range(8):
        page.keyboard.press("Tab")
        expect(line).to_be_in_viewport()
        reached, shown = page.locator(":focus").bounding_box(), line.bounding_box()
        assert reached is not None
        assert shown is not None
        assert reached["y"] + reached["height"] <= shown["y"]
    page.emulate_media(media="print")
    expect(line).to_be_hidden()


def test_a_button_pressed_says_so_and_sends_once(gallery: str, open_page: OpenPage) -> None:
    """The pressed button tells at once that it works; a second press sends nothing."""
    page = open_page(**SIGNED_IN)
    sent: list[str] = []
    page.goto(f"{gallery}/fresh?lang=en")

    def keep_the_page(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/gallery/fresh", keep_the_page)
    button = page.get_by_role("button").filter(has_text="Kiểm tra lại rồi nộp")
    button.click(no_wait_after=True)
    pressed = page.locator("button[aria-disabled]")
    expect(pressed).to_have_text("Sending…")
    pressed.click(no_wait_after=True, force=True)
    expect(pressed).to_have_text("Sending…")
    assert sent == ["POST"]


def test_paper_shows_the_matter_only(gallery: str, open_page: OpenPage) -> None:
    """A printed record has its facts, its history and when it was printed; neither navigation nor buttons."""
    page = open_page(**SIGNED_IN)
    page.goto(f"{gallery}/record")
    expect(page.locator(".on-paper")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_be_visible()
    expect(page.locator(".facts")).to_be_visible()
    expect(page.locator(".history")).to_be_visible()
    for gone in ("nav", ".switch", ".actions", ".back"):
        expect(page.locator(gone).first).to_be_hidden()


def test_the_keyboard_reaches_the_content_first(gallery: str, open_page: OpenPage) -> None:
    """The first stop of the Tab key skips the head of the page."""
    page = open_page(**SIGNED_IN)
    page.goto(f"{gallery}/list")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
