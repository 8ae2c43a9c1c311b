"""A session that ends in the middle of a form: sign in again, nothing lost, nothing that a stranger wrote."""

import html
import json
import re
import time

import pytest

from services.core import settings
from services.core.people import session
from services.core.people.entrance import signin
from services.core.people.person import Person
from services.core.web import held
from tests.conftest import TestCloud
from tests.flow.registration.works import TYPED
from tests.flow.visitor import Page, Visitor

HOME = "/registration"
SIGN_IN = "/registration/sign-in"


@pytest.fixture
def opened(visitor: Visitor) -> Page:
    """The form of a work's draft, saved before, in Lan's browser; then her session ends."""
    new = next(link.address for link in visitor.get(HOME).links if "/new" in link.address)
    page = visitor.press(visitor.get(new), do="save", area="economy")
    session.end(visitor.cookies["session"])
    return page


def _request(cloud: TestCloud) -> str:
    """The id of the sign-in request of which notify hears."""
    (item,) = (
        item for item in cloud.table.scan()["Items"] if item["pk"].startswith("L#") and "event" in item
    )
    subject: str = json.loads(str(item["event"]))["subject"]
    return subject


def _code(cloud: TestCloud) -> str:
    return signin.code(_request(cloud), settings.signing_key())


def _listed(visitor: Visitor) -> str:
    return visitor.get(HOME).text


def _shown(page: Page) -> list[str]:
    """What the page shows to be read again or copied."""
    found = re.findall(r"<blockquote>(.*?)</blockquote>", page.html, re.DOTALL)
    return [html.unescape(text) for text in found]


def test_by_the_code_the_form_goes_along_and_one_press_sends_it(
    visitor: Visitor, opened: Page, cloud: TestCloud, lan: Person
) -> None:
    """Nothing is stored before the last press, which sends every field as typed; answers alone are shown."""
    out = visitor.press(opened, do="save", **TYPED)
    assert out.status == 403
    assert " " in opened.form["base"]
    answers = [text for text in TYPED.values() if " " in text]
    assert _shown(out) == answers
    asked = visitor.press(visitor.press(out, email="lan"), email=lan.email)
    wrong = visitor.press(asked, code="000000")
    assert wrong.status == 422
    kept = visitor.press(wrong, code=_code(cloud))
    assert (kept.status, kept.action) == (200, opened.action)
    assert lan.name in kept.text
    assert _shown(kept) == answers
    assert TYPED["title"] not in _listed(visitor)
    saved = visitor.press(kept)
    assert saved.status == 200
    assert {name: saved.form[name] for name in TYPED} == TYPED
    assert TYPED["title"] in _listed(visitor)


def test_by_the_link_in_another_tab_the_first_tab_goes_on(
    visitor: Visitor, opened: Page, cloud: TestCloud, lan: Person
) -> None:
    """The link says where the form waits; there, too soon is told, and afterwards one goes on."""
    waiting = visitor.press(visitor.press(opened, do="save", **TYPED), email=lan.email)
    soon = visitor.press(waiting, do="on")
    assert soon.status == 422
    link = signin.link_path(_request(cloud), settings.signing_key())
    other_tab = visitor.press(visitor.get(link))
    assert "thẻ trình duyệt trước đó" in other_tab.text
    kept = visitor.press(soon, do="on")
    assert kept.action == opened.action
    assert visitor.press(kept).status == 200
    assert TYPED["title"] in _listed(visitor)


def test_whoever_signed_in_elsewhere_meanwhile_sends_with_one_more_press(
    visitor: Visitor, opened: Page, lan: Person
) -> None:
    """A page from before the new session is not refused with its answers: they wait for one press."""
    visitor.cookies["session"] = session.start(lan.id, time.time())
    kept = visitor.press(opened, do="save", **TYPED)
    assert kept.status == 403
    assert TYPED["title"] not in _listed(visitor)
    assert visitor.press(kept).status == 200
    assert TYPED["title"] in _listed(visitor)


def test_a_script_goes_on_under_the_new_session(visitor: Visitor, opened: Page, lan: Person) -> None:
    """Autosaving hears that the session ended; once there is another, it gets its token and saves."""
    draft = opened.action.replace("/edit", "/draft")
    form = {**opened.form, **TYPED}
    answer = visitor.post(draft, form)
    assert (answer.status, answer.headers.get(held.HEADER.lower())) == (403, None)
    visitor.cookies["session"] = session.start(lan.id, time.time())
    answer = visitor.post(draft, form)
    assert answer.status == 403
    assert visitor.post(draft, form | {"csrf": answer.headers[held.HEADER.lower()]}).status == 204


def test_what_waits_goes_to_no_other_site(visitor: Visitor, opened: Page) -> None:
    """A form that was tampered with to lead elsewhere does not travel at all."""
    out = visitor.press(opened, do="save", **TYPED)
    for path in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        forged = json.dumps({"path": path, "fields": {"title": "Gửi tiền"}})
        page = visitor.post(SIGN_IN, {**out.form, "held": forged, "email": "x"})
        assert "evil" not in page.html
        assert "held" not in page.form


def test_a_form_larger_than_what_travels_comes_back_to_be_copied(visitor: Visitor, opened: Page) -> None:
    """What no hidden field can hold is still shown, not lost."""
    words = "chữ " * (held.MOST // 5)
    page = visitor.post(opened.action, {**opened.form, **TYPED, "description": words})
    assert page.status == 403
    assert words.strip() in page.text
    assert not page.forms
