"""The edge at which a stage receives events from its queue.

At least once, perhaps out of order: a stage's `handle` compares sequences, reads the record again and does
no harm when it hears the same twice. What fails goes back to the queue alone, not with its whole batch; what
keeps failing ends in the dead letters, where the office can look at it and send it once more.
"""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any, TypeAlias

import msgspec
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from services.core import events
from services.core.events import Event
from services.core.telemetry.faults import wordless
from services.core.telemetry.log import logger

_log = logger()

#: What a line of the log says of an event: ids of ours, never a word.
_Ids: TypeAlias = dict[str, str | int]


class RetryableError(RuntimeError):
    """It did not work now and may work soon: a service is busy, somebody else writes the record just now."""


class PermanentError(RuntimeError):
    """It will never work as it is: the message goes to the dead letters for a person to look at."""


class Envelope(msgspec.Struct, frozen=True):
    """What we read of EventBridge's envelope around an event ("EventBridge Events Reference", "Structure").

    `type` is its detail-type, `detail` the JSON within, as its source writes it.
    """

    detail: msgspec.Raw
    source: str = ""
    type: str = msgspec.field(default="", name="detail-type")
    id: str = ""


#: Who acts on the events of each source that is not ours.
Others: TypeAlias = Mapping[str, Callable[[Envelope], None]]

#: Senders whose events are ours.
_OURS = frozenset({events.SOURCE, events.REPLAYED})


def consume(
    batch: Mapping[str, Any],
    handle: Callable[[Event], None],
    *,
    replays: bool = True,
    others: Others | None = None,
) -> dict[str, Any]:
    """Hand each event of an SQS batch to `handle`.

    Args:
        batch: what Lambda passes to a function: `{"Records": [...]}`, each body EventBridge's envelope.
        handle: acts on one event. Whatever it raises makes the queue deliver that event again; a
            `PermanentError` (and an event that nobody knows) is logged as an error at once, the rest as
            warnings until the dead letters.
        replays: whether events that an operator sends once more (`events.REPLAYED`) are handled, too; where
            not, they are done with unheard.
        others: who acts on events of other sources (`aws.ses`), under the same terms as `handle`; a source
            that is not named is nobody's, and its event ends in the dead letters.

    Returns:
        `{"batchItemFailures": [{"itemIdentifier": message id}, ...]}`: only what failed is received again.
    """

    def one(record: SQSRecord) -> None:
        _one(record, handle, others or {}, replays=replays)

    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return dict(process_partial_response(event=dict(batch), record_handler=one, processor=processor))


def event_of(body: str) -> Event:
    """The event in the body of a queue's message.

    Raises:
        services.core.events.UnknownEventError: no event, or one of an unknown type or version.
    """
    return _inside(_opened(body))


def _opened(body: str) -> Envelope:
    try:
        return msgspec.json.decode(body, type=Envelope)
    except msgspec.MsgspecError as error:
        raise events.UnknownEventError(f"no envelope around an event: {error}") from error


def _inside(envelope: Envelope) -> Event:
    if envelope.source not in _OURS:
        raise events.UnknownEventError(f"nobody here hears of events from {envelope.source!r}")
    return events.decode(bytes(envelope.detail))


def _one(record: SQSRecord, handle: Callable[[Event], None], others: Others, *, replays: bool) -> None:
    """Act on one message. One line of the log says what came of it, whatever it was."""
    ids: _Ids = {"message_id": record.message_id, "handler": f"{handle.__module__}.{handle.__qualname__}"}
    began = perf_counter()
    try:
        done = _act(_opened(record.body), handle, others, ids, replays=replays)
        _log.info(done, extra={**ids, "ms": round((perf_counter() - began) * 1000)})
    except (PermanentError, events.UnknownEventError) as error:
        _log.error("an event can never be handled as it is", extra={**ids, **wordless(error)})
        raise
    except Exception as error:
        _log.warning("an event could not be handled now", extra={**ids, **wordless(error)})
        raise


def _act(
    envelope: Envelope, handle: Callable[[Event], None], others: Others, ids: _Ids, *, replays: bool
) -> str:
    """Let the event be handled, note in `ids` which it is, and say what was done."""
    if envelope.source in others:
        ids |= {"event": envelope.id, "source": envelope.source, "type": envelope.type}
        others[envelope.source](envelope)
        return "an event of another source was handled"
    if envelope.source == events.REPLAYED and not replays:
        return "an event sent once more is left alone"
    event = _inside(envelope)
    ids |= {
        "event": event.id,
        "type": event.type,
        "subject": event.subject,
        "sequence": event.sequence,
        "correlation_id": event.causation,
    }
    handle(event)
    return "an event was handled"
