"""Acts as Lambda does: stream to relay, queues to their stages, ticks when the business clock passes them.

It also lets the scanner look at attached files.

`step` and `drain` neither sleep nor start a thread, so tests decide what happens when; `run` is what
`make run` uses. A failed message is given again at once in tests and after a growing pause for people; after
five tries the queue's own redrive policy moves it to the dead letters.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
from aws_lambda_powertools import Logger

from infra.local import scanner
from infra.local.cloud import REGION, Cloud
from infra.local.sharing import Sharing
from infra.local.stages import TICK, Handler, Stage, context
from infra.local.stages import load as all_stages
from infra.operate.letters import Queue
from infra.triggers import sqs_record, tick_event
from services.core import clock

_log = Logger(service="pump")

#: A stream batch that fails this often without getting any further stops `drain`, so that a test ends.
_STUCK = 20


class StuckError(RuntimeError):
    """The relay keeps failing at the same record."""


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that moved, for /_local/events: `what` is `relayed`, `handled`, `failed` or `tick`."""

    number: int
    at: datetime
    what: str
    stage: str
    type: str = ""
    subject: str = ""


class Pump:
    """Moves what waits. One at a time: a lock lets pages and tests call while the thread runs."""

    def __init__(
        self, cloud: Cloud, stages: tuple[Stage, ...] | None = None, *, retry_after: int = 0
    ) -> None:
        self._cloud = cloud
        self._retry_after = retry_after
        self.stages: tuple[Stage, ...] = all_stages() if stages is None else stages
        self._turn = threading.RLock()
        self.sharing = Sharing(cloud.stream.__len__)
        self._noting = threading.Lock()
        self._stuck = 0
        self._flows: deque[Flow] = deque(maxlen=500)
        self._flowed = 0
        self._last_tick = _quarter(clock.now())
        self.rested: Callable[[], None] | None = None

    def step(self) -> int:
        """One batch of the stream and one of each queue. Gives how many records and messages were taken.

        Attached files that were scanned count, too.
        """
        with self._turn:
            taken = self._stream() + sum(self._queue(*consumer) for consumer in self._consumers())
            return taken + scanner.scan(self._cloud)

    def drain(self) -> int:
        """Steps until nothing waits. Gives how much moved.

        Raises:
            StuckError: the relay fails at the same record again and again.
        """
        total = 0
        with self._turn:
            while moved := self.step():
                total += moved
                if self._stuck >= _STUCK:
                    raise StuckError("the relay fails at the same record; its log says why")
        return total

    def tick(self) -> None:
        """Fire every stage's schedule once, now, whatever the clock says, and move what came of it.

        Only a tick that changed something is noted: the others would hide what flows.
        """
        with self._turn:
            for stage in self.stages:
                for handler in stage.ticks:
                    handler(tick_event(REGION), context(stage.name))
                    if len(self._cloud.stream):
                        self._note("tick", stage.name)
                    self.drain()

    def idle(self) -> bool:
        """Whether nothing waits in the stream, in any queue or to be scanned, nor is out for another try.

        It never waits: while something is being moved, the answer is no.
        """
        if not self._turn.acquire(blocking=False):
            return False
        try:
            waits = len(self._cloud.stream) or self._cloud.unscanned
            return not waits and not any(sum(self._cloud.depth(queue.name)) for queue in self._cloud.queues)
        finally:
            self._turn.release()

    def flows(self, after: int = 0) -> list[Flow]:
        """What moved since number `after`, oldest first; the last 500 at most."""
        with self._noting:
            return [flow for flow in self._flows if flow.number > after]

    def travel(self, until: datetime, move_to: Callable[[datetime], None]) -> None:
        """Let business time pass up to `until`, firing on the way what is due, at its own moment.

        A tick that fails is logged, as Lambda does, and the journey goes on: the next one asks again.
        """
        with self._turn:
            for moment in self.due_ticks(until):
                if clock.now() < moment:
                    move_to(moment)
                try:
                    self.tick()
                except Exception:  # noqa: BLE001 - see above
                    _log.exception("a tick failed")
            # The last tick may have been due at that very moment, and a little time has passed since.
            if clock.now() < until:
                move_to(until)

    def due_ticks(self, until: datetime) -> Iterator[datetime]:
        """The moments at which ticks are due up to `until`, each given once.

        Every quarter of an hour; when the clock leaps by more than a day, every full hour, which the stages
        bear because they ask what is due, not what time it is.
        """
        leap = until - self._last_tick > timedelta(days=1)
        moment = self._last_tick + TICK
        while moment <= until:
            if not leap or not moment.minute:
                self._last_tick = moment
                yield moment
            moment += TICK

    def run(self, stop: threading.Event) -> None:
        """Pump until `stop` is set: what `make run` does in a thread of its own."""
        with self.sharing.running():
            while not stop.is_set():
                moved = self._guarded()
                if not moved:
                    stop.wait(0.005)

    def _guarded(self) -> int:
        """What waits, and the ticks that the clock has passed; what goes wrong is logged and tried again.

        The stream has a turn after every queue, as if it had a poller of its own.
        """
        try:
            with self._turn:
                for _ in self.due_ticks(clock.now()):
                    self.tick()
                moved = self._stream() + scanner.scan(self._cloud)
                if self.sharing.queues_may_go():
                    for consumer in self._consumers():
                        moved += self._queue(*consumer) + self._stream()
                if not moved and self.rested and not self.sharing.forms_in_hand():
                    self.rested()
        except Exception:  # noqa: BLE001 - whatever a stage raises, the others go on
            _log.exception("the pump failed and goes on")
            time.sleep(1)
            return 1
        if self._stuck:
            time.sleep(min(self._stuck, 10) / 10)
        return moved

    def _stream(self) -> int:
        taken = 0
        for stage in self.stages:
            for handler, size in stage.streams:
                records = self._cloud.stream.peek(size)
                if records:
                    taken += self._relay(stage, handler, records)
        return taken

    def _consumers(self) -> Iterator[tuple[Stage, Queue]]:
        for stage in self.stages:
            for queue in self._cloud.queues:
                if queue.name in stage.queues:
                    yield stage, queue

    def _relay(self, stage: Stage, handler: Handler, records: list[dict[str, Any]]) -> int:
        answer = handler({"Records": records}, context(stage.name)) or {}
        failed = {item["itemIdentifier"] for item in answer.get("batchItemFailures", ())}
        done = next(
            (i for i, record in enumerate(records) if record["dynamodb"]["SequenceNumber"] in failed),
            len(records),
        )
        self._cloud.stream.forget(done)
        self.sharing.relay_moved()
        self._stuck = self._stuck + 1 if done == 0 else 0
        for record in records[:done]:
            text = record["dynamodb"].get("NewImage", {}).get("event", {}).get("S")
            if text:
                self._note_event("relayed", stage.name, text)
        return len(records)

    def _queue(self, stage: Stage, queue: Queue) -> int:
        handler, size = stage.queues[queue.name]
        if not self._cloud.depth(queue.name)[0]:
            return 0
        answer = self._cloud.sqs.receive_message(
            QueueUrl=queue.url, MaxNumberOfMessages=min(size, 10), AttributeNames=["All"]
        )
        messages = answer.get("Messages", [])
        if messages:
            self._invoke(stage, queue, handler, [sqs_record(m, queue.arn) for m in messages])
        # Receiving moves what failed too often to the dead letters even when nothing is left to hand out.
        return max(len(messages), 1)

    def _invoke(self, stage: Stage, queue: Queue, handler: Handler, records: list[dict[str, Any]]) -> None:
        failed = self._failures(stage, handler, records)
        done = [record for record in records if record["messageId"] not in failed]
        for record in records:
            what = "failed" if record["messageId"] in failed else "handled"
            self._note_event(what, stage.name, record["body"])
        if done:
            self._cloud.sqs.delete_message_batch(
                QueueUrl=queue.url,
                Entries=[{"Id": str(i), "ReceiptHandle": r["receiptHandle"]} for i, r in enumerate(done)],
            )
        for record in records:
            if record["messageId"] in failed:
                tries = int(record["attributes"]["ApproximateReceiveCount"])
                self._cloud.sqs.change_message_visibility(
                    QueueUrl=queue.url,
                    ReceiptHandle=record["receiptHandle"],
                    VisibilityTimeout=self._retry_after * tries,
                )

    @staticmethod
    def _failures(stage: Stage, handler: Handler, records: list[dict[str, Any]]) -> set[str]:
        """The message ids that failed; all of them when the function itself breaks, as with Lambda."""
        try:
            answer = handler({"Records": records}, context(stage.name)) or {}
        except Exception:  # noqa: BLE001 - Lambda survives its functions, too
            _log.exception("a function broke", extra={"stage": stage.name})
            return {record["messageId"] for record in records}
        return {item["itemIdentifier"] for item in answer.get("batchItemFailures", ())}

    def _note_event(self, what: str, stage: str, text: str) -> None:
        try:
            found = msgspec.json.decode(text)
            event = found.get("detail", found)
            self._note(what, stage, str(event.get("type", "")), str(event.get("subject", "")))
        except (msgspec.DecodeError, AttributeError):
            self._note(what, stage)

    def _note(self, what: str, stage: str, kind: str = "", subject: str = "") -> None:
        with self._noting:
            self._flowed += 1
            self._flows.append(
                Flow(number=self._flowed, at=clock.now(), what=what, stage=stage, type=kind, subject=subject)
            )


def _quarter(moment: datetime) -> datetime:
    """The last tick at or before `moment`."""
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)
