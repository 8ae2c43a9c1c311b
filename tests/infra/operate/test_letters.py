"""Dead letters: seen with what failed and why, sent back one by one, and never lost on the way."""

import json
import time
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local import moto_inside
from infra.local.cloud import REGION
from infra.operate import letters, reasons
from infra.operate.letters import Letter, Pile, Queue
from infra.operate.reasons import Log
from services.core.language.catalogue import say
from tests.conftest import TestCloud

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient


@pytest.fixture
def queue(cloud: TestCloud) -> Queue:
    """The review stage's queue."""
    return next(one for one in cloud.inner.queues if one.name == "thidua-review")


def _die(cloud: TestCloud, queue: Queue, *bodies: str) -> None:
    """Put letters among the dead ones."""
    for body in bodies:
        cloud.inner.sqs.send_message(QueueUrl=queue.dead_url, MessageBody=body)


def _body(number: int) -> str:
    detail = {"id": f"w1.{number}", "type": "WorkSubmitted", "subject": "w1", "sequence": number}
    return json.dumps({"source": "thidua", "detail-type": "WorkSubmitted", "detail": detail})


def _bodies(name: str) -> list[str]:
    return sorted(moto_inside.bodies(REGION, name))


# --- the pile ----------------------------------------------------------------------------------


def test_a_letter_says_what_failed(cloud: TestCloud, queue: Queue) -> None:
    """Type, subject and id of the event, when it was first sent and how often it was handed out."""
    _die(cloud, queue, _body(1))
    with Pile(cloud.inner.sqs, queue) as pile:
        (letter,) = pile.letters
    assert (letter.source, letter.type, letter.event, letter.subject) == (
        "thidua", "WorkSubmitted", "w1.1", "w1",
    )  # fmt: skip
    assert letter.received == 1
    assert abs(letter.sent.timestamp() - time.time()) < 600


@pytest.mark.parametrize("body", ["no json", "[]", '{"detail":3}', '{"source":"x","detail":{"id":7}}', "{}"])
def test_a_letter_that_holds_no_event_is_a_letter_all_the_same(
    cloud: TestCloud, queue: Queue, body: str
) -> None:
    """It may be just what is wrong with it."""
    _die(cloud, queue, body)
    with Pile(cloud.inner.sqs, queue) as pile:
        assert [(letter.event, letter.body) for letter in pile.letters] == [("", body)]


def test_all_letters_lie_there_however_many(
    cloud: TestCloud, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQS gives ten at a time; the pile ends at its limit, and the next one has the rest."""
    _die(cloud, queue, *(_body(n) for n in range(35)))
    with Pile(cloud.inner.sqs, queue) as pile:
        assert len({letter.id for letter in pile.letters}) == 35
    monkeypatch.setattr(letters, "MOST", 20)
    with Pile(cloud.inner.sqs, queue) as pile:
        assert len(pile.letters) == 20
        for letter in pile.letters:
            pile.send_back(letter)
    with Pile(cloud.inner.sqs, queue) as pile:
        assert len(pile.letters) == 15


def test_what_is_sent_back_is_gone_and_the_rest_stays(cloud: TestCloud, queue: Queue) -> None:
    """One sent back, one discarded, one left: it can be seen again at once."""
    _die(cloud, queue, _body(1), _body(2), _body(3))
    with Pile(cloud.inner.sqs, queue) as pile:
        by_event = {letter.event: letter for letter in pile.letters}
        pile.send_back(by_event["w1.1"])
        pile.discard(by_event["w1.2"])
    assert _bodies(queue.name) == [_body(1)]
    assert _bodies(queue.dead_name) == [_body(3)]
    with Pile(cloud.inner.sqs, queue) as pile:
        assert [letter.event for letter in pile.letters] == ["w1.3"]


def test_breaking_off_loses_nothing(cloud: TestCloud, queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between sending and deleting the letter is in both places; whatever was not reached is left."""
    _die(cloud, queue, _body(1), _body(2))

    class _Breaks:
        def delete_message(self, **_asked: str) -> None:
            raise ClientError({"Error": {"Code": "InternalError"}}, "DeleteMessage")

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - boto3's
            return getattr(cloud.inner.sqs, name)

    pile = Pile(cloud.inner.sqs, queue)
    monkeypatch.setattr(pile, "_sqs", _Breaks())
    with pytest.raises(ClientError), pile:
        pile.send_back(pile.letters[0])
    assert len(_bodies(queue.name)) == 1
    assert _bodies(queue.dead_name) == [_body(1), _body(2)]
    assert moto_inside.unreceived(REGION, queue.dead_name) == (2, 0)


def test_whoever_reads_for_too_long_disturbs_nobody(cloud: TestCloud, queue: Queue) -> None:
    """Letters that are back in their place already stay there."""
    _die(cloud, queue, _body(1))
    with Pile(cloud.inner.sqs, queue) as pile:
        (letter,) = pile.letters
        cloud.inner.sqs.change_message_visibility(
            QueueUrl=queue.dead_url, ReceiptHandle=letter.receipt, VisibilityTimeout=0
        )
    assert moto_inside.unreceived(REGION, queue.dead_name) == (1, 0)


def test_the_local_pages_send_back_in_the_same_way(cloud: TestCloud, queue: Queue) -> None:
    """There is one way to do it."""
    _die(cloud, queue, *(_body(n) for n in range(12)))
    cloud.inner.redrive(queue)
    assert (len(_bodies(queue.name)), _bodies(queue.dead_name)) == (12, [])


# --- why ---------------------------------------------------------------------------------------


class _Told:
    """CloudWatch Logs with a stream of the stage's log in it."""

    def __init__(self, logs: "CloudWatchLogsClient") -> None:
        self.logs = logs
        self.group = "/aws/lambda/thidua-review-consume"
        self.forget()
        logs.create_log_group(logGroupName=self.group)
        logs.create_log_stream(logGroupName=self.group, logStreamName="one")

    def forget(self) -> None:
        """Start from nothing."""
        for found in self.logs.describe_log_groups(logGroupNamePrefix=self.group)["logGroups"]:
            self.logs.delete_log_group(logGroupName=found["logGroupName"])

    def say(self, at: float, line: str) -> None:
        """A line of the log, at that second."""
        self.logs.put_log_events(
            logGroupName=self.group,
            logStreamName="one",
            logEvents=[{"timestamp": int(at * 1000), "message": line}],
        )


@pytest.fixture
def told(cloud: TestCloud) -> _Told:
    """The review stage's log."""
    assert cloud
    return _Told(boto3.client("logs"))


@pytest.fixture
def letter(cloud: TestCloud, queue: Queue) -> Letter:
    """One dead letter."""
    _die(cloud, queue, _body(1))
    with Pile(cloud.inner.sqs, queue) as pile:
        return pile.letters[0]


def _why(log: Log, letter: Letter) -> str:
    return say(log.why(letter), "en")


def test_the_last_error_in_the_log_is_told(told: _Told, letter: Letter) -> None:
    """Its kind and the place where it came up; neither other letters nor Lambda's own lines count."""
    at = letter.sent.timestamp()
    told.say(at + 1, json.dumps({"message_id": letter.id, "error": "KeyError", "trace": "a.py:1 > b.py:2"}))
    told.say(at + 2, json.dumps({"message_id": letter.id, "error": "ValueError", "trace": "a.py:1 > c.py:3"}))
    told.say(at + 3, json.dumps({"message_id": letter.id, "message": "handled"}))
    told.say(at + 4, f"RequestId: {letter.id} no JSON")
    told.say(at + 5, json.dumps({"message_id": "another", "error": "OSError", "trace": "d.py:4"}))
    assert _why(Log(told.logs, "thidua-review"), letter) == "ValueError, at c.py:3"


def test_a_log_that_says_nothing_is_called_so(told: _Told, letter: Letter) -> None:
    """A function that ran out of time wrote no line of its own."""
    assert (
        _why(Log(told.logs, "thidua-review"), letter) == f"the log {told.group} says nothing of {letter.id}"
    )


def test_a_log_that_cannot_be_read_is_asked_once(told: _Told, letter: Letter) -> None:
    """Without the grant, or before the first line, each letter says where to look and why it was not done."""
    told.forget()
    calls = _Counting(told.logs)
    log = Log(calls, "thidua-review")  # type: ignore[arg-type]  # it counts what it passes on
    for _ in range(3):
        assert _why(log, letter) == f"the log {told.group} cannot be read: ResourceNotFoundException"
    assert calls.made == 1


def test_the_log_is_asked_a_bounded_number_of_times(
    told: _Told, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages without an end, letters without number: then the sentence says where to look."""
    calls = _Counting(told.logs, endless=True)
    log = Log(calls, "thidua-review")  # type: ignore[arg-type]  # as above
    monkeypatch.setattr(log, "_left", 7)
    assert "says nothing" in _why(log, letter)
    assert calls.made == 5
    assert "says nothing" in _why(log, letter)
    assert _why(log, letter) == f"look for {letter.id} in the log {told.group}"
    assert calls.made == 7
    assert reasons.MOST == 40


class _Counting:
    """Counts what it passes on; `endless` always has another page."""

    def __init__(self, logs: "CloudWatchLogsClient", *, endless: bool = False) -> None:
        self._logs, self._endless = logs, endless
        self.made = 0

    def filter_log_events(self, **asked: Any) -> Any:  # noqa: ANN401 - boto3's
        """One call."""
        self.made += 1
        asked.pop("nextToken", None)
        answer = dict(self._logs.filter_log_events(**asked))
        return answer | ({"nextToken": "more"} if self._endless else {})


def test_what_the_bus_could_not_deliver_says_so_itself(cloud: TestCloud, queue: Queue, told: _Told) -> None:
    """EventBridge writes its reason beside the event; no log knows of it."""
    cloud.inner.sqs.send_message(
        QueueUrl=queue.dead_url,
        MessageBody=_body(1),
        MessageAttributes={"ERROR_MESSAGE": {"DataType": "String", "StringValue": "No permissions"}},
    )
    with Pile(cloud.inner.sqs, queue) as pile:
        said = _why(Log(told.logs, "thidua-review"), pile.letters[0])
    assert said == "the bus could not deliver it: No permissions"
