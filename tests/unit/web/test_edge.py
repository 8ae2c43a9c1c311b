"""What stands before the pages once deployed: who comes through, who goes round it, whose address counts."""

import pytest
from chalice.app import Request

from services.core.web import gate, security
from services.core.web.visit import Visit
from tests.unit.web.conftest import CSRF, TEMPLATES, Browser, person

KEY = "a secret of the edge and of the pages"


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation with CloudFront before it."""
    monkeypatch.setenv("EDGE_KEY", KEY)
    monkeypatch.setenv("SITE_URL", "https://thidua.vinh-linh.example")


def visit(headers: dict[str, str]) -> Visit:
    """A visit with these headers, from the address that the gateway saw."""
    event = {
        "requestContext": {"httpMethod": "GET", "resourcePath": "/", "identity": {"sourceIp": "130.176.0.9"}},
        "headers": headers,
        "pathParameters": {},
        "stageVariables": {},
        "multiValueQueryStringParameters": None,
        "body": None,
    }
    return Visit(Request(event), prefix="/stage", path="/stage", folder=TEMPLATES)


@pytest.mark.usefixtures("edge")
@pytest.mark.parametrize("forged", ["", "x", KEY[:-1], KEY + "x", KEY.upper(), "ê" * len(KEY)])
def test_who_goes_round_the_edge_gets_its_address_and_nothing_else(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, forged: str
) -> None:
    """Neither session nor handler is asked; pages, forms and assets all answer the same bare page."""
    browser.sign_in(person())

    def asked(*_: object) -> None:
        pytest.fail("something ran")

    monkeypatch.setattr(gate, "Visit", asked)
    for answer in (
        browser.get("/stage", x_thidua_edge=forged),
        browser.get("/stage/records/7", x_thidua_edge=forged),
        browser.get("/stage/assets/app.css", x_thidua_edge=forged),
        browser.post("/stage/records/7", {"csrf": CSRF}, x_thidua_edge=forged),
    ):
        assert answer.status == 403
        assert 'href="https://thidua.vinh-linh.example/"' in answer.text
        assert "Trang này có địa chỉ khác" in answer.text
        assert "This page has another address" in answer.text
        assert KEY not in answer.text
        assert answer.cookies == []
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
    assert browser.get("/stage", method="HEAD", x_thidua_edge=forged).text == ""


@pytest.mark.usefixtures("edge")
def test_who_comes_through_the_edge_is_served(browser: Browser) -> None:
    """With the edge's word everything is as without an edge."""
    browser.sign_in(person())
    assert browser.get("/stage", x_thidua_edge=KEY).status == 200
    assert browser.get("/stage/records/7", x_thidua_edge=KEY).status == 404


def test_without_an_edge_nobody_is_asked_for_its_word(browser: Browser) -> None:
    """On a machine of one's own, and for whoever claims to be an edge there, nothing changes."""
    assert browser.get("/stage").status == 200
    assert browser.get("/stage", x_thidua_edge=KEY).status == 200


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("198.51.100.10", "198.51.100.10"),
        ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "2001:db8:85a3::8a2e:370:7334"),
        (" ::1 ", "::1"),
        ("198.51.100.10:46532", ""),
        ("[2001:db8::1]", ""),
        ("somebody", ""),
        ("198.51.100.10, 10.0.0.1", ""),
        ("", ""),
    ],
)
def test_the_viewers_address_is_one_address(header: str, address: str) -> None:
    """Both versions of IP, each in one spelling; what cannot be read is nobody's address."""
    assert security.viewer({security.VIEWER: header}) == address


@pytest.mark.usefixtures("edge")
def test_behind_the_edge_the_viewers_address_counts() -> None:
    """The gateway sees only CloudFront, which says whom it saw; unreadable, the gateway's word counts."""
    viewer = {security.VIEWER: "203.0.113.7"}
    assert visit({"x-thidua-edge": KEY, **viewer}).address == "203.0.113.7"
    assert visit({"x-thidua-edge": KEY}).address == "130.176.0.9"
    assert visit({"x-thidua-edge": KEY, security.VIEWER: "?"}).address == "130.176.0.9"
    assert visit({"x-thidua-edge": "forged", **viewer}).address == "130.176.0.9"
    assert visit(viewer).address == "130.176.0.9"


def test_without_an_edge_a_forged_address_changes_nothing() -> None:
    """Whoever could choose the address that is counted could try codes without end."""
    forged = {security.VIEWER: "203.0.113.7", "x-forwarded-for": "203.0.113.7"}
    for headers in (forged, {**forged, "x-thidua-edge": ""}, {**forged, "x-thidua-edge": KEY}):
        assert visit(headers).address == "130.176.0.9"
