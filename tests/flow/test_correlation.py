"""One id from the form to the e-mail: in every log line on the way, in the history, in the e-mail itself."""

import re
from typing import Any

import msgspec
import pytest

from infra.local import stages
from infra.local.front import Call, Front
from services.core import events
from services.core.campaign.model import Campaign
from services.core.people import session
from services.core.record import store
from services.core.record.history import event_of
from services.core.telemetry import correlation
from services.notify import deliver, send
from tests.conftest import TestCloud
from tests.flow.registration.works import TYPED
from tests.flow.test_journey import Company, registered
from tests.flow.visitor import Visitor
from tests.told import Told

#: Whoever hears of a work.
CONSUMERS = {
    "services.review.tasks.project",
    "services.report.intake.take",
    "services.notify.deliver.deliver",
}


@pytest.fixture
def company(cloud: TestCloud, campaign: Campaign) -> Company:  # noqa: ARG001 - they hold roles in it
    """Everybody, announced."""
    return Company(cloud)


def _handlers(told: Told, cause: str, message: str = "an event was handled") -> set[str]:
    return {line["handler"] for line in told.lines(message, correlation_id=cause)}


def test_from_the_form_to_the_email(cloud: TestCloud, company: Company, told: Told) -> None:
    """Registration, relay, every consumer, each e-mail and its header name the request of the one form."""
    browser = Visitor(stages.load(["registration"])[0].app, company.unit)
    check = browser.press(browser.get("/registration/records/new"), do="continue", **TYPED)
    cloud.pump.drain()
    told.everything.clear()

    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    status, _, _ = Front(stages.load(["registration"])).answer(Call.form(check.action, check.form, cookies))
    assert status == 303
    (form,) = told.lines("a form was answered", command="Submit", outcome="done")
    cause, record = form["correlation_id"], form["record"]
    assert re.fullmatch(r"[0-9a-f-]{36}", cause)

    cloud.pump.drain()
    (passed,) = told.lines("an event was passed on", correlation_id=cause)
    assert (passed["type"], passed["subject"], passed["sequence"]) == ("WorkSubmitted", record, 1)
    assert _handlers(told, cause) == CONSUMERS
    sent = told.lines("an e-mail was sent", correlation_id=cause)
    assert {line["kind"] for line in sent} == {"receipt", "waiting"}
    mails = [mail for mail in cloud.mails() if mail.kind in ("receipt", "waiting")]
    assert {mail.causation for mail in mails} == {cause}
    assert len(mails) == len(sent) == 2
    assert {line.get("correlation_id") for line in told.lines()} == {cause}


def test_what_is_told_again_out_of_the_history_names_the_same_request(
    cloud: TestCloud, company: Company, told: Told
) -> None:
    """The event in the item and the one made again are the same, so that a replay is found with the form."""
    work = registered(company)
    (form,) = told.lines(command="Submit")
    stored = store.get(work)
    assert stored is not None
    item = cloud.table.get_item(Key={"pk": f"R#{work}", "sk": "R"})["Item"]
    again = event_of(stored.record, stored.history[0])
    assert events.decode(str(item["event"])) == again
    assert again.causation == form["correlation_id"]


def test_a_decision_is_another_request(cloud: TestCloud, company: Company, told: Told) -> None:
    """What the appraiser's form leads to is found apart from what the unit's form led to."""
    work = registered(company)
    company.decide(company.appraiser, work, "appraise", favourable="yes", reasons="Phù hợp quy hoạch")
    cloud.pump.drain()
    (submitted,), (appraised,) = told.lines(command="Submit"), told.lines(command="Appraise")
    assert appraised["record"] == submitted["record"] == work
    assert appraised["correlation_id"] != submitted["correlation_id"]
    told_party = [mail for mail in cloud.mails() if company.party.email in mail.to]
    assert {mail.causation for mail in told_party} == {appraised["correlation_id"]}


def test_what_failed_and_was_tried_again_keeps_its_id(
    cloud: TestCloud, company: Company, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try is a line of its own, and all of them are found together."""
    whole, tries = deliver.send, []

    def busy(*args: Any, **named: Any) -> str:  # noqa: ANN401 - whatever send is given
        tries.append(named["mail"])
        if len(tries) == 1:
            raise send.RetryableSendError("TooManyRequestsException")
        return whole(*args, **named)

    monkeypatch.setattr(deliver, "send", busy)
    registered(company)
    cloud.pump.drain()
    (form,) = told.lines(command="Submit")
    cause = form["correlation_id"]
    assert told.lines("an e-mail could not be sent now", correlation_id=cause, mail=tries[0])
    assert _handlers(told, cause, "an event could not be handled now") == {"services.notify.deliver.deliver"}
    assert {line["kind"] for line in told.lines("an e-mail was sent", correlation_id=cause)} == {
        "receipt",
        "waiting",
    }


def test_nobody_chooses_the_id_of_what_they_do(
    cloud: TestCloud, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gateway lets whoever asks choose its id of a request: two people's lines would be mixed up."""
    assert cloud
    another, whole = correlation.new(), Call.event

    def chosen(call: Call, route: str, parts: dict[str, str]) -> dict[str, Any]:
        event = whole(call, route, parts)
        event["requestContext"]["requestId"] = another
        return event

    monkeypatch.setattr(Call, "event", chosen)
    Front(stages.load(["registration"])).answer(Call.form("/registration/sign-in", {"email": "x"}, ""))
    (line,) = told.lines("a form was answered")
    assert re.fullmatch(r"[0-9a-f-]{36}", line["correlation_id"])
    assert another not in "".join(told.everything)


def test_from_asking_to_sign_in_to_the_link(cloud: TestCloud, company: Company, told: Told) -> None:
    """The e-mail with the link names the form that asked; the request's id joins asking and proving."""
    browser = Visitor(stages.load(["registration"])[0].app)
    code = browser.press(browser.get("/registration/sign-in"), email=company.unit.email)
    cloud.pump.drain()
    (asked,) = told.lines("a form was answered", command="AskToSignIn", outcome="done")
    (mail,) = cloud.mails()
    assert mail.causation == asked["correlation_id"]
    digits = re.findall(r"\b\d{6}\b", mail.text)[0]
    browser.press(code, code=digits)
    (proved,) = told.lines(command="ProveSignIn", outcome="done")
    assert proved["record"] == asked["record"]
    assert session.find(browser.cookies["session"], 0) is not None


def test_from_the_tick_to_the_report(cloud: TestCloud, company: Company, told: Told) -> None:
    """Nobody asked: the tick's own run is the cause."""
    cloud.clock.set("2024-11-04T07:00:00+07:00")
    cloud.pump.tick()
    (passed,) = told.lines("an event was passed on", type="ReportIssued")
    (mail,) = company.told(company.leader)
    assert mail.causation == passed["correlation_id"]
    assert re.fullmatch(r"[0-9a-f-]{36}", mail.causation)


def test_an_event_from_before_ids_were_kept_is_delivered(cloud: TestCloud, company: Company) -> None:
    """Its e-mails have no such header, and nothing fails for the lack of it."""
    work = registered(company)
    stored = store.get(work)
    assert stored is not None
    cloud.pump.drain()
    before = len(cloud.mails())
    event = msgspec.structs.replace(
        event_of(stored.record, stored.history[0]), id="from-before", causation=""
    )
    deliver.deliver(event)
    assert [mail.causation for mail in cloud.mails()[before:]] == ["", ""]
