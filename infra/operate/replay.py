"""Events sent once more, out of the histories of works, straight to the stages that keep something of them.

What a stage keeps (tasks, summaries) is made anew from the record at every event, so hearing an event again
mends what was lost or went wrong, and changes nothing that is right. Nobody is written to: notify's queue is
none of `CONSUMERS`, and notify lets pass whatever comes from this sender (services/core/queue.py).
"""

import re
import uuid
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec

from infra.operate.letters import Queue
from infra.operate.stopped import StoppedError
from infra.operate.table import Table
from services.core import events
from services.core.events import Event
from services.core.language.message import message
from services.core.vietnam import VIETNAM, end_of_day

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

#: The stages that hear of works and tell nobody.
CONSUMERS: Final = ("review", "report")

#: Messages in one call, the most that SQS takes.
_BATCH: Final = 10
#: A day as it is written in Vietnam.
_VIETNAMESE: Final = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})\b")


def moment_of(text: str, *, end: bool = False) -> datetime:
    """A moment, or a day's first second, with `end` its last one; in Vietnam unless it says otherwise.

    Days are written `2024-10-07` or `07/10/2024`, moments `2024-10-07T07:00` or `07/10/2024 07:00`.

    Raises:
        StoppedError: another form, or no day that exists.
    """
    iso = _VIETNAMESE.sub(lambda day: f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}", text)
    with suppress(ValueError):
        day = date.fromisoformat(iso)
        return end_of_day(day) if end else datetime.combine(day, time(), tzinfo=VIETNAM)
    with suppress(ValueError):
        moment = datetime.fromisoformat(iso)
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    raise StoppedError(
        message("Write a day as 2024-10-07 or a moment as 2024-10-07T07:00, not “{text}”.", text=text)
    )


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """Events in the order in which they happened, and the ids of works whose histories cannot be read."""

    events: tuple[Event, ...]
    unreadable: tuple[str, ...]

    @property
    def works(self) -> int:
        """Of how many works the events are."""
        return len({event.subject for event in self.events})


def happened(table: Table, since: datetime, until: datetime, heard: Callable[[int], None]) -> Happened:
    """Every event of every work from `since` to `until`, both included.

    `heard` is told how many works were looked at. The process must have entered the table's installation:
    works are read through their own store.
    """
    from pynamodb.exceptions import AttributeDeserializationError  # noqa: PLC0415 - slow to import

    from services.core.record import store  # noqa: PLC0415 - it knows the table's name from now on
    from services.core.record.history import event_of  # noqa: PLC0415 - beside it

    if store.RecordItem.Meta.table_name != table.name:
        raise ValueError(f"works are read from {store.RecordItem.Meta.table_name}, not from {table.name}")
    found: list[Event] = []
    unreadable: list[str] = []
    for count, record in enumerate(_touched(table, since), start=1):
        try:
            stored = store.get(record)
        except (zlib.error, ValueError, AttributeDeserializationError):
            # One work that is broken must not keep the others from being mended.
            unreadable.append(record)
            stored = None
        if stored is not None:
            found += [
                event_of(stored.record, entry) for entry in stored.history if since <= entry.at <= until
            ]
        heard(count)
    found.sort(key=lambda event: (event.occurred_at, event.subject, event.sequence))
    return Happened(events=tuple(found), unreadable=tuple(unreadable))


def send(sqs: "SQSClient", queue: Queue, replayed: Sequence[Event], heard: Callable[[int], None]) -> None:
    """Send the events to one queue as the bus would, but for their sender. `heard` is told how many went."""
    messages = (msgspec.json.encode(_envelope(event, queue)).decode() for event in replayed)
    sent = 0
    while batch := list(islice(messages, _BATCH)):
        answer = sqs.send_message_batch(
            QueueUrl=queue.url,
            Entries=[{"Id": str(at), "MessageBody": body} for at, body in enumerate(batch)],
        )
        for failed in answer.get("Failed", []):
            # Alone it goes through, or raises what is wrong with it.
            sqs.send_message(QueueUrl=queue.url, MessageBody=batch[int(failed["Id"])])
        sent += len(batch)
        heard(sent)


def _touched(table: Table, since: datetime) -> Iterator[str]:
    """The ids of the works that were written since then."""
    for image in table.scan("R", ("pk", "updated")):
        updated = image.get("updated", {}).get("S")
        if updated is None or datetime.fromisoformat(updated) >= since:
            yield image["pk"]["S"].removeprefix("R#")


def _envelope(event: Event, queue: Queue) -> dict[str, Any]:
    """What EventBridge puts around an event.

    https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
    """
    _, _, _, region, account, _ = queue.arn.split(":")
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": event.type,
        "source": events.REPLAYED,
        "account": account,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [],
        "detail": event,
    }
