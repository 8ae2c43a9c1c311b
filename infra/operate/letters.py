"""Dead letters: what a stage could not handle after five tries, looked at and sent once more.

Letter by letter: sent to the queue first, and only then deleted. What breaks off in between leaves the letter
in both places, and stages bear to hear a thing twice. SQS has a call that moves all of them at once
(StartMessageMoveTask), but it shows none before, and moto does not play it: nobody could have tried it before
the day on which it is needed. So this is the way everywhere, in the local cloud, too.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

#: Seconds for which a letter that is looked at is hidden: long enough to read the list and answer.
_HIDDEN: Final = 300
#: Letters that are looked at in one go; what is behind them comes next time.
MOST: Final = 500
#: Letters in one call, the most that SQS gives.
_BATCH: Final = 10


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """One queue of the template with its dead letters. Its name ends with the stage's."""

    name: str
    url: str
    arn: str
    dead_name: str
    dead_url: str


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One dead letter.

    What is said of the event in it is empty where it holds none. `sent` is when it first came to a queue,
    `received` how often it was handed out, `refused` why the bus itself could not deliver it, if that was it.
    """

    id: str
    receipt: str
    body: str
    source: str
    type: str
    event: str
    subject: str
    sent: datetime
    received: int
    refused: str


class _Detail(msgspec.Struct, frozen=True):
    """The part of an event that says which it is, whatever its version."""

    id: str = ""
    subject: str = ""


class _Envelope(msgspec.Struct, frozen=True):
    """EventBridge's envelope, whoever filled it."""

    source: str = ""
    type: str = msgspec.field(default="", name="detail-type")
    detail: msgspec.Raw = msgspec.Raw(b"{}")


def queue_of(sqs: "SQSClient", arn: str) -> Queue:
    """The queue of that ARN, with its dead letters: infra/core.yaml names them alike."""
    name = arn.rsplit(":", 1)[-1]
    return Queue(
        name=name,
        arn=arn,
        url=sqs.get_queue_url(QueueName=name)["QueueUrl"],
        dead_name=f"{name}-dead",
        dead_url=sqs.get_queue_url(QueueName=f"{name}-dead")["QueueUrl"],
    )


class Pile:
    """The dead letters of a queue that lie before somebody, oldest first, at most `MOST`.

    To be used as a block: while it lasts, up to five minutes, nobody else sees them; what was neither sent
    back nor discarded at its end is left for whoever looks next.

    `wait` is for how many seconds SQS looks before it says that there are no more; with 0 it asks only some
    of its machines, and may miss a few letters that the next look finds.
    """

    def __init__(self, sqs: "SQSClient", queue: Queue, wait: int = 0) -> None:
        self._sqs, self._queue = sqs, queue
        self.letters = sorted(_received(sqs, queue, wait), key=lambda letter: (letter.sent, letter.id))
        self._settled: set[str] = set()

    def send_back(self, letter: Letter) -> None:
        """Give a letter to its stage once more."""
        self._sqs.send_message(QueueUrl=self._queue.url, MessageBody=letter.body)
        self.discard(letter)

    def discard(self, letter: Letter) -> None:
        """Delete a letter for ever."""
        self._sqs.delete_message(QueueUrl=self._queue.dead_url, ReceiptHandle=letter.receipt)
        self._settled.add(letter.id)

    def __enter__(self) -> Self:
        """They lie there."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """The rest goes back to where it was."""
        for letter in self.letters:
            if letter.id not in self._settled:
                self._leave(letter)

    def _leave(self, letter: Letter) -> None:
        # Whoever read for longer than it was hidden finds it back in its place already.
        with suppress(self._sqs.exceptions.MessageNotInflight):
            self._sqs.change_message_visibility(
                QueueUrl=self._queue.dead_url, ReceiptHandle=letter.receipt, VisibilityTimeout=0
            )


def _received(sqs: "SQSClient", queue: Queue, wait: int) -> Iterable[Letter]:
    found: dict[str, Letter] = {}
    while len(found) < MOST:
        given = sqs.receive_message(
            QueueUrl=queue.dead_url,
            MaxNumberOfMessages=_BATCH,
            VisibilityTimeout=_HIDDEN,
            WaitTimeSeconds=wait,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if not given:
            break
        found |= {letter.id: letter for letter in map(_letter, given)}
    return found.values()


def _letter(given: Mapping[str, Any]) -> Letter:
    counted = given.get("Attributes", {})
    envelope, detail = _read(given["Body"])
    refused = given.get("MessageAttributes", {}).get("ERROR_MESSAGE", {})
    return Letter(
        id=given["MessageId"],
        receipt=given["ReceiptHandle"],
        body=given["Body"],
        source=envelope.source,
        type=envelope.type,
        event=detail.id,
        subject=detail.subject,
        sent=datetime.fromtimestamp(int(counted.get("SentTimestamp", 0)) / 1000, UTC),
        received=int(counted.get("ApproximateReceiveCount", 0)),
        refused=refused.get("StringValue", ""),
    )


def _read(body: str) -> tuple[_Envelope, _Detail]:
    try:
        envelope = msgspec.json.decode(body, type=_Envelope)
    except ValueError:
        return _Envelope(), _Detail()
    try:
        return envelope, msgspec.json.decode(envelope.detail, type=_Detail)
    except ValueError:
        return envelope, _Detail()
