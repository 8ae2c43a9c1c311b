"""The rules of sign-in, without a table."""

import pytest

from services.core.people.entrance import signin
from services.core.people.entrance.signin import Outcome

KEY = b"k" * 32


def test_link_and_code_follow_from_the_request_and_the_key_only() -> None:
    """Both stages, notify and registration, derive the same link and code, and another key derives others."""
    request = signin.ask("a" * 32, "p", "browser", 1000)
    assert signin.link_token(request.id, KEY) == signin.link_token(request.id, KEY)
    assert signin.link_token(request.id, KEY) != signin.link_token(request.id, b"x" * 32)
    assert len(signin.code(request.id, KEY)) == 6
    assert signin.code(request.id, KEY).isdigit()


def test_link_and_code_are_told_apart() -> None:
    """Knowing the code says nothing about the link, and the other way round."""
    request = signin.ask("a" * 32, "p", "browser", 1000)
    assert signin.proves(request, KEY, token=signin.link_token(request.id, KEY))
    assert signin.proves(request, KEY, digits=signin.code(request.id, KEY))
    assert not signin.proves(request, KEY, token=signin.code(request.id, KEY))
    assert not signin.proves(request, KEY, digits=signin.link_token(request.id, KEY))
    assert not signin.proves(request, KEY)
    assert not signin.proves(request, KEY, digits="１２３４５６")


def test_a_code_typed_with_blanks_is_right() -> None:
    """People type codes in two groups of three."""
    request = signin.ask("a" * 32, "p", "browser", 1000)
    code = signin.code(request.id, KEY)
    assert signin.proves(request, KEY, digits=f" {code[:3]} {code[3:]} ")


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        (999, Outcome.OVER),
        (1000, Outcome.OPEN),
        (1000 + signin.LIFETIME - 1, Outcome.OPEN),
        (1000 + signin.LIFETIME, Outcome.OVER),
    ],
)
def test_a_request_lives_ten_minutes(second: int, outcome: Outcome) -> None:
    """Link and code end exactly when they should, and never before they began."""
    request = signin.ask("a" * 32, "p", "browser", 1000)
    assert signin.admits(request, "browser", second) is outcome


def test_another_browser_is_turned_away() -> None:
    """Whoever forwards the e-mail does not hand over the session."""
    request = signin.ask("a" * 32, "p", "browser", 1000)
    assert signin.admits(request, "another", 1001) is Outcome.ELSEWHERE
    assert signin.admits(request, "", 1001) is Outcome.ELSEWHERE


def test_every_refusal_says_what_to_do() -> None:
    """No outcome leaves a person without a way on."""
    for outcome in (Outcome.WRONG, Outcome.ELSEWHERE, Outcome.OVER):
        assert any(word in signin.explain(outcome).sentence for word in ("again", "Ask", "ask"))


def test_a_request_holds_no_address() -> None:
    """The stored request names a person by id and the browser by a hash."""
    request = signin.ask("a" * 32, "0" * 32, "secret-of-browser", 1000)
    assert "secret-of-browser" not in repr(request)
    assert "@" not in repr(request)
