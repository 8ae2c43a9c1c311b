"""What the log says of pages: one line for each form, none for what is only read, and nobody's words."""

import subprocess
import sys
from pathlib import Path

import pytest
from chalice.app import Response

from services.core.people.person import Role
from services.core.web import rendering
from services.core.web.site import Site
from services.core.web.visit import FormOutcome, Visit
from tests.told import Told
from tests.unit.web.conftest import CSRF, Browser, person

WORDS = "Nguyễn Thị Bí Mật, 0912 345 678"


@pytest.fixture
def lines(site: Site) -> None:
    """Forms that say what came of them, and one that breaks in words."""

    @site.post("/told")
    def told(visit: Visit) -> Response:
        visit.tell(command="Approve", record="w1", outcome=FormOutcome.REFUSED, refusal="NotYoursError")
        return visit.page("plain.html", 403, heading="No", words="")

    @site.post("/broken")
    def broken(visit: Visit) -> Response:
        visit.tell(command="Approve", record="w1", outcome=FormOutcome.DONE)
        raise ValueError(WORDS)

    @site.post("/unfinished")
    def unfinished(visit: Visit) -> Response:
        return Response(visit.form["words"], {"X-Words": visit.form["words"] + "\n"})


@pytest.mark.usefixtures("lines")
def test_a_form_leaves_one_line_that_says_what_came_of_it(browser: Browser, told: Told) -> None:
    """Who, where, which command on which record, refused why, under which id, how long; nothing else."""
    browser.sign_in(person())
    browser.post("/stage/told", {"csrf": CSRF, "words": WORDS})
    (line,) = told.lines()
    known = {name: line[name] for name in ("route", "person", "status", "command", "record")}
    assert known == {
        "route": "POST /stage/told",
        "person": "a" * 32,
        "status": 403,
        "command": "Approve",
        "record": "w1",
    }
    assert (line["outcome"], line["refusal"]) == ("refused", "NotYoursError")
    assert isinstance(line["ms"], int)
    assert len(line["correlation_id"]) == 36


def test_what_is_read_leaves_no_line(browser: Browser, told: Told) -> None:
    """Pages, redirects, files and addresses that lead nowhere are read, and nobody keeps a list of that."""
    browser.sign_in(person(Role.UNIT))
    for path in ("/stage", "/stage/records/7", "/stage/records/none", "/stage/assets/none.css"):
        browser.get(path)
        browser.get(path, method="HEAD")
    assert told.everything == []


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/stage", {"words": WORDS}, 403),
        ("/stage/records/Nguyễn-Thị-Bí-Mật", {"csrf": CSRF, "words": WORDS}, 404),
        ("/stage/records/none", {"words": WORDS}, 404),
    ],
)
def test_whoever_is_turned_away_is_told_of_by_the_route_alone(
    browser: Browser, told: Told, path: str, form: dict[str, str], status: int
) -> None:
    """Neither the address as it was typed nor the fields stand in the log."""
    browser.sign_in(person(Role.BODY))
    assert browser.post(path, form).status == status
    (line,) = told.lines("a form was answered", outcome="turned_away", status=status)
    assert line["route"] in ("POST /stage", "POST /stage/records/{record}")
    assert "Bí" not in "".join(told.everything)


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize("path", ["/stage/broken", "/stage/unfinished"])
def test_what_breaks_comes_to_the_gate_before_it_comes_to_chalice(
    browser: Browser, told: Told, path: str
) -> None:
    """The text of an error, which Chalice would write, quotes a person: kinds and places do."""
    browser.sign_in(person())
    answer = browser.post(path, {"csrf": CSRF, "words": WORDS})
    assert answer.status == 500
    (fault,), (line,) = told.lines("a page failed"), told.lines("a form was answered")
    assert line["outcome"] == "failed"
    assert line["correlation_id"] == fault["correlation_id"]
    own = f'<input type="hidden" name="words" value="{WORDS}">'
    assert own in answer.text, "nothing typed is lost: the page sends it again"
    assert WORDS not in "".join(told.everything) + answer.text.replace(own, "")


@pytest.mark.usefixtures("lines")
def test_not_even_a_page_for_errors_that_breaks_gets_words_out(
    browser: Browser, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chalice is the last to hear of it, and hears no more than where to look."""

    def render(*_: object) -> str:
        raise ValueError(WORDS)

    monkeypatch.setattr(rendering, "render", render)
    browser.sign_in(person())
    browser.post("/stage/told", {"csrf": CSRF, "words": WORDS})
    assert told.lines("a run failed", run="POST /stage/told", error="ValueError from ValueError")
    assert "Caught exception for path" in "".join(told.everything)
    assert WORDS not in "".join(told.everything)


def test_a_page_that_is_read_waits_for_no_logger() -> None:
    """Powertools is loaded for a form or a fault, because the first page of a morning is waited for."""
    asked = (
        "import sys\n"
        "from infra.local.cloud import set_environment\n"
        "set_environment()\n"
        "import services.registration.app, services.core.web.gate, services.registration.form_pages\n"
        "print([name for name in sys.modules if name.startswith('aws_lambda_powertools')])\n"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", asked],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
