"""Which events stand in the records of the table's stream, and how they reach the bus in order.

An item carries its newest event in the attribute `event`. It is passed on when its id differs from the one in
the image before, so that touching an item for another reason repeats nothing. An item from a backup carries
`restored` beside it: the id of the event that was passed on in its first life. Whoever writes the item anew
leaves that attribute out, so that what happens from then on is passed on.

Order: the bus takes ten events at a time and may refuse single ones. So no two events of one subject go in
the same call, and nothing follows a call that was refused in part; the rest of the batch is delivered again
from the first refused record on. Consumers may therefore hear an event twice, but a subject's events never
change places.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec

from services.core import events
from services.core.telemetry import metrics
from services.core.telemetry.log import logger
from services.core.telemetry.metrics import Metric

#: How many events the bus takes in one call.
BATCH = 10

_log = logger()


class Head(msgspec.Struct, frozen=True):
    """The part of an event that the relay reads; versions it does not know have it too."""

    id: str
    type: Annotated[str, msgspec.Meta(min_length=1)]
    subject: str = ""
    sequence: int = 0
    causation: str = ""


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """An event on its way: `record` is the stream's sequence number, `detail` the event's JSON untouched."""

    record: str
    head: Head
    detail: str


def events_in(records: Iterable[Mapping[str, Any]]) -> Iterator[Passed]:
    """The events that these stream records bring, in their order.

    What is no event at all is logged and left out: it could never be delivered, and one such item must not
    hold up everybody's.
    """
    for record in records:
        change = record["dynamodb"]
        after = change.get("NewImage", {}).get("event", {}).get("S")
        if not after:
            continue
        head = _head(after)
        if head is None:
            _log.error("an item's event cannot be read", extra={"record": change["SequenceNumber"]})
            continue
        if head.id not in _passed_before(change):
            yield Passed(record=change["SequenceNumber"], head=head, detail=after)


def calls(passed: Iterable[Passed]) -> Iterator[tuple[Passed, ...]]:
    """The events in groups for one call each: at most `BATCH`, no subject twice."""
    group: list[Passed] = []
    for event in passed:
        if len(group) == BATCH or any(other.head.subject == event.head.subject for other in group):
            yield tuple(group)
            group = []
        group.append(event)
    if group:
        yield tuple(group)


def relay(
    records: Sequence[Mapping[str, Any]], bus: str, put_events: Callable[..., Mapping[str, Any]]
) -> dict[str, list[dict[str, str]]]:
    """Pass on what the records bring.

    Args:
        records: a batch of the table's stream.
        bus: the bus's name.
        put_events: EventBridge's `put_events`.

    Returns:
        What Lambda reads: `{"batchItemFailures": [...]}`, naming the first record that must come again.
    """
    for call in calls(events_in(records)):
        answer = put_events(Entries=[_entry(event, bus) for event in call])
        told = list(zip(call, answer["Entries"], strict=True))
        _note([event for event, entry in told if "ErrorCode" not in entry])
        refused = next(((event, entry["ErrorCode"]) for event, entry in told if "ErrorCode" in entry), None)
        if refused:
            event, code = refused
            _log.warning(
                "the bus refused an event", extra={**_ids(event), "record": event.record, "code": code}
            )
            return {"batchItemFailures": [{"itemIdentifier": event.record}]}
    return {"batchItemFailures": []}


def _note(taken: Sequence[Passed]) -> None:
    """Log and count what the bus took."""
    for event in taken:
        _log.info("an event was passed on", extra=_ids(event))
    for kind, times in Counter(event.head.type for event in taken).items():
        metrics.tell(Metric.EVENTS, times, of=kind)


def _ids(event: Passed) -> dict[str, str | int]:
    head = event.head
    return {
        "event": head.id,
        "type": head.type,
        "subject": head.subject,
        "sequence": head.sequence,
        "correlation_id": head.causation,
    }


def _passed_before(change: Mapping[str, Any]) -> set[str]:
    """The ids of the events that this record's item had passed on before it came to this."""
    known = {change["NewImage"].get(events.RESTORED, {}).get("S")}
    earlier = _head(change.get("OldImage", {}).get("event", {}).get("S") or "")
    return known | {earlier.id} if earlier else known


def _head(text: str) -> Head | None:
    try:
        return msgspec.json.decode(text, type=Head)
    except msgspec.MsgspecError:
        return None


def _entry(event: Passed, bus: str) -> dict[str, str]:
    return {
        "EventBusName": bus,
        "Source": events.SOURCE,
        "DetailType": event.head.type,
        "Detail": event.detail,
    }
