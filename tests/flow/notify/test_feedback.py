"""What SES tells of e-mails afterwards: each marked once, in whatever order it is heard, and nobody named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.core.mailing import store as mailing
from services.core.mailing.mail import Status, key_of
from services.core.people.person import Person
from services.core.telemetry import metrics
from services.core.telemetry.metrics import Metric
from services.notify import app, deliver, ledger
from services.notify.intent import Kind, mail_id
from services.notify.ledger import Claim
from tests.conftest import MONDAY, TestCloud
from tests.flow.notify.conftest import Doing, RealClock
from tests.told import Told

GOLDEN = Path(__file__).parent / "ses"
THEIRS = f"{'0' * 32}-20241007T010000Z-0123456789abcdef0123456789abcdef"

Hear = Callable[..., list[dict[str, str]]]


@pytest.fixture
def mail(work: Doing, people: dict[str, Person], real: RealClock) -> str:
    """The id of an e-mail to Lan that SES took."""
    assert real
    event = work.submit().send_back().event()
    deliver.deliver(event)
    return mail_id(event, Kind.RETURNED, people["lan"].id)


@pytest.fixture
def hear() -> Hear:
    """Hands golden events about an e-mail to the function, in one batch; gives what failed."""
    from infra.local.stages import context  # noqa: PLC0415 - imports the stages' framework

    def consume(mail: str, /, *names: str, **changes: Any) -> list[dict[str, str]]:  # noqa: ANN401 - any JSON
        bodies = [_golden(name, mail, changes) for name in names]
        records = [
            {"messageId": str(number), "body": body, "eventSource": "aws:sqs"}
            for number, body in enumerate(bodies)
        ]
        answer: dict[str, list[dict[str, str]]] = app.consume({"Records": records}, context("notify"))
        return answer["batchItemFailures"]

    return consume


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Metric]:
    """Every metric that is told."""
    told: list[Metric] = []
    monkeypatch.setattr(metrics, "tell", lambda metric, **_: told.append(metric))
    return told


def _golden(name: str, mail: str, changes: dict[str, Any]) -> str:
    body = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8").replace(THEIRS, mail))
    for where, value in changes.items():
        *way, last = where.split("__")
        place = body["detail"]
        for step in way:
            place = place[step]
        place[last] = value
    return json.dumps(body)


def _copy(mail: str) -> ledger.Copy:
    copy = ledger.get(mail)
    assert copy is not None
    return copy


def _item(cloud: TestCloud, mail: str) -> dict[str, Any]:
    pk, sk = key_of(mail)
    return dict(cloud.table.get_item(Key={"pk": pk, "sk": sk})["Item"])


BACK = {
    "bounce-permanent": (Status.BOUNCED, "Permanent.General", Metric.MAILS_BOUNCED),
    "reject": (Status.BOUNCED, "Reject", Metric.MAILS_BOUNCED),
    "complaint": (Status.COMPLAINED, "Complaint.abuse", Metric.MAILS_COMPLAINED),
}


@pytest.mark.parametrize("event", BACK)
def test_what_came_back_for_good_is_marked_once_and_listed(
    cloud: TestCloud, mail: str, hear: Hear, counted: list[Metric], event: str
) -> None:
    """Heard twice it is counted once, and stands where the office looks for what did not arrive."""
    status, code, metric = BACK[event]
    assert hear(mail, event, event) == []
    assert hear(mail, event) == []
    copy = _copy(mail)
    assert (copy.status, copy.error) == (status, code)
    assert counted == [metric]
    (line,) = mailing.troubles(MONDAY)
    assert (line.id, line.status, line.name) == (mail, status, "Nguyễn Thị Lan")
    assert "reference" in _item(cloud, mail)


@pytest.mark.parametrize(
    "case",
    [
        ("bounce-transient", {}, "Transient.MailboxFull"),
        ("bounce-permanent", {"bounce__bounceType": "Undetermined"}, "Undetermined.General"),
        ("complaint", {"complaint__complaintFeedbackType": "not-spam"}, "Complaint.not-spam"),
    ],
    ids=lambda case: case[2],
)
def test_what_may_still_arrive_is_only_noted(
    mail: str, hear: Hear, counted: list[Metric], case: tuple[str, dict[str, str], str]
) -> None:
    """A full mailbox, an absent person's answer, or a reader who wants our e-mails: it stays sent."""
    event, changes, code = case
    assert hear(mail, event, **changes) == []
    assert (_copy(mail).status, _copy(mail).error) == (Status.SENT, code)
    assert counted == []


def test_the_worst_stands_in_any_order(mail: str, hear: Hear, counted: list[Metric]) -> None:
    """A complaint is more than a bounce, a bounce more than a full mailbox, whichever is heard last."""
    assert hear(mail, "bounce-permanent", "complaint", "bounce-permanent", "bounce-transient") == []
    assert (_copy(mail).status, _copy(mail).error) == (Status.COMPLAINED, "Complaint.abuse")
    assert counted == [Metric.MAILS_BOUNCED, Metric.MAILS_COMPLAINED]


@pytest.mark.parametrize("event", ["bounce-permanent", "complaint"])
def test_feedback_before_we_noted_the_sending(
    cloud: TestCloud, work: Doing, hear: Hear, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    """SES may be quicker than our own mark: it comes back first, is then marked as taken, and stays back."""
    happened = work.submit().send_back().event()
    mail = mail_id(happened, Kind.RETURNED, work.people["lan"].id)
    mark_sent = ledger.mark_sent

    def late(*arguments: Any) -> None:  # noqa: ANN401 - as it has them
        assert _copy(mail).status is Status.INTENDED
        assert hear(mail, event) == []
        mark_sent(*arguments)

    monkeypatch.setattr(ledger, "mark_sent", late)
    deliver.deliver(happened)
    status = Status.COMPLAINED if event == "complaint" else Status.BOUNCED
    assert _copy(mail).status is status
    assert {"reference", "sent"} <= _item(cloud, mail).keys()
    assert [line.status for line in mailing.troubles(MONDAY)] == [status]
    assert len(cloud.mails()) == 1


def test_what_came_back_is_not_sent_again(
    cloud: TestCloud, mail: str, hear: Hear, work: Doing, people: dict[str, Person]
) -> None:
    """Hearing the event once more, or the tick, does not try the same address again."""
    hear(mail, "bounce-permanent")
    deliver.deliver(work.event())
    assert len(cloud.mails()) == 1
    intent = deliver.Intent(event=work.event(), kind=Kind.RETURNED, person=people["lan"])
    assert ledger.claim(intent, "s", "t", 2_000_000_000) is Claim.DONE


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"mail__tags": {}},
        {"mail__tags": {"mail": []}},
        {"mail__tags": {"mail": ["M#1"]}},
        {"mail__tags": {"mail": [THEIRS, THEIRS]}},
    ],
)
@pytest.mark.parametrize("event", ["bounce-permanent", "bounce-transient", "complaint", "reject"])
def test_e_mails_of_others_are_left_alone(
    cloud: TestCloud, hear: Hear, counted: list[Metric], changes: dict[str, Any], event: str
) -> None:
    """Another sender in the account shares the bus: nothing is written, nothing fails, nothing is counted."""
    assert hear(THEIRS, event, **changes) == []
    assert cloud.table.scan()["Items"] == []
    assert counted == []


@pytest.mark.parametrize(
    ("event", "changes"),
    [
        ("bounce-permanent", {"eventType": "Delivery"}),
        ("bounce-permanent", {"bounce": None}),
        ("bounce-permanent", {"bounce": {"bounceType": 5}}),
        ("complaint", {"complaint": None}),
        ("reject", {"mail": None}),
        ("reject", {"mail__tags": ["x"]}),
    ],
)
def test_what_nobody_understands_ends_in_the_dead_letters(
    mail: str, hear: Hear, event: str, changes: dict[str, Any]
) -> None:
    """An event of another kind or shape is an error that somebody looks at, and changes nothing."""
    assert hear(mail, event, **changes) == [{"itemIdentifier": "0"}]
    assert _copy(mail).status is Status.SENT


def test_the_log_names_nobody(mail: str, hear: Hear, told: Told) -> None:
    """Events of SES are full of addresses, names and subjects; a line has our id and a code."""
    hear(mail, "bounce-transient", bounce__bounceSubType="lan@vinh-lam.example")
    hear(mail, "bounce-transient", "bounce-permanent", "complaint", "reject")
    hear(mail, "complaint", complaint__complaintFeedbackType="lan@vinh-lam.example\nNguyễn")
    hear(mail, "bounce-permanent", bounce=None, mail__commonHeaders="Nguyễn Thị Lan")
    assert told.lines("an e-mail came back", mail=mail, code="Permanent.General")
    assert told.lines("an e-mail came back", mail=mail, code="Complaint.abuse")
    assert told.lines("an event can never be handled as it is")
    for line in told.everything:
        for secret in ("lan@", "vinh-lam", "Nguyễn", "Nguy\\u1ec5n", "Đường", "Bổ sung"):
            assert secret not in line
