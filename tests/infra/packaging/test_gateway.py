"""What the gateway says by itself: a page, in both languages, as safe as any other."""

import pytest

from infra.packaging import gateway
from services.core.language.message import Message
from services.core.web import rendering, security

PAGES = gateway.responses()


@pytest.mark.parametrize("kind", PAGES)
def test_it_is_a_page_in_both_languages(kind: str) -> None:
    """Nobody knows who asks, so that everybody can read it, and whatever was asked for, a page comes."""
    told = PAGES[kind]
    (page,) = set(told["ResponseTemplates"].values())
    assert told["ResponseTemplates"].keys() == {"text/html", "application/json"}
    assert told["ResponseParameters"]["Headers"]["Content-Type"] == "'text/html; charset=utf-8'"
    assert page.startswith("<!doctype html>")
    assert 'lang="vi"' in page
    assert 'lang="en"' in page
    assert f"/registration/assets/{rendering.assets()['app.css'].name}" in page
    assert "<script" not in page


@pytest.mark.parametrize("kind", PAGES)
def test_it_has_the_headers_of_every_page(kind: str) -> None:
    """A page that no function made is not to be framed, guessed at or kept either."""
    headers = PAGES[kind]["ResponseParameters"]["Headers"]
    ours = {name: f"'{text}'" for name, text in security.PAGE.items() if "'" not in text}
    assert len(ours) > 3
    assert headers.items() >= ours.items()


def test_what_it_says_fits_what_happened() -> None:
    """An unknown address is not found, though the gateway would call it forbidden."""
    assert PAGES["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"] == 404
    assert PAGES["REQUEST_TOO_LARGE"]["StatusCode"] == 413
    assert PAGES["THROTTLED"]["StatusCode"] == 429
    assert "StatusCode" not in PAGES["DEFAULT_5XX"]
    assert "The form is too large" in PAGES["REQUEST_TOO_LARGE"]["ResponseTemplates"]["text/html"]
    assert "Biểu mẫu" in PAGES["REQUEST_TOO_LARGE"]["ResponseTemplates"]["text/html"]


def test_nothing_in_it_is_taken_for_a_variable() -> None:
    """The gateway would put something of its own in the place of a dollar sign's name."""
    with pytest.raises(ValueError, match="dollar"):
        gateway.page(Message("$context.requestId", {}), Message("No", {}))
