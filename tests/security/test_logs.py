"""No log holds personal data: a whole journey, with everything that goes wrong on it, is read for words."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError
from chalice.local import LambdaEventConverter

from services.core.campaign.model import Campaign
from services.core.people.entrance.signin import link_token
from services.core.people.person import Person
from services.core.settings import signing_key
from services.core.telemetry.invocation import InvocationError
from services.core.telemetry.log import logger
from services.notify import ledger, send
from services.relay import app as relay_app
from services.report import intake
from services.review import queue_page
from tests.conftest import TestCloud
from tests.flow.registration.works import TYPED
from tests.flow.test_journey import Company
from tests.flow.visitor import Page, Visitor
from tests.told import Told

#: Fields whose words are ours: choices, days, numbers, what a page counts by.
OURS = frozenset(
    {"kind", "area", "target", "quantity", "start", "deadline", "unit", "revision", "seen", "seat", "do"}
    | {"next", "favourable", "due", "done_on", "percent", "language", "request", "budget"}
)
IP = "203.0.113.77"
PHONE = "0912 345 678"


class Secrets:
    """Everything of people that a log must not hold."""

    def __init__(self) -> None:
        self.words: set[str] = set()

    def add(self, *words: str) -> None:
        """Words of people; what is too short to be told from anything else is left aside."""
        self.words |= {word.strip() for word in words if len(word.strip()) > 5}

    def found_in(self, text: str) -> set[str]:
        """Which of them stand in `text`, written plainly, as JSON escapes them, or in another case."""
        low = text.lower()
        return {
            word
            for word in self.words
            if word.lower() in low or json.dumps(word)[1:-1].lower() in low or word.encode().hex() in low
        }


class Watched(Visitor):
    """A browser of which every cookie, token and typed word is a secret."""

    def __init__(self, secrets: Secrets, app: Any, person: Person | None = None) -> None:  # noqa: ANN401 - Chalice's
        super().__init__(app, person)
        self.secrets = secrets

    def post(self, path: str, form: Mapping[str, str], *, follow: bool = True) -> Page:
        """Send a form whose words nobody else is to read."""
        self.secrets.add(*(text for name, text in form.items() if name not in OURS))
        page = super().post(path, form, follow=follow)
        for value in self.cookies.values():
            self.secrets.add(*re.split(r"[.=]", value)[1:])
        return page


class Watchful(Company):
    """Everybody on the way of a work, watched."""

    def __init__(self, cloud: TestCloud, secrets: Secrets) -> None:
        super().__init__(cloud)
        self.secrets = secrets
        for person in (self.unit, self.appraiser, self.party, self.ubnd, self.leader):
            secrets.add(person.name, person.email)

    def at(self, stage: str, person: Person | None) -> Visitor:
        """The person's browser before that stage, or a stranger's."""
        self.cloud.pump.drain()
        return Watched(self.secrets, __import__(f"services.{stage}.app", fromlist=["app"]).app, person)


@pytest.fixture
def secrets() -> Secrets:
    """What is looked for."""
    found = Secrets()
    found.add(IP, PHONE, "stranger@elsewhere.example")
    return found


@pytest.fixture
def company(
    cloud: TestCloud, campaign: Campaign, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> Watchful:
    """Everybody, announced, behind one address; the campaign's own words are found nowhere either."""
    monkeypatch.setattr(LambdaEventConverter, "LOCAL_SOURCE_IP", IP)
    cloud.clock.set("2024-10-07T08:00:00+07:00")
    secrets.add(campaign.contact, *(unit.phone for unit in campaign.units))
    return Watchful(cloud, secrets)


@pytest.fixture
def written(told: Told, capfd: pytest.CaptureFixture[str], secrets: Secrets) -> Iterator[list[str]]:
    """Every line that a handler wrote; what was printed past them is read as well."""
    yield told.everything
    printed = capfd.readouterr()
    assert secrets.found_in(printed.out + printed.err) == set()


def _sign_in(company: Watchful) -> None:
    """Ask, mistype the code, type it; a stranger asks as well; then sign out."""
    browser = company.at("registration", None)
    browser.press(browser.get("/registration/sign-in"), email="no address at all")
    code = browser.press(browser.get("/registration/sign-in"), email=company.unit.email)
    (mail,) = company.told(company.unit)
    (digits,) = re.findall(r"\b\d{6}\b", mail.text)
    (request,) = re.findall(r"request=([0-9a-f]{32})", mail.text)
    company.secrets.add(digits, link_token(request, signing_key()))
    code = browser.press(code, code="935174" if digits != "935174" else "194753")
    home = browser.press(code, code=digits)
    assert "session" in browser.cookies
    browser.post("/registration/sign-out", {"csrf": home.form.get("csrf", "")})
    stranger = company.at("registration", None)
    stranger.press(stranger.get("/registration/sign-in"), email="stranger@elsewhere.example")
    stranger.press(stranger.get(f"/registration/sign-in/link?request={request}&token=a-wrong-token"))


def _draft_and_submit(company: Watchful) -> str:
    """Typed, autosaved, saved with a mistake, checked, submitted; a telephone number in the text."""
    typed = {**TYPED, "description": f"{TYPED['description']}, liên hệ {PHONE}"}
    browser = company.at("registration", company.unit)
    form = browser.get("/registration/records/new")
    draft = form.action.replace("/edit", "/draft")
    assert browser.post(draft, {**form.form, **typed}, follow=False).status == 204
    browser.press(form, do="continue", **{**typed, "budget": "nhiều tiền lắm"})
    check = browser.press(browser.get(form.action), do="continue", **typed)
    assert check.status == 200, check.text
    receipt = browser.press(check)
    return re.findall(r"/registration/records/([0-9a-f]+)", receipt.html)[0]


def _decide(company: Watchful, work: str) -> None:
    """Returned, answered, appraised, refused to a stranger, approved by both seats."""
    company.decide(company.appraiser, work, "return", missing="Thiếu dự toán chi tiết", due="14/10/2024")
    browser = company.at("registration", company.unit)
    check = browser.press(
        browser.get(f"/registration/records/{work}/edit"), do="continue", answer="Đã bổ sung dự toán"
    )
    assert browser.press(check).status == 200
    company.decide(company.appraiser, work, "appraise", favourable="yes", reasons="Phù hợp quy hoạch")
    refused = company.at("review", company.appraiser)
    page = refused.get(f"/review/records/{work}")
    late = {"csrf": page.form.get("csrf", ""), "seen": "4", "seat": "ubnd", "reasons": "Tôi cũng đồng ý"}
    assert refused.post(f"/review/records/{work}/approve", late).status >= 400
    company.decide(company.party, work, "approve?seat=huyen-uy", reasons="Thường trực nhất trí")
    company.decide(company.ubnd, work, "approve?seat=ubnd", reasons="Ủy ban nhất trí")


def _finish(company: Watchful, work: str) -> None:
    """Progress, completion, verification, and the report of the week."""
    browser = company.at("registration", company.unit)
    page = browser.get(f"/registration/records/{work}/progress")
    assert browser.press(page, percent="40", note="Xong phần nền đường").status == 200
    company.cloud.clock.set("2024-11-02T09:00:00+07:00")
    page = browser.get(f"/registration/records/{work}/completion")
    evidence = "Biên bản nghiệm thu số mười hai"
    assert browser.press(page, done_on="1/11/2024", evidence=evidence).status == 200
    company.decide(company.appraiser, work, "verify")
    company.cloud.clock.set("2024-11-04T07:00:00+07:00")
    company.cloud.pump.tick()
    assert company.told(company.leader)


def test_a_whole_journey_leaves_ids_and_no_words(
    company: Watchful, secrets: Secrets, told: Told, written: list[str], counted: list[Any]
) -> None:
    """Sign-in, draft, submit, return, appraise, approve, claim, verify, report: read line by line."""
    _sign_in(company)
    work = _draft_and_submit(company)
    _decide(company, work)
    _finish(company, work)
    done = {(line.get("command"), line["outcome"]) for line in told.lines("a form was answered")}
    assert done >= {
        ("AskToSignIn", "mend"),
        ("AskToSignIn", "done"),
        ("ProveSignIn", "refused"),
        ("ProveSignIn", "done"),
        ("SignOut", "done"),
        ("SaveDraft", "done"),
        ("Submit", "done"),
        ("Return", "done"),
        ("Resubmit", "done"),
        ("Appraise", "done"),
        ("Approve", "refused"),
        ("Approve", "done"),
        ("ReportProgress", "done"),
        ("ClaimCompletion", "done"),
        ("Verify", "done"),
    }
    assert told.lines("an e-mail was sent", kind="report")
    assert {name for name, _, _ in counted} >= {"Events", "MailsSent", "Waiting", "SummariesDiffer"}
    assert len(secrets.words) > 40
    assert {word: line for line in written for word in secrets.found_in(line)} == {}


def _says(words: str) -> Any:  # noqa: ANN401 - stands in for anything
    """Something that fails in words."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError(words)

    return broken


def test_what_goes_wrong_leaves_kinds_and_places(
    company: Watchful, secrets: Secrets, told: Told, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page, a consumer, a tick, the relay fail in a person's words; SES refuses an address with it."""
    words = f"{company.unit.name}, {company.unit.email}, {PHONE}: {TYPED['title']}"
    secrets.add(words)
    with monkeypatch.context() as broken:
        broken.setattr(queue_page, "queue", _says(words))
        assert company.at("review", company.appraiser).get("/review/").status == 500

        class Refusing:
            def send_email(self, **_: object) -> None:
                told_by_ses = {"Code": "MessageRejected", "Message": words}
                raise ClientError({"Error": told_by_ses}, "SendEmail")

        broken.setattr(send, "_ses", Refusing)
        broken.setattr(intake, "row_of", _says(words))
        _draft_and_submit(company)
        company.cloud.pump.drain()
        broken.setattr(ledger, "stuck", _says(words))
        with pytest.raises(InvocationError):
            company.cloud.pump.tick()
    monkeypatch.setattr(relay_app, "relay", _says(words))
    with pytest.raises(InvocationError):
        relay_app.pass_on({"Records": []}, None)
    assert company.cloud.inner.dead_letters() != {}
    for message in (
        "a page failed",
        "an event could not be handled now",
        "an e-mail can never be sent",
        "a run failed",
    ):
        assert told.lines(message), message
    assert {word: line for line in written for word in secrets.found_in(line)} == {}


def test_no_stage_shows_what_went_wrong_in_it(cloud: TestCloud) -> None:
    """Chalice's debug mode answers a failing page with its trace, and lets Chalice log all that it does."""
    assert cloud.pump.stages
    assert [stage.name for stage in cloud.pump.stages if stage.app.debug] == []


def test_words_would_be_found(company: Watchful, secrets: Secrets, told: Told) -> None:
    """The two tests above can fail: a name in a line, in a value or in the text of an error is seen."""
    logger().info("signed in", extra={"who": [company.unit.name]})
    try:
        _says(company.unit.email.upper())()
    except ValueError:
        logger().exception("it failed")
    assert secrets.found_in("".join(told.everything)) == {company.unit.name, company.unit.email}
