"""What is logged and counted of e-mails: one line each, ids and kinds only, and what became of it."""

from typing import TypeAlias

import msgspec
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from infra.local.cloud import REGION
from infra.triggers import tick_event
from services.core.people.person import Person
from services.core.queue import RetryableError
from services.core.telemetry.invocation import InvocationError
from services.notify import app, deliver, ledger, send, sweep
from services.notify.intent import Kind, mail_id
from tests.conftest import TestCloud
from tests.flow.notify.conftest import Doing, RealClock
from tests.told import Told

Counted: TypeAlias = list[tuple[str, float, str]]

REQUEST = "0192a5b4-c3d2-4e1f-8000-000000000001"


def _refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """SES takes nothing."""

    class Refusing:
        def send_email(self, **_: object) -> None:
            raise error

    monkeypatch.setattr(send, "_ses", Refusing)


def _says(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "lan@vinh-lam.example"}}, "SendEmail")


def test_an_email_that_left_is_told_of_once(
    cloud: TestCloud, work: Doing, people: dict[str, Person], told: Told, counted: Counted
) -> None:
    """Its id, kind, reader's id, event, request and SES's id of it, how long it took; nothing to read."""
    event = work.submit().event()
    deliver.deliver(event)
    deliver.deliver(event)
    assert sorted(counted) == [("MailsSent", 1, "receipt"), ("MailsSent", 1, "waiting")]
    (line,) = told.lines("an e-mail was sent", kind="receipt")
    assert line["mail"] == mail_id(event, Kind.RECEIPT, people["lan"].id)
    assert (line["person"], line["event"], line["correlation_id"]) == (people["lan"].id, "w1.1", "")
    assert line["reference"]
    assert isinstance(line["ms"], int)
    assert len(told.lines("an e-mail was sent")) == 2
    assert len(cloud.mails()) == 2


def test_an_email_names_the_request_that_it_comes_from(cloud: TestCloud, work: Doing, told: Told) -> None:
    """Whoever asks why they got it can be answered from the logs; one from before has no such header."""
    deliver.deliver(work.submit().event())
    assert {mail.causation for mail in cloud.mails()} == {""}
    deliver.deliver(msgspec.structs.replace(work.send_back().event(), causation=REQUEST))
    assert cloud.mails()[-1].causation == REQUEST
    assert told.lines("an e-mail was sent", kind="returned", correlation_id=REQUEST)


def test_one_that_never_will_is_counted_as_failed(
    work: Doing, told: Told, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SES's word for it, and not its words, which quote the address."""
    _refuse(monkeypatch, _says("BadRequestException"))
    deliver.deliver(work.submit().event())
    assert sorted(counted) == [("MailsFailed", 1, "receipt"), ("MailsFailed", 1, "waiting")]
    assert told.lines("an e-mail can never be sent", kind="waiting", code="BadRequestException")
    assert "lan@" not in "".join(told.everything)


def test_one_that_has_to_wait_is_counted_each_time(
    work: Doing, real: RealClock, told: Told, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it is given up, which counts as failed."""
    _refuse(monkeypatch, EndpointConnectionError(endpoint_url="https://ses"))
    event = work.submit().send_back().event()
    with pytest.raises(RetryableError):
        deliver.deliver(event)
    assert counted == [("MailsRetried", 1, "returned")]
    assert told.lines("an e-mail could not be sent now", code="EndpointConnectionError", event="w1.2")
    real.seconds += sweep.GIVEN_UP + 1
    sweep.sweep()
    assert counted == [("MailsRetried", 1, "returned"), ("MailsFailed", 1, "returned")]
    assert told.lines("an e-mail is given up", kind="returned")


@pytest.mark.usefixtures("campaign")
def test_a_tick_that_breaks_gets_no_words_out(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Lambda would write of it says where to look, and no more."""

    def broken(*_: object) -> tuple[str, ...]:
        raise ValueError("lan@vinh-lam.example")

    monkeypatch.setattr(ledger, "stuck", broken)
    with pytest.raises(InvocationError) as escaped:
        app.tick(tick_event(REGION), None)
    assert told.lines("a run failed", run="notify.tick", error="ValueError")
    assert "lan@" not in str(escaped.value) + "".join(told.everything)
