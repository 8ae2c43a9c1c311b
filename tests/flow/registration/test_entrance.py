"""Coming in over HTTP: the e-mail's code and link, the way on, signing out, name and language."""

import json
import re

import pytest

from services.core import settings
from services.core.people.entrance import signin
from services.core.people.entrance.limit import Limit
from services.core.people.person import Person
from tests.conftest import TestCloud
from tests.flow.visitor import Page, Visitor, announce

SIGN_IN = "/registration/sign-in"


@pytest.fixture
def stranger(lan: Person) -> Visitor:  # noqa: ARG001 - Lan is known, nobody is signed in
    """A browser in which nobody is signed in."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    return Visitor(app)


def _requests(cloud: TestCloud) -> list[str]:
    """The ids of the sign-in requests of which notify hears, newest last."""
    items = [item for item in cloud.table.scan()["Items"] if item["pk"].startswith("L#") and "event" in item]
    return [json.loads(str(item["event"]))["subject"] for item in items]


def _ask(visitor: Visitor, email: str, path: str = SIGN_IN) -> Page:
    return visitor.press(visitor.get(path), email=email)


def test_the_code_lets_in_and_leads_on(stranger: Visitor, cloud: TestCloud, lan: Person) -> None:
    """Whoever wanted a page gets it after signing in."""
    page = stranger.get("/registration/records/new?unit=vinh-lam")
    assert "Đăng nhập" in page.text
    page = stranger.press(page, email=f" {lan.email.upper()} ")
    assert "Kiểm tra thư điện tử" in page.text
    (request,) = _requests(cloud)
    wrong = stranger.press(page, code="000000")
    assert wrong.status == 422
    page = stranger.press(wrong, code=signin.code(request, settings.signing_key()), follow=False)
    assert (page.status, page.location) == (303, "/registration/records/new?unit=vinh-lam")
    assert lan.name in stranger.get(page.location).text


def test_opening_the_link_changes_nothing_pressing_the_button_lets_in(
    stranger: Visitor, cloud: TestCloud, lan: Person
) -> None:
    """A mail scanner that opens the link uses nothing up."""
    _ask(stranger, lan.email)
    path = signin.link_path(_requests(cloud)[0], settings.signing_key())
    for _ in range(3):
        page = stranger.get(path)
        assert page.status == 200
        assert "session" not in stranger.cookies
    assert stranger.press(page, follow=False).location == "/registration"
    assert "session" in stranger.cookies
    assert "Hồ sơ đăng ký của Xã Vĩnh Lâm" in stranger.get("/registration").text


def test_the_link_in_another_browser_says_what_to_do(
    stranger: Visitor, cloud: TestCloud, lan: Person
) -> None:
    """A forwarded link opens nothing, and stays good where it was asked for."""
    _ask(stranger, lan.email)
    path = signin.link_path(_requests(cloud)[0], settings.signing_key())
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    other = Visitor(app)
    page = other.press(other.get(path))
    assert page.status == 422
    assert "trình duyệt khác" in page.text
    assert "session" not in other.cookies
    assert stranger.press(stranger.get(path), follow=False).status == 303


def test_known_and_unknown_addresses_look_the_same(stranger: Visitor, cloud: TestCloud, lan: Person) -> None:
    """Neither the pages nor the answers tell who is registered; only the known one gets an e-mail."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    seen = []
    for browser, email in ((stranger, lan.email), (Visitor(app), "nobody@vinh-lam.example")):
        page = _ask(browser, email)
        wrong = browser.press(page, code="000000")
        assert email in page.text, "as it was typed, to be compared"
        shown = [one.html.replace(email, "") for one in (page, wrong)]
        seen.append([re.sub(r'value="[^"]*"', "", html) for html in shown])
    assert seen[0] == seen[1]
    assert len(_requests(cloud)) == 1


def test_a_planted_session_is_replaced(stranger: Visitor, cloud: TestCloud, lan: Person) -> None:
    """Fixation: signing in always sets a new session, and the planted one opens nothing."""
    planted = f"{lan.id}.{'A' * 43}"
    stranger.cookies["session"] = planted
    page = _ask(stranger, lan.email)
    stranger.press(page, code=signin.code(_requests(cloud)[0], settings.signing_key()), follow=False)
    assert stranger.cookies["session"] != planted


@pytest.mark.parametrize(
    "next_", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x"]
)
def test_the_way_on_stays_on_this_site(stranger: Visitor, cloud: TestCloud, lan: Person, next_: str) -> None:
    """A crafted sign-in link leads nowhere else."""
    page = stranger.press(stranger.get(SIGN_IN), email=lan.email, next=next_)
    page = stranger.press(page, code=signin.code(_requests(cloud)[0], settings.signing_key()), follow=False)
    assert page.location == "/registration"


@pytest.mark.parametrize("email", ["", "lan", "lan@", "lan@x", "a b@x.example", "x" * 250 + "@x.example"])
def test_an_address_that_is_none_comes_back(stranger: Visitor, cloud: TestCloud, email: str) -> None:
    """The form says how an address looks, and keeps what was typed."""
    page = _ask(stranger, email)
    assert page.status == 422
    assert page.form["email"] == email
    assert "ten@donvi.example" in page.text
    assert _requests(cloud) == []


def test_too_many_requests_are_refused_kindly(stranger: Visitor, lan: Person) -> None:
    """Whoever asks again and again is told to wait."""
    for _ in range(Limit.ASKED_FOR_ADDRESS.value):
        assert _ask(stranger, lan.email).status == 200
    page = _ask(stranger, lan.email)
    assert page.status == 429
    assert "chờ một giờ" in page.text


def test_signing_out_ends_the_session_everywhere(visitor: Visitor) -> None:
    """A copy of the cookie is worthless afterwards."""
    page = visitor.get("/registration/records")
    copied = visitor.cookies["session"]
    visitor.post("/registration/sign-out", {"csrf": page.form["csrf"]})
    assert "session" not in visitor.cookies
    visitor.cookies["session"] = copied
    assert visitor.get("/registration/records", follow=False).status == 303


@pytest.mark.parametrize(
    ("holder", "path"),
    [
        ("unit:vinh-lam", "/registration/records"),
        ("body:phong-tckh", "/review"),
        ("seat:ubnd", "/review"),
        ("office", "/review/office"),
        ("leader", "/report/dashboard"),
    ],
)
@pytest.mark.usefixtures("campaign")
def test_everybody_starts_where_their_role_works(holder: str, path: str) -> None:
    """The front door leads each role to its own work."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    visitor = Visitor(app, announce("Trần Văn An", holder))
    assert visitor.get("/registration", follow=False).location == path


def test_visitors_see_the_campaign(stranger: Visitor) -> None:
    """Whoever is not signed in reads what the movement is, and until when one registers."""
    page = stranger.get("/registration")
    assert page.status == 200
    assert "17 giờ 00 ngày 31/12/2024" in page.text
    assert "Văn hóa - xã hội" in page.text


def test_the_language_can_be_changed_the_name_cannot(visitor: Visitor) -> None:
    """The chosen language holds at once; a name, by which the rules know people, is the office's."""
    visitor.get("/registration/records?lang=vi")
    page = visitor.press(visitor.get("/registration/me"), name="Nobody In Charge", language="en")
    assert "Saved." in page.text
    assert "Nobody In Charge" not in page.text
    wrong = visitor.press(visitor.get("/registration/me"), language="fr")
    assert wrong.status == 422


def test_whoever_is_signed_in_needs_not_sign_in(visitor: Visitor) -> None:
    """The entrance leads on; a link from an old e-mail does no harm."""
    for path in (SIGN_IN, f"{SIGN_IN}/code", f"{SIGN_IN}/link?request=x&token=y"):
        assert visitor.get(path, follow=False).location == "/registration"


def test_the_code_page_without_a_request_asks_for_the_address(stranger: Visitor) -> None:
    """After ten minutes, or in another browser, the code page leads back to its beginning."""
    page = stranger.get(f"{SIGN_IN}/code")
    assert "email" in page.form
    assert stranger.post(f"{SIGN_IN}/code", {**page.form, "code": "123456"}).form["email"] == ""
    stranger.cookies["signin"] = f"{'0' * 32}.secret.not-base64"
    assert "code" in stranger.get(f"{SIGN_IN}/code").forms[0].fields


def test_an_empty_code_is_no_attempt(stranger: Visitor, cloud: TestCloud, lan: Person) -> None:
    """Pressing too early uses nothing up."""
    page = _ask(stranger, lan.email)
    for _ in range(signin.MOST_ATTEMPTS + 1):
        assert stranger.press(page, code=" ").status == 422
    code = signin.code(_requests(cloud)[0], settings.signing_key())
    assert stranger.press(page, code=code, follow=False).status == 303


def test_an_exhausted_request_leads_back_to_its_beginning(stranger: Visitor, lan: Person) -> None:
    """After five wrong codes the form asks for the address again and says why."""
    page = _ask(stranger, lan.email)
    for _ in range(signin.MOST_ATTEMPTS):
        page = stranger.press(page, code="000000")
    assert page.status == 422
    assert "email" in page.form
    assert "không còn dùng được" in page.text
