"""The pages of this machine: what people click and black-box tests read."""

import json
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from threading import Event
from threading import enumerate as enumerate_threads
from typing import TYPE_CHECKING

import pytest

from services.core import clock
from services.core.campaign.model import Campaign
from services.core.vietnam import VIETNAM
from tests.conftest import HeldClock, TestCloud

if TYPE_CHECKING:
    from infra.local.browser import Browser
    from infra.local.front import Front
    from services.core.people.person import Person

LETTERS = "/_local/mail.json"


class _Clock:
    """The held clock of a test, moved as the local one is."""

    def __init__(self, held: HeldClock) -> None:
        self.move_to: Callable[[datetime], None] = held.set


@pytest.fixture
def machine(cloud: TestCloud, campaign: Campaign) -> "Front":  # noqa: ARG001 - its pages show the campaign
    """Every stage and the local pages behind one port."""
    from infra.local import stages  # noqa: PLC0415 - imports every stage
    from infra.local.front import Front  # noqa: PLC0415 - the same
    from infra.local.machine import Machine  # noqa: PLC0415 - the same
    from infra.local.pages import Pages  # noqa: PLC0415 - the same

    front = Front(stages.load())
    front.local = Pages(
        Machine(cloud.inner, cloud.pump, _Clock(cloud.clock), "http://localhost:8000"), front.answer
    )
    return front


@pytest.fixture
def browser(machine: "Front") -> "Browser":
    from infra.local.browser import Browser  # noqa: PLC0415 - imports the front

    return Browser(machine.answer)


def _post(front: "Front", path: str, fields: dict[str, str], **headers: str) -> tuple[int, str]:
    """Status and place to go on, as a client without cookies and tokens sees them."""
    from infra.local.front import Call  # noqa: PLC0415 - imports the web shell

    call = Call.form(path, fields, "")
    call.headers.update(headers)
    status, answered, _ = front.answer(call)
    return status, dict(answered).get("Location", "")


def _send(cloud: TestCloud) -> None:
    """An e-mail with everything that one may have."""
    import boto3  # noqa: PLC0415 - slow, and one test needs it

    message = EmailMessage()
    message["From"] = "thi-dua@vinh-linh.example"
    message["To"] = "Nguyễn Thị Lan <lan@vinh-lam.example>"
    message["Subject"] = "Báo cáo tuần"
    message["X-Thidua-Kind"] = "report"
    message.set_content("Xem tại http://localhost:8000/report/ hoặc http://localhost:8000/a?b=1&c=2.")
    message.add_alternative(
        '<html><head></head><body><a href="http://localhost:8000/a?b=1&amp;c=2">Xem</a></body></html>',
        subtype="html",
    )
    message.add_attachment(b"PK", maintype="application", subtype="zip", filename="số liệu.zip")
    boto3.client("sesv2").send_email(
        FromEmailAddress="thi-dua@vinh-linh.example",
        Destination={"ToAddresses": ["lan@vinh-lam.example"]},
        Content={"Raw": {"Data": message.as_bytes()}},
    )
    assert len(cloud.mails()) == 1


def test_the_inbox_as_json(cloud: TestCloud, browser: "Browser") -> None:
    """A test that knows only HTTP finds address, subject, both texts, links, files, kind and moment."""
    _send(cloud)
    (letter,) = json.loads(browser.open(LETTERS).html)
    assert letter["to"] == "Nguyễn Thị Lan <lan@vinh-lam.example>"
    assert letter["subject"] == "Báo cáo tuần"
    assert letter["kind"] == "report"
    assert letter["time"] == clock.now().astimezone(VIETNAM).isoformat()
    assert letter["links"] == ["http://localhost:8000/a?b=1&c=2", "http://localhost:8000/report/"]
    (file,) = letter["attachments"]
    assert file["name"] == "số liệu.zip"
    assert browser.open(file["address"]).html == "PK"


def test_an_email_is_shown_as_its_reader_sees_it(cloud: TestCloud, machine: "Front") -> None:
    """Its own page runs no script whatever stands in it, and its links open in the window."""
    from infra.local.front import Call  # noqa: PLC0415 - imports the web shell

    _send(cloud)
    status, headers, body = machine.answer(Call(method="GET", path="/_local/mail/1/html", headers={}))
    assert status == 200
    assert b'<base target="_top">' in body
    policy = dict(headers)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    "path",
    ["/_local/", "/_local/mail", "/_local/mail/1", "/_local/events", "/_local/queues", "/_local/clock",
     "/_local/season"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens(cloud: TestCloud, browser: "Browser", path: str, language: str) -> None:
    """Each page answers in both languages."""
    _send(cloud)
    page = browser.open(f"{path}?lang={language}")
    assert page.status == 200
    assert f'<html lang="{language}">' in page.html


@pytest.mark.parametrize("path", ["/_local/nothing", "/_local/mail/2", "/_local/mail/1/attachments/none"])
def test_what_does_not_exist_is_a_page(cloud: TestCloud, browser: "Browser", path: str) -> None:
    """An address that leads nowhere says so."""
    _send(cloud)
    page = browser.open(path)
    assert page.status == 404
    assert "<h1>" in page.html


def test_one_click_asks_for_a_sign_in_link(
    machine: "Front", browser: "Browser", announce: Callable[[str], "Person"]
) -> None:
    """The button leads to the very e-mail, whose link signs that person in, in this browser."""
    person = announce("Lan")
    index = browser.open("/_local/")
    index.forms[0].fields["email"] = person.email
    letter = browser.press(index, "/_local/sign-in")
    assert letter.path == "/_local/mail/1"
    (found,) = json.loads(browser.open(LETTERS).html)
    link = next(one for one in found["links"] if "sign-in/link" in one)
    browser.press(browser.open(link), "/sign-in/link")
    assert person.name in browser.open("/registration/me").html
    assert _post(machine, "/_local/sign-in", {"email": "not an address"})[0] == 422


def test_the_clock_moves_forward_and_fires_what_was_due(
    cloud: TestCloud, machine: "Front", browser: "Browser", announce: Callable[[str], "Person"]
) -> None:
    """A POST with a moment moves it, the week's report is issued on the way; back it never goes."""
    announce("Lan")
    assert _post(machine, "/_local/clock", {"at": "2024-10-14T07:00:00+07:00"}) == (303, "/_local/clock")
    assert clock.now() == datetime(2024, 10, 14, 0, 0, tzinfo=clock.UTC)
    assert "14/10/2024" in browser.open("/_local/clock").html
    reports = [item for item in cloud.table.scan()["Items"] if str(item["pk"]).startswith("I#")]
    assert _post(machine, "/_local/clock", {"at": "15/10/2024 08:30"})[0] == 303
    assert clock.now() == datetime(2024, 10, 15, 1, 30, tzinfo=clock.UTC)
    assert len(reports) == 2, "07:00 on Monday the 7th had passed unreported, then came the 14th"
    for at in ("2024-10-07T07:00", "yesterday", ""):
        assert _post(machine, "/_local/clock", {"at": at})[0] == 422


def test_a_long_leap_is_seen_on_its_way(browser: "Browser", monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever presses sees at once that the clock moves, and to where, without script, until it is there."""
    here, on = Event(), Event()

    def travel(_pump: object, _until: datetime, _move: object) -> None:
        here.set()
        on.wait(10)

    monkeypatch.setattr("infra.local.pump.Pump.travel", travel)
    page = browser.open("/_local/clock")
    moving = browser.press(page, "/_local/clock", at="14/10/2024 07:00")
    assert here.wait(10)
    assert "7 giờ 00 ngày 14/10/2024" in moving.html
    leap = next(one for one in enumerate_threads() if one.name == "leap")
    on.set()
    leap.join(10)
    assert "watch" in browser.open("/_local/clock").forms[0].fields


def test_dead_letters_are_seen_and_sent_again(cloud: TestCloud, machine: "Front", browser: "Browser") -> None:
    """What no stage could handle stands on the page, and one button gives it to its stage once more."""
    queue = cloud.inner.queues[0]
    cloud.inner.sqs.send_message(QueueUrl=queue.dead_url, MessageBody='{"detail":{"type":"WorkFlown"}}')
    assert "WorkFlown" in browser.open("/_local/queues").html
    assert _post(machine, "/_local/queues", {"queue": queue.name})[0] == 303
    assert cloud.inner.dead_letters() == {}
    assert cloud.inner.depth(queue.name) == (1, 0)
    assert _post(machine, "/_local/queues", {"queue": "none"})[0] == 404


def test_another_site_cannot_press_these_buttons(machine: "Front") -> None:
    """A page of the open web cannot move the clock of this machine."""
    at = {"at": "2025-01-01T00:00"}
    assert _post(machine, "/_local/clock", at, origin="https://elsewhere.example")[0] == 403
    assert _post(machine, "/_local/clock", at, **{"sec-fetch-site": "cross-site"})[0] == 403


def test_idle_answers_when_nothing_waits(cloud: TestCloud, browser: "Browser") -> None:
    """A black-box test waits for the end of the flow with one request."""
    cloud.table.put_item(Item={"pk": "a", "sk": "b"})
    page = browser.open("/_local/idle")
    assert (page.status, page.html) == (200, "idle\n")
    assert len(cloud.inner.stream) == 0
