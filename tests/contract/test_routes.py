"""Which ways lead in: every route needs a session unless it is listed here as public."""

import importlib

import pytest

from infra.local import stages
from services.core.campaign.model import Campaign
from services.core.web.site import Route
from tests.flow.visitor import Visitor, announce

#: Everything that anybody may ask for. A route that becomes public has to be added here, by somebody who
#: thought about it.
PUBLIC = {
    ("GET", "/registration"),
    ("GET", "/registration/campaign"),
    ("GET", "/registration/privacy"),
    ("GET", "/registration/assets/{name}"),
    ("GET", "/review/assets/{name}"),
    ("GET", "/report/assets/{name}"),
    ("GET", "/registration/sign-in"),
    ("POST", "/registration/sign-in"),
    ("GET", "/registration/sign-in/code"),
    ("POST", "/registration/sign-in/code"),
    ("GET", "/registration/sign-in/link"),
    ("POST", "/registration/sign-in/link"),
}

STAGES = [
    stage for stage in stages.names() if hasattr(importlib.import_module(f"services.{stage}.app"), "site")
]


def routes(stage: str) -> list[Route]:
    """The routes that a stage declares."""
    declared: list[Route] = importlib.import_module(f"services.{stage}.app").site.routes
    return declared


ALL = [(stage, route) for stage in STAGES for route in routes(stage)]
GUARDED = [(stage, route) for stage, route in ALL if not route.public]


def named(value: object) -> str:
    """A route as a test's name."""
    return f"{value.method} {value.path}" if isinstance(value, Route) else str(value)


def filled(route: Route) -> str:
    """The route's path with something in each place."""
    return route.path.replace("{name}", "x").replace("{", "0").replace("}", "0")


def test_the_public_routes_are_the_listed_ones() -> None:
    """Nothing becomes public by accident, and each public route says why it is."""
    public = {(route.method, route.path) for _, route in ALL if route.public}
    assert public == PUBLIC
    assert all(len(route.public.split()) > 2 for _, route in ALL if route.public)


def test_every_route_of_chalice_goes_through_the_guard() -> None:
    """No route stands beside the site, where nobody would ask for a session."""
    for stage in STAGES:
        app = importlib.import_module(f"services.{stage}.app").app
        assert set(app.routes) == {route.path for route in routes(stage)}


@pytest.mark.parametrize(("stage", "route"), GUARDED, ids=named)
def test_a_stranger_is_asked_to_sign_in(campaign: Campaign, stage: str, route: Route) -> None:  # noqa: ARG001 - its pages name it
    """Without a session nothing is shown and nothing is done, only the way to the entrance."""
    browser = Visitor(importlib.import_module(f"services.{stage}.app").app)
    page = (
        browser.get(filled(route), follow=False)
        if route.method == "GET"
        else browser.post(filled(route), {"reason": "x"}, follow=False)
    )
    assert page.status in (303, 401, 403), page.status
    if page.status == 303:
        assert page.location.startswith("/registration/sign-in")


@pytest.mark.parametrize(("stage", "route"), [pair for pair in GUARDED if pair[1].roles], ids=named)
def test_somebody_without_the_role_finds_nothing(campaign: Campaign, stage: str, route: Route) -> None:  # noqa: ARG001 - the same
    """To whoever holds no role of the route, the page does not exist."""
    browser = Visitor(importlib.import_module(f"services.{stage}.app").app, announce("Không Vai Trò"))
    if route.method == "GET":
        assert browser.get(filled(route), follow=False).status == 404
    else:
        assert browser.post(filled(route), {"reason": "x"}, follow=False).status in (403, 404)
