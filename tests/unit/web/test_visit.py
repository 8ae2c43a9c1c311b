"""What a handler is given, and what it can answer."""

import errno
import re
from pathlib import Path

import pytest
from chalice.app import Request
from jinja2 import TemplateSyntaxError

from services.core import templates
from services.core.people.person import Role
from services.core.web import navigation, rendering, typed
from services.core.web.visit import Visit
from tests.unit.web.conftest import TEMPLATES, Browser, person


def visit(path: str = "/stage/list", query: dict[str, list[str]] | None = None) -> Visit:
    event = {
        "requestContext": {"httpMethod": "GET", "resourcePath": path, "identity": {"sourceIp": "10.0.0.1"}},
        "headers": {},
        "pathParameters": {},
        "stageVariables": {},
        "multiValueQueryStringParameters": query,
        "body": None,
    }
    return Visit(Request(event), prefix="/stage", path=path, folder=TEMPLATES)


def test_this_address_with_other_parameters() -> None:
    """Filters stay in the address; of a repeated parameter the last counts, `None` leaves one out."""
    here = visit(query={"state": ["a", "b"], "from": ["c d"]})
    assert here.query == {"state": "b", "from": "c d"}
    assert here.here() == "/stage/list?state=b&from=c+d"
    assert here.here(**{"from": None, "lang": "en"}) == "/stage/list?state=b&lang=en"
    assert visit().here() == "/stage/list"


def test_what_pages_write_themselves_is_known() -> None:
    """Every hidden field that a page names is no answer of a person's, so its text is shown to nobody."""
    services = Path(templates.__file__).parents[1]
    hidden = re.compile(r'<input type="hidden" name="([^"{]+)"')
    named = {name for page in services.rglob("*.html") for name in hidden.findall(page.read_text("utf-8"))}
    assert named == typed.OF_THE_PAGE
    assert typed.texts({"base": "title:9b kind:fc", "title": "Đường thôn", "area": "economy"}) == (
        "Đường thôn",
    )


def test_a_redirect_stays_on_the_site() -> None:
    """A handler cannot send anybody elsewhere, whatever it was given."""
    assert visit().go("/stage?a=b").headers["Location"] == "/stage?a=b"
    with pytest.raises(ValueError, match="not a path of this site"):
        visit().go("//evil.example")


def test_nobody_is_signed_in_on_a_public_page() -> None:
    """Asking a visitor's page for a person is a mistake in the handler, and said so."""
    assert not visit().signed_in
    with pytest.raises(RuntimeError, match="nobody is signed in"):
        _ = visit().person


def test_network_address_and_moment() -> None:
    """The gateway's word is taken for the address; the moment is one and the same during a visit."""
    one = visit()
    assert one.address == "10.0.0.1"
    assert one.now is one.now
    assert one.now_real is one.now_real


@pytest.mark.parametrize(
    ("roles", "paths"),
    [
        ((), []),
        ((Role.UNIT,), ["/registration/records"]),
        ((Role.BODY,), ["/review"]),
        ((Role.SEAT, Role.LEADER), ["/review", "/report/dashboard"]),
    ],
)
def test_navigation_shows_what_the_roles_need(
    browser: Browser, roles: tuple[Role, ...], paths: list[str]
) -> None:
    """The head of each page links to where the person works, and nowhere else."""
    browser.sign_in(person(*roles))
    page = browser.get("/stage").text
    shown = [link.path for link in navigation.LINKS if f'<a href="{link.path}"' in page]
    assert shown == paths


def test_a_template_sees_no_undefined_name(tmp_path: Path) -> None:
    """A misspelt name is an error in the tests, not a gap on the page."""
    (tmp_path / "a.html").write_text("{{ tilte }}", encoding="utf-8")
    with pytest.raises(Exception, match="tilte"):
        rendering.render(tmp_path, "", "a.html", "en", {"title": "x"})


def test_templates_say_numbers_and_sentences_in_the_readers_language(tmp_path: Path) -> None:
    """Each language has its own environment: nothing has to be passed to a part."""
    (tmp_path / "a.html").write_text(
        '{{ _n("{count} work", "{count} works", n) }} {{ money(n) }} {{ percent(n) }} {{ say("<b>") }}',
        encoding="utf-8",
    )
    render = rendering.render
    assert render(tmp_path, "", "a.html", "en", {"n": 1}) == "1 work VND\xa01 1% &lt;b&gt;"
    assert render(tmp_path, "", "a.html", "en", {"n": 1200}) == "1,200 works VND\xa01,200 1,200% &lt;b&gt;"
    assert "1.200\xa0đồng" in render(tmp_path, "", "a.html", "vi", {"n": 1200})


def test_compiled_templates_are_kept_and_renewed(tmp_path: Path) -> None:
    """A cold start compiles nothing; a changed source is never answered from the older compilation."""
    source = tmp_path / "a.html"
    for text in ("first", "second"):
        source.write_text(text, encoding="utf-8")
        rendering._environment.cache_clear()  # noqa: SLF001 - stands for a new process
        assert rendering.render(tmp_path, "", "a.html", "en", {}) == text
    assert list((tmp_path / "__pycache__").iterdir())


def test_a_folder_that_cannot_be_written_serves_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deployed, the package is read-only: pages are compiled in memory where no compilation was packed."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    (tmp_path / "a.html").write_text("text", encoding="utf-8")
    monkeypatch.setattr(Path, "mkdir", refuse)
    assert rendering.render(tmp_path, "", "a.html", "en", {}) == "text"


def test_a_package_shows_what_was_compiled_ahead(tmp_path: Path) -> None:
    """A package holds modules instead of templates, and makes the same pages of them and of core's parts."""
    source, packed = tmp_path / "source", tmp_path / "packed"
    source.mkdir()
    (source / "a.html").write_text(
        "{% extends 'b.html' %}{% block x %}{{ 1 < 2 }}{% endblock %}", encoding="utf-8"
    )
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "b.html").write_text("<{% block x %}{% endblock %}>", encoding="utf-8")
    templates.compile_ahead((source, tmp_path / "core"), packed)
    assert rendering.render(packed, "", "a.html", "en", {}) == "<True>"


def test_a_template_with_a_mistake_stops_the_build(tmp_path: Path) -> None:
    """Nobody gets to deploy a page that cannot be shown."""
    (tmp_path / "a.html").write_text("{% if %}", encoding="utf-8")
    with pytest.raises(TemplateSyntaxError):
        templates.compile_ahead((tmp_path,), tmp_path / "packed")
