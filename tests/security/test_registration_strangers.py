"""Who must not come in: other units, other roles, nobody at all, and forms of other sites."""

import pytest

from services.core.people.person import Person
from services.core.record import store
from tests.flow.registration.conftest import lan as lan  # noqa: PLC0414 - the same
from tests.flow.registration.conftest import submitted as submitted  # noqa: PLC0414 - the same
from tests.flow.registration.conftest import visitor as visitor  # noqa: PLC0414 - the same
from tests.flow.registration.works import TYPED
from tests.flow.visitor import Visitor, announce

LIST = "/registration/records"


def _routes() -> list[tuple[str, str]]:
    from services.registration.actions import ACTIONS  # noqa: PLC0415 - needs the cloud's environment
    from services.registration.app import site  # noqa: PLC0415 - the same

    names = [action.name for action in ACTIONS]
    return [
        (route.method, _filled_in(path))
        for route in site.routes
        if not route.public
        for path in sorted({route.path.replace("{action_name}", name) for name in names})
    ]


def _filled_in(path: str) -> str:
    """The path with a value for each of its parts but the record's id."""
    parts = {"{attachment_id}": "a" * 32, "{import_id}": "a" * 32, "{place}": "author-1"}
    for part, value in parts.items():
        path = path.replace(part, value)
    return path


def _visit(visitor: Visitor, method: str, path: str, csrf: str = "") -> int:
    if method == "GET":
        return visitor.get(path, follow=False).status
    form = {**TYPED, "csrf": csrf, "unit": "vinh-lam", "revision": "1", "seen": "1", "reason": "x"}
    return visitor.post(path, form, follow=False).status


def test_every_page_of_a_record_is_not_found_for_strangers(submitted: str) -> None:
    """A record of another unit looks like one that does not exist, for reading and for writing."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    other = Visitor(app, announce("Trần Văn Bình", "unit:vinh-tu"))
    csrf = other.get(LIST).form["csrf"]
    before = store.get(submitted)
    routes = [(method, path) for method, path in _routes() if "{record_id}" in path]
    assert len(routes) > 10
    for method, path in routes:
        theirs = _visit(other, method, path.format(record_id=submitted), csrf)
        nobodys = _visit(other, method, path.format(record_id="f" * 32), csrf)
        assert theirs == 404, path
        # Deleting what is not there is done; it leads back to the list.
        assert nobodys == (303 if path.endswith("discard") and method == "POST" else 404), path
    assert store.get(submitted) == before


@pytest.mark.parametrize("holder", ["body:phong-tckh", "seat:ubnd", "office", "leader"])
def test_other_roles_register_nothing(submitted: str, holder: str) -> None:
    """Whoever is no member of a unit finds no page of this stage but their own."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    other = Visitor(app, announce("Trần Văn Bình", holder))
    csrf = other.get("/registration/me").form["csrf"]
    for method, path in _routes():
        if any(part in path for part in ("/records", "/import", "/export", "/submit")):
            assert _visit(other, method, path.format(record_id=submitted), csrf) == 404, path


def test_whoever_is_not_signed_in_is_sent_to_sign_in(submitted: str) -> None:
    """No page but the public ones answers without a session."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    nobody = Visitor(app)
    before = store.get(submitted)
    for method, path in _routes():
        place = path.format(record_id=submitted)
        if method == "GET":
            page = nobody.get(place, follow=False)
            assert (page.status, page.location.partition("?")[0]) == (303, "/registration/sign-in"), path
        else:
            assert nobody.post(place, {"csrf": "x", **TYPED}, follow=False).status in {303, 403}, path
    assert store.get(submitted) == before


def test_a_form_without_this_sessions_token_is_refused(visitor: Visitor, submitted: str) -> None:
    """Another site cannot make a browser withdraw a record, nor can a token of another session."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    foreign = Visitor(app, announce("Trần Văn Bình", "unit:vinh-lam")).get(LIST).form["csrf"]
    before = store.get(submitted)
    for csrf in ("", "x", foreign):
        for method, path in _routes():
            if method == "POST":
                status = _visit(visitor, method, path.format(record_id=submitted), csrf)
                assert status == 403, path
    assert store.get(submitted) == before


@pytest.mark.parametrize("record_id", ["..", "a%2Fb", "x" * 300, "%00", "W%23x", "{id}", "é"])
def test_a_made_up_id_is_not_found(visitor: Visitor, record_id: str) -> None:
    """Nothing typed into the address reaches a key of the table."""
    assert visitor.get(f"{LIST}/{record_id}").status == 404


def test_a_member_who_left_sees_nothing_any_more(visitor: Visitor, lan: Person, submitted: str) -> None:
    """A role taken away counts at once, also in a session that is open."""
    assert visitor.get(f"{LIST}/{submitted}").status == 200
    announce(lan.name, "unit:vinh-tu", email=lan.email)
    assert visitor.get(f"{LIST}/{submitted}").status == 404
