"""What is heard, however often and in whichever order, becomes each e-mail once."""

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError, EndpointConnectionError

from services.core import events
from services.core.attaching.attachment import Attachment, FileKind, Purpose
from services.core.events import Event
from services.core.mailing.mail import Status, key_of
from services.core.people.person import Person
from services.core.queue import PermanentError, RetryableError
from services.core.work import commands as c
from services.notify import deliver, ledger, send, sweep
from services.notify.intent import Kind, mail_id
from services.notify.ledger import KEPT_DAYS, Copy
from tests.conftest import HeldClock, TestCloud
from tests.flow.notify.conftest import Doing, RealClock
from tests.flow.visitor import announce


def _received(cloud: TestCloud) -> list[tuple[str, str]]:
    """Kind and reader's address of every e-mail, in the order of sending."""
    return [(mail.kind, mail.to.rpartition("<")[2].rstrip(">")) for mail in cloud.mails()]


def _copy(event: Event, kind: Kind, person: Person) -> Copy:
    copy = ledger.get(mail_id(event, kind, person.id))
    assert copy is not None
    return copy


def _refuse(monkeypatch: pytest.MonkeyPatch, error: Exception, *, times: int = 1000, to: str = "") -> None:
    """Let SES refuse with `error`: the first `times` e-mails, or those to one address."""
    real = send._ses()  # noqa: SLF001 - the client behind the one that refuses
    left = [times]

    class Refusing:
        """SES on a bad day."""

        def send_email(self, **message: Any) -> Any:  # noqa: ANN401 - as boto3 has it
            (reader,) = message["Destination"]["ToAddresses"]
            if left[0] and (not to or reader == to):
                left[0] -= 1
                raise error
            return real.send_email(**message)

    monkeypatch.setattr(send, "_ses", Refusing)


def _says(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "lan@vinh-lam.example"}}, "SendEmail")


def test_a_work_through_the_whole_path(cloud: TestCloud, work: Doing) -> None:
    """Stream, bus, queue and function: whoever has to act next has an e-mail about it."""
    for step in (work.submit, work.appraise, work.approve):
        step()
        cloud.pump.drain()
    assert _received(cloud) == [
        ("receipt", "lan@vinh-lam.example"),
        ("waiting", "hoa@tckh.example"),
        ("waiting", "duc@huyen-uy.example"),
        ("waiting", "mai@ubnd.example"),
        ("decided", "lan@vinh-lam.example"),
    ]
    assert cloud.inner.dead_letters() == {}
    waiting = cloud.mails()[1]
    assert waiting.subject == "Cần thẩm định chậm nhất 21/10: Đường giao thông nội đồng, Xã Vĩnh Lâm"
    assert waiting.to == "Phạm Thị Hoa <hoa@tckh.example>"
    assert "http://localhost:8000/review/records/w1" in waiting.text


def test_the_reader_chooses_the_language(cloud: TestCloud, work: Doing, people: dict[str, Person]) -> None:
    """Everybody reads in their own language, of the same event too."""
    from services.core.people import store  # noqa: PLC0415 - needs the cloud's environment

    store.prefer(people["hoa"].id, "en")
    deliver.deliver(work.submit().event())
    assert [mail.subject.split(":")[0] for mail in cloud.mails()] == [
        f"Đã nhận hồ sơ số {work.stored.record.number}",
        "Appraise by 21 October",
    ]


def test_heard_again_it_sends_nothing_again(cloud: TestCloud, work: Doing) -> None:
    """Queues deliver at least once; inboxes must not notice."""
    event = work.submit().event()
    for _ in range(3):
        deliver.deliver(event)
    assert len(cloud.mails()) == 2


def test_any_order_leads_to_the_same_inboxes(cloud: TestCloud, work: Doing) -> None:
    """Events heard backwards, and all of them again: only what is true, once each."""
    work.submit().send_back().do("lan", c.Resubmit(facts=work.stored.record.facts, answer="Đã bổ sung"))
    for sequence in (3, 1, 2, 1, 2, 3):
        deliver.deliver(work.event(sequence))
    assert sorted(_received(cloud)) == [
        ("receipt", "lan@vinh-lam.example"),
        ("receipt", "lan@vinh-lam.example"),
        ("waiting", "hoa@tckh.example"),
    ]


def test_what_moved_on_waits_for_nobody(cloud: TestCloud, work: Doing) -> None:
    """The submission is heard only after the appraisal: the appraiser is not asked any more."""
    work.submit().appraise()
    deliver.deliver(work.event(1))
    assert _received(cloud) == [("receipt", "lan@vinh-lam.example")]


def test_two_at_once_send_once(cloud: TestCloud, work: Doing) -> None:
    """The same event in two functions at the same moment: one of them sends."""
    event = work.submit().event()
    start = threading.Barrier(4)
    surprises: list[BaseException] = []

    def hear() -> None:
        start.wait()
        try:
            deliver.deliver(event)
        except RetryableError:
            pass  # the other one holds it
        except BaseException as error:  # noqa: BLE001 - shown below
            surprises.append(error)

    threads = [threading.Thread(target=hear) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not surprises
    deliver.deliver(event)
    assert sorted(_received(cloud)) == [("receipt", "lan@vinh-lam.example"), ("waiting", "hoa@tckh.example")]


def test_the_office_is_told_at_once_when_nobody_may_decide(cloud: TestCloud, work: Doing) -> None:
    """The only appraiser declares a conflict of interest."""
    work.submit()
    cloud.pump.drain()
    work.do("hoa", c.DeclareConflict(reason="Người thân thi công"))
    cloud.pump.drain()
    last = cloud.mails()[-1]
    assert _received(cloud)[2:] == [("stranded", "office@noi-vu.example")]
    assert "Phòng Tài chính - Kế hoạch" in last.text
    assert "Người thân" not in last.text


def test_a_record_of_the_appraisers_own_unit(
    cloud: TestCloud, work: Doing, people: dict[str, Person]
) -> None:
    """An appraiser who is also a member of the unit is not asked; the others are."""
    announce("Phạm Thị Hoa", "body:phong-tckh", "unit:vinh-lam", home="phong-tckh", email="hoa@tckh.example")
    announce("Lê Văn Minh", "body:phong-tckh", home="phong-tckh", email="minh@tckh.example")
    deliver.deliver(work.submit().event())
    assert people["hoa"].email not in {to for kind, to in _received(cloud) if kind == "waiting"}
    assert ("waiting", "minh@tckh.example") in _received(cloud)


# --- five calls --------------------------------------------------------------------------------


def test_five_calls_from_event_to_email(cloud: TestCloud, work: Doing, calls: list[str]) -> None:
    """The record, who holds the role, the intent, SES, the mark; the campaign is known already."""
    work.submit().send_back()
    calls.clear()
    deliver.deliver(work.event())
    assert calls == ["Query", "Query", "PutItem", "SendEmail", "UpdateItem"]
    work.do("lan", c.Resubmit(facts=work.stored.record.facts, answer="")).appraise()
    work.do("duc", c.SendBack(seat="huyen-uy", reason="Thẩm định lại"))
    calls.clear()
    deliver.deliver(work.event())
    assert calls == ["Query", "Query", "PutItem", "SendEmail", "UpdateItem"]
    assert [kind for kind, _ in _received(cloud)] == ["returned", "waiting"]


def test_never_more_than_five_calls_for_an_email(cloud: TestCloud, work: Doing, calls: list[str]) -> None:
    """Events that lead to several e-mails share the reading."""
    for step in (work.submit, work.appraise, work.approve):
        step()
        before = len(cloud.mails())
        calls.clear()
        deliver.deliver(work.event())
        assert len(calls) <= 5 * (len(cloud.mails()) - before)


def test_an_event_heard_again_costs_little(work: Doing, calls: list[str]) -> None:
    """A replay of a year reads, but neither writes nor sends."""
    work.submit().send_back()
    deliver.deliver(work.event())
    calls.clear()
    deliver.deliver(work.event())
    assert calls == ["Query", "Query", "PutItem", "GetItem"]


def test_a_receipt_names_the_files_that_were_handed_in(
    cloud: TestCloud, work: Doing, held_clock: HeldClock, calls: list[str]
) -> None:
    """Name and size, no address, by one query more; nobody else's e-mail, and nothing attached since."""
    from services.core.attaching import store  # noqa: PLC0415 - needs the cloud's environment

    for name, minutes in (("Kế hoạch.pdf", 0), ("Nộp sau.pdf", 60)):
        file = Attachment(
            id=f"{minutes:032x}",
            record="w1",
            name=name,
            kind=FileKind.PDF,
            size=3000,
            purpose=Purpose.PLAN,
            by="lan",
            at=held_clock.now + timedelta(minutes=minutes),
        )
        store.add(file)
    event = work.submit().event()
    calls.clear()
    deliver.deliver(event)
    receipt, waiting = sorted(cloud.mails(), key=lambda mail: mail.kind)
    assert "Tệp đính kèm\r\n- Kế hoạch của đơn vị: Kế hoạch.pdf, 3 KB" in receipt.text
    assert "/files" not in receipt.text
    assert "Nộp sau" not in receipt.text
    assert "Kế hoạch.pdf" not in waiting.text
    assert sorted(calls) == ["PutItem"] * 2 + ["Query"] * 4 + ["SendEmail"] * 2 + ["UpdateItem"] * 2


# --- what the ledger keeps ---------------------------------------------------------------------


def test_an_email_is_noted_before_and_marked_after(
    cloud: TestCloud, work: Doing, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the moment of sending it stands in the table as intended, afterwards as sent."""
    event = work.submit().send_back().event()
    seen: list[Status] = []

    def sending(*_: object, **__: object) -> str:
        seen.append(_copy(event, Kind.RETURNED, people["lan"]).status)
        return "reference"

    monkeypatch.setattr(deliver, "send", sending)
    deliver.deliver(event)
    copy = _copy(event, Kind.RETURNED, people["lan"])
    assert (seen, copy.status) == ([Status.INTENDED], Status.SENT)
    assert copy.to == people["lan"].email
    assert "Dự toán chi tiết" in copy.text
    pk, sk = key_of(copy.id)
    item = cloud.table.get_item(Key={"pk": pk, "sk": sk})["Item"]
    assert item["expires"] == copy.since + KEPT_DAYS * 24 * 3600
    assert "event" not in item, "the relay would pass it on"
    assert (item["gsi1pk"], item["gsi1sk"]) == (f"M#{event.subject}", sk), "listed with its record"


# --- failures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        _says("TooManyRequestsException"),
        _says("SendingPausedException"),
        EndpointConnectionError(endpoint_url="x"),
    ],
    ids=["busy", "paused", "unreachable"],
)
def test_what_may_work_later_is_tried_again(
    cloud: TestCloud, work: Doing, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The queue gives the event again, and only what is missing is sent."""
    work.submit()
    _refuse(monkeypatch, error, times=2, to="hoa@tckh.example")
    cloud.pump.drain()
    assert sorted(_received(cloud)) == [("receipt", "lan@vinh-lam.example"), ("waiting", "hoa@tckh.example")]
    assert cloud.inner.dead_letters() == {}


@pytest.mark.parametrize("code", ["MessageRejected", "BadRequestException"])
def test_what_never_works_is_noted_and_holds_up_nobody(
    cloud: TestCloud,
    work: Doing,
    people: dict[str, Person],
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    """A refused address fails alone, once, and the log names no person."""
    log = io.StringIO()
    monkeypatch.setattr(deliver, "_log", Logger(service=f"a test of {code}", stream=log))
    event = work.submit().event()
    _refuse(monkeypatch, _says(code), to="lan@vinh-lam.example")
    deliver.deliver(event)
    deliver.deliver(event)
    copy = _copy(event, Kind.RECEIPT, people["lan"])
    assert (copy.status, copy.error) == (Status.FAILED, code)
    assert _received(cloud) == [("waiting", "hoa@tckh.example")]
    assert copy.id in log.getvalue()
    for secret in ("lan@", "Nguyễn", "Đường giao thông"):
        assert secret not in log.getvalue()


def test_a_broken_address_fails_alone(cloud: TestCloud, work: Doing, people: dict[str, Person]) -> None:
    """An address that no header can hold is never sent to, and the others get theirs."""
    broken = announce("Lê Văn Minh", "unit:vinh-lam", email="minh@vinh lam.example")
    event = work.submit().send_back().event()
    deliver.deliver(event)
    assert _copy(event, Kind.RETURNED, broken).status is Status.FAILED
    assert _copy(event, Kind.RETURNED, people["lan"]).status is Status.SENT
    assert _received(cloud) == [("returned", "lan@vinh-lam.example")]


class _KilledError(BaseException):
    """The function ends here, as if its process were gone."""


def _killed(*_: object, **__: object) -> str:
    raise _KilledError


@pytest.mark.parametrize("way", ["queue", "tick"])
def test_ended_between_noting_and_sending(
    cloud: TestCloud, work: Doing, real: RealClock, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The queue's next try or the tick sends it, once; not while the first may still be at it."""
    event = work.submit().send_back().event()
    with monkeypatch.context() as broken:
        broken.setattr(deliver, "send", _killed)
        with pytest.raises(_KilledError):
            deliver.deliver(event)
    with pytest.raises(RetryableError):
        deliver.deliver(event)
    assert sweep.sweep() == 0
    assert cloud.mails() == []
    real.seconds += ledger.LEASE
    for _ in range(2):
        if way == "tick":
            sweep.sweep()
        else:
            deliver.deliver(event)
    assert _received(cloud) == [("returned", "lan@vinh-lam.example")]


def test_ended_between_sending_and_marking(
    cloud: TestCloud, work: Doing, real: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can know that SES had taken it: one duplicate, no more."""
    event = work.submit().send_back().event()
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "mark_sent", _killed)
        with pytest.raises(_KilledError):
            deliver.deliver(event)
    real.seconds += ledger.LEASE
    for _ in range(3):
        sweep.sweep()
        deliver.deliver(event)
    assert len(cloud.mails()) == 2


def test_stuck_and_no_longer_true(
    cloud: TestCloud, work: Doing, real: RealClock, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An e-mail that got stuck and was overtaken is suppressed, not sent late."""
    event = work.submit().send_back().event()
    with monkeypatch.context() as broken:
        _refuse(broken, _says("TooManyRequestsException"))
        with pytest.raises(RetryableError):
            deliver.deliver(event)
    assert _copy(event, Kind.RETURNED, people["lan"]).error == "TooManyRequestsException"
    work.do("lan", c.Resubmit(facts=work.stored.record.facts, answer=""))
    assert sweep.sweep() == 1
    assert _copy(event, Kind.RETURNED, people["lan"]).status is Status.SUPPRESSED
    real.seconds += 3600
    assert sweep.sweep() == 0
    assert cloud.mails() == []


def test_one_that_breaks_holds_up_no_other(
    cloud: TestCloud, work: Doing, real: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot even be composed is left and logged; e-mails stuck behind it go out."""
    events_ = [work.submit().event(), work.send_back().event()]
    with monkeypatch.context() as broken:
        _refuse(broken, _says("TooManyRequestsException"))
        for event in events_:
            with pytest.raises(RetryableError):
                deliver.deliver(event)
        real.seconds += 1
    whole = deliver.mails

    def breaks(event: Event) -> tuple[deliver.Mail, ...]:
        if event == events_[0]:
            raise KeyError(event.subject)
        return whole(event)

    monkeypatch.setattr(deliver, "mails", breaks)
    sweep.sweep()
    assert _received(cloud) == [("returned", "lan@vinh-lam.example")]


def test_given_up_after_three_days(
    cloud: TestCloud, work: Doing, real: RealClock, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be sent for three days is failed, where the office sees it, not tried for ever."""
    event = work.submit().send_back().event()
    _refuse(monkeypatch, _says("AccountSuspendedException"))
    with pytest.raises(RetryableError):
        deliver.deliver(event)
    real.seconds += sweep.GIVEN_UP
    assert sweep.sweep() == 0
    assert _copy(event, Kind.RETURNED, people["lan"]).status is Status.INTENDED
    real.seconds += 1
    assert sweep.sweep() == 1
    copy = _copy(event, Kind.RETURNED, people["lan"])
    assert (copy.status, copy.error) == (Status.FAILED, "AccountSuspendedException")
    assert sweep.sweep() == 0
    assert cloud.mails() == []


def test_the_tick_is_wired(cloud: TestCloud, work: Doing, monkeypatch: pytest.MonkeyPatch) -> None:
    """What SES refused for as long as the queue tried goes out with the next tick."""
    with monkeypatch.context() as broken:
        _refuse(broken, _says("TooManyRequestsException"))
        work.submit()
        cloud.pump.drain()
        assert "thidua-notify" in cloud.inner.dead_letters()
        assert cloud.mails() == []
    cloud.pump.tick()
    assert {("receipt", "lan@vinh-lam.example"), ("waiting", "hoa@tckh.example")} <= set(_received(cloud))


# --- events that do not fit --------------------------------------------------------------------


def test_an_event_ahead_of_its_record_is_tried_again(work: Doing) -> None:
    """After a restore from a backup a record may be older than its events."""
    event = work.submit().event()
    ahead = Event(**{name: getattr(event, name) for name in event.__struct_fields__} | {"sequence": 2})
    with pytest.raises(RetryableError):
        deliver.deliver(ahead)


def test_an_event_that_the_record_never_lived_is_refused(work: Doing) -> None:
    """What the history tells otherwise goes to the dead letters, not to somebody's inbox."""
    event = work.submit().event()
    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    with pytest.raises(PermanentError):
        deliver.deliver(Event(**fields | {"type": "WorkApproved"}))
    with pytest.raises(PermanentError):
        deliver.deliver(Event(**fields | {"sequence": 0}))


def test_an_event_without_record_says_nothing(cloud: TestCloud, work: Doing) -> None:
    """A record that was erased leads to no e-mail and to no error."""
    event = work.submit().event()
    cloud.table.delete_item(Key={"pk": "R#w1", "sk": "R"})
    deliver.deliver(event)
    assert cloud.mails() == []


def test_an_unknown_version_goes_to_the_dead_letters(cloud: TestCloud, work: Doing) -> None:
    """A newer writer's event waits for a newer reader instead of being guessed at."""
    import boto3  # noqa: PLC0415 - only here

    event = events.encode(work.submit().event()).replace('"version":1', '"version":2')
    cloud.pump.drain()
    sent = len(cloud.mails())
    entry = {"EventBusName": "thidua", "Source": "thidua", "DetailType": "WorkSubmitted", "Detail": event}
    boto3.client("events").put_events(Entries=[entry])
    cloud.pump.drain()
    assert len(cloud.inner.dead_letters()["thidua-notify"]) == 1
    assert len(cloud.mails()) == sent
