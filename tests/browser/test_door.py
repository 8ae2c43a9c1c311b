"""The one function that runs at the edge, run here by a browser's engine."""

from typing import Any

import pytest

from infra.template import INFRA, read
from services.core.web import security
from tests.browser.conftest import OpenPage


def _answered(open_page: OpenPage, uri: str, headers: dict[str, Any]) -> dict[str, Any]:
    """What the function makes of a request from 203.0.113.7."""
    code = read(INFRA / "edge.yaml")["Resources"]["Door"]["Properties"]["FunctionCode"]
    event = {"request": {"uri": uri, "headers": headers}, "viewer": {"ip": "203.0.113.7"}}
    found: dict[str, Any] = open_page().evaluate(f"(event) => {{ {code}; return handler(event); }}", event)
    return found


def test_the_bare_address_leads_to_the_campaign(open_page: OpenPage) -> None:
    """Whoever types the site's name lands on the page that is for everyone."""
    answer = _answered(open_page, "/", {})
    assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (302, "/registration/")


@pytest.mark.parametrize("sent", [{}, {security.VIEWER: {"value": "10.0.0.1"}}])
def test_a_stage_learns_who_asks(open_page: OpenPage, sent: dict[str, Any]) -> None:
    """The address is the one that CloudFront saw, whatever the browser claims; the rest goes on unchanged."""
    cookie = {"cookie": {"value": "a=b"}}
    answer = _answered(open_page, "/review/queue", {**cookie, **sent})
    assert answer["uri"] == "/review/queue"
    assert answer["headers"] == {**cookie, security.VIEWER: {"value": "203.0.113.7"}}
