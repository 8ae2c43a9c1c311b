"""Who is let in, what is refused, and what every answer carries."""

import pytest

from services.core.people.person import Role
from services.core.web import security
from services.core.web.site import Site
from tests.told import Told
from tests.unit.web.conftest import CSRF, Browser, person

WORDS = {"words": "Đường làng <b>mới</b>"}


def test_a_visitor_sees_a_public_page(browser: Browser) -> None:
    """A page open to everyone needs no session and is complete HTML in Vietnamese."""
    answer = browser.get("/stage")
    assert answer.status == 200
    assert answer.text.startswith("<!doctype html>")
    assert '<html lang="vi">' in answer.text


@pytest.mark.parametrize("path", ["/stage/records/7", "/stage/broken"])
def test_without_a_session_one_is_asked_to_sign_in(browser: Browser, path: str) -> None:
    """A page for people leads a visitor to signing in, and remembers where they wanted to go."""
    answer = browser.get(f"{path}?a=b")
    assert answer.status == 303
    assert answer.headers["location"] == "/registration/sign-in?next=" + path.replace("/", "%2F") + "%3Fa%3Db"


def test_a_form_sent_without_a_session_changes_nothing(browser: Browser) -> None:
    """A session that ended while somebody typed: the words come back, the handler is not reached."""
    answer = browser.post("/stage/records/7", {"csrf": CSRF, "title": "Đường <b>làng</b>", "id": "7"})
    assert answer.status == 403
    assert "<blockquote>Đường &lt;b&gt;làng&lt;/b&gt;</blockquote>" in answer.text
    assert CSRF not in answer.text


def test_a_stranger_cannot_make_us_say_things(browser: Browser) -> None:
    """What another site sends is never shown under our name."""
    for words in ({"title": "Gửi tiền"}, {"title": "Gửi tiền", "csrf": CSRF}):
        answer = browser.post("/stage/records/7", words, sec_fetch_site="cross-site")
        assert answer.status == 403
        assert "Gửi tiền" not in answer.text


def test_a_role_opens_its_own_pages_only(browser: Browser) -> None:
    """Somebody of another role, or of another campaign, cannot tell the page from one that does not exist."""
    browser.sign_in(person(Role.UNIT))
    assert browser.get("/stage/records/7").status == 200
    browser.sign_in(person(Role.LEADER))
    refused, absent = browser.get("/stage/records/7"), browser.get("/stage/records/none")
    assert refused.status == absent.status == 404
    assert refused.text.replace("/7", "/none") == absent.text


def test_head_answers_as_get_without_a_body(browser: Browser) -> None:
    """HEAD tells the same status and headers as GET, and nothing more."""
    answer = browser.get("/stage", method="HEAD")
    assert (answer.status, answer.text) == (200, "")


def test_a_form_needs_the_sessions_token(browser: Browser) -> None:
    """A form is taken with the token of the very session that sends it, and never without."""
    browser.sign_in(person(Role.UNIT))
    assert browser.post("/stage/records/7", {"csrf": CSRF}).status == 303
    for forged in ({}, {"csrf": ""}, {"csrf": "c" * 63}, {"csrf": "ê" * 64}):
        assert browser.post("/stage/records/7", forged).status == 403


def test_a_visitors_form_needs_the_token_of_its_cookie(browser: Browser) -> None:
    """A public form is taken when its hidden token is the one in the visitor's own cookie."""
    shown = browser.get("/stage")
    (line,) = shown.cookies
    token = line.partition(";")[0].removeprefix("csrf=")
    assert token in shown.text
    assert browser.post("/stage", {**WORDS, "csrf": token}).status == 403
    browser.cookies["csrf"] = token
    answer = browser.post("/stage", {**WORDS, "csrf": token})
    assert answer.status == 200
    assert "Đường làng &lt;b&gt;mới&lt;/b&gt;" in answer.text


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("sec_fetch_site", "same-origin", 303),
        ("sec_fetch_site", "cross-site", 403),
        ("sec_fetch_site", "same-site", 403),
        ("origin", "http://localhost:8000", 303),
        ("origin", "http://localhost.evil.example:8000", 403),
        ("origin", "null", 403),
    ],
)
def test_a_form_must_come_from_this_site(browser: Browser, header: str, value: str, status: int) -> None:
    """A browser that says the form came from elsewhere is believed."""
    browser.sign_in(person(Role.UNIT))
    assert browser.post("/stage/records/7", {"csrf": CSRF}, **{header: value}).status == status


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"csrf=" + b"c" * security.LARGEST_BODY, "application/x-www-form-urlencoded", 413),
        (b"csrf=" + CSRF.encode(), "multipart/form-data; boundary=x", 415),
        (b"csrf=" + CSRF.encode() + b"&words=%ff", "application/x-www-form-urlencoded", 400),
        (b"csrf=" + CSRF.encode() + b"&words=\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=b"] * 501), "application/x-www-form-urlencoded", 400),
    ],
)
def test_an_unreadable_form_is_told_in_words(browser: Browser, body: bytes, kind: str, status: int) -> None:
    """Too large, of another kind, not UTF-8, too many fields: a page in the person's language says so."""
    browser.sign_in(person(Role.UNIT))
    answer = browser.post("/stage/records/7", body, content_type=kind)
    assert answer.status == status
    assert "<h1>" in answer.text
    assert answer.headers["content-language"] == "vi"


def test_a_fault_of_ours_gives_a_reference_and_no_detail(browser: Browser, told: Told) -> None:
    """What nobody foresaw becomes a page with a reference; the log has it with the trace, but no address."""
    browser.sign_in(person())
    answer = browser.get("/stage/broken")
    assert answer.status == 500
    assert "LookupError" not in answer.text
    assert '<a class="go" href="/stage/broken">' in answer.text
    reference = answer.text.partition('<strong class="code">')[2][:8]
    (line,) = told.lines("a page failed", reference=reference)
    assert line["error"] == "LookupError"
    assert "conftest.py:" in line["trace"]
    assert "lan@vinh-lam.example" not in "".join(told.everything)


def test_every_answer_is_guarded(browser: Browser) -> None:
    """Pages, errors and redirects all forbid inline code, framing, guessing of types and caching."""
    for answer in (
        browser.get("/stage"),
        browser.get("/stage/broken"),
        browser.get("/stage/assets/none.css"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in answer.headers


def test_over_https_cookies_are_bound_to_the_host(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deployed, cookies carry `__Host-`, Secure, HttpOnly and SameSite, and pages demand https for good."""
    monkeypatch.setenv("COOKIES", "secure")
    answer = browser.get("/stage")
    (line,) = answer.cookies
    assert line.startswith("__Host-csrf=")
    assert line.endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("address", "cookie", "own", "shown"),
    [
        ("/stage", "", None, "vi"),
        ("/stage?lang=en", "", "vi", "en"),
        ("/stage", "en", None, "en"),
        ("/stage", "", "en", "en"),
        ("/stage?lang=fr", "xx", "en", "en"),
    ],
)
def test_language_is_the_choice_made_last(
    browser: Browser, address: str, cookie: str, own: str | None, shown: str
) -> None:
    """`?lang=` wins over this browser's earlier choice, that over the person's, that over Vietnamese."""
    if cookie:
        browser.cookies["lang"] = cookie
    if own:
        browser.sign_in(person(language="en" if own == "en" else "vi"))
    answer = browser.get(address)
    assert answer.headers["content-language"] == shown
    assert any(line.startswith("lang=en; ") for line in answer.cookies) == ("lang=en" in address)


def test_assets_carry_their_content_in_their_name(browser: Browser) -> None:
    """Style and script may be kept for ever; a page from before an update still gets the newer file."""
    page = browser.get("/stage").text
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    style = browser.get(address)
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    script = browser.get(page.partition('<script src="')[2].partition('"')[0])
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    older = browser.get("/stage/assets/app-0000000000.css")
    assert older.text == style.text
    assert "immutable" not in older.headers["cache-control"]


def test_the_site_lists_its_routes(site: Site) -> None:
    """What the tests over all stages rely on: each route with its roles, or the reason why it is public."""
    listed = {(route.method, route.path): route for route in site.routes}
    assert listed["POST", "/stage/records/{record}"].roles == (Role.UNIT,)
    assert listed["GET", "/stage"].public == "the front page"
    for (method, path), route in listed.items():
        assert method in site.app.routes[path]
        assert not (route.roles and route.public)


def test_public_and_roles_exclude_each_other(site: Site) -> None:
    """A route cannot be open to everyone and for some."""
    with pytest.raises(ValueError, match="not both"):
        site.get("/x", roles=(Role.UNIT,), public="why")
