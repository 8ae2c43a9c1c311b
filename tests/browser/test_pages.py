"""Every page that anybody can reach by links, as people of each role see it."""

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Live, OpenPage, axe, sideways, small_targets
from tests.browser.test_journey import BODY, LEADER, SEATS, UNIT, decide, register

OFFICE = "ngoc.le@phong-noi-vu.vinhlinh.example"
#: Ids and cursors: two addresses that differ only in them show the same page.
_PARTICULAR = re.compile(r"[0-9a-f]{32}|\d{8}T\d{6}Z|(?<=/office/units/)(?!new)[^/?]+|(?<=/)\d+(?=/|$)|\?.*")


@pytest.fixture(scope="module")
def season(live: Live, request: pytest.FixtureRequest) -> Live:
    """One work waits for its appraisal, another for its seats."""
    chromium = request.getfixturevalue("chromium")
    for title, decided in (("Trồng 500 cây xanh", False), ("Bê tông hóa đường nội đồng", True)):
        unit, body = (chromium.new_context().new_page() for _ in range(2))
        live.sign_in(unit, UNIT)
        register(live, unit, title)
        if decided:
            live.sign_in(body, BODY)
            decide(live, body, title, "appraise", favourable="yes", reasons="Phù hợp.")
        unit.context.close()
        body.context.close()
    live.settle()
    return live


@pytest.mark.parametrize(
    ("email", "start", "at_least"),
    [
        ("", "/registration", 2),
        # By night what looks like the others: each page of theirs is made of the same parts.
        pytest.param("", "/_local/", 6, marks=pytest.mark.nightly),
        (UNIT, "/registration/records", 8),
        (BODY, "/review", 6),
        pytest.param(SEATS[0], "/review", 5, marks=pytest.mark.nightly),
        pytest.param(OFFICE, "/review/office", 28, marks=pytest.mark.nightly),
        pytest.param(LEADER, "/report/dashboard", 3, marks=pytest.mark.nightly),
    ],
    ids=["visitor", "this machine", "unit", "body", "seat", "office", "leader"],
)
def test_every_page_is_accessible(
    season: Live, open_page: OpenPage, email: str, start: str, at_least: int
) -> None:
    """On each page axe-core finds nothing, nothing scrolls sideways, and no link leads nowhere."""
    page = open_page(width=360)
    if email:
        season.sign_in(page, email)
    found: list[str] = []
    waiting, seen = [f"{season.url}{start}"], {_shape(start)}
    while waiting:
        address = waiting.pop(0)
        found += [f"{urlsplit(address).path}: {fault}" for fault in _faults(page, address)]
        for link in _links(page, address):
            if link.startswith(season.url) and _shape(link) not in seen:
                seen.add(_shape(link))
                waiting.append(link)
    assert found == []
    assert len(seen) >= at_least, seen


def _faults(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    if answer is None or not answer.ok:
        return [f"answers {answer and answer.status}"]
    faults = [*axe(page), *sideways(page), *small_targets(page)]
    page.set_viewport_size({"width": 1280, "height": 800})
    faults += sideways(page)
    page.set_viewport_size({"width": 360, "height": 800})
    return faults


def _links(page: Page, address: str) -> list[str]:
    """Where the page's links lead; not to files, which open no page."""
    links = page.locator("a[href]:not([download])").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    return [
        urldefrag(urljoin(address, link)).url
        for link in links
        if not re.search(r"^(mailto|tel):|/attachments/|/files/|\.json$|/sign-in/link", link)
    ]


def _shape(address: str) -> str:
    return _PARTICULAR.sub("*", urlsplit(address)._replace(scheme="", netloc="").geturl())
