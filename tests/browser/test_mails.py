"""Every e-mail as a mail program shows it: telephone and desk, light and dark, both languages."""

import re

import pytest
from playwright.sync_api import expect

from services.core.language.message import Language
from tests.browser.conftest import OpenPage, axe, sideways
from tests.unit.notify.telling import EVERY, every

NAMES = (*EVERY, "sign-in", "report", "invitation")

#: An e-mail is part of somebody else's page: its landmarks are that page's business.
_NOT_OURS = ("region:", "landmark-one-main:")


_VIEWS: tuple[tuple[int, bool, Language], ...] = ((360, False, "vi"), (1280, True, "en"))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_legible_everywhere(open_page: OpenPage, name: str) -> None:
    """Nothing scrolls sideways at 360 or 1280 px, and axe finds nothing in light or dark."""
    page = open_page()
    for width, dark, language in _VIEWS:
        mail = every(language)[name]
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.set_content(mail.html)
        assert sideways(page) == []
        assert [found for found in axe(page) if not found.startswith(_NOT_OURS)] == []
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"\S"))
        expect(page.get_by_role("link")).to_have_count(1)


@pytest.mark.parametrize("name", ["receipt, long", "report", "sign-in"])
def test_it_bears_a_mail_program_that_drops_styles(open_page: OpenPage, name: str) -> None:
    """Some programs drop the style sheet: what stands on the elements alone still fits a telephone."""
    page = open_page(width=360)
    page.set_content(re.sub(r"<style>.*?</style>", "", every("vi")[name].html, flags=re.DOTALL))
    assert sideways(page) == []
