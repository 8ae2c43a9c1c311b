"""The pump acts as Lambda does, without sleeping."""

import json
from datetime import timedelta

import msgspec
import pytest

from infra.local import stages
from infra.local.pump import Pump, StuckError
from infra.local.stages import Stage
from services.core import clock, events
from services.core.events import Event
from services.core.queue import RetryableError, consume
from tests.conftest import TestCloud


def _store(cloud: TestCloud, subject: str, sequence: int) -> None:
    event = Event(
        id=f"{subject}-{sequence}",
        type="WorkSubmitted",
        version=1,
        occurred_at=clock.now(),
        campaign="c",
        subject=subject,
        sequence=sequence,
        actor="p",
    )
    cloud.table.put_item(Item={"pk": subject, "sk": "R", "event": events.encode(event)})


class _Listener:
    """A stage made for a test: it remembers what it heard, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.heard: list[str] = []
        self.ticks = 0

    def handle(self, event: Event) -> None:
        if self.failures:
            self.failures -= 1
            raise RetryableError
        self.heard.append(event.id)

    def stage(self) -> Stage:
        return Stage(
            name="review",
            app=None,
            queues={"thidua-review": (lambda batch, _: consume(batch, self.handle), 10)},
            streams=(),
            ticks=(self.tick,),
        )

    def tick(self, *_: object) -> None:
        self.ticks += 1


def _pump(cloud: TestCloud, listener: _Listener) -> Pump:
    return Pump(cloud.inner, (*stages.load(["relay"]), listener.stage()))


def test_from_the_table_to_a_stage(cloud: TestCloud) -> None:
    """What a conditional put left in the table reaches the stage through stream, bus and queue."""
    listener = _Listener()
    pump = _pump(cloud, listener)
    _store(cloud, "R#1", 1)
    _store(cloud, "R#1", 2)
    assert not pump.idle()
    pump.drain()
    assert listener.heard == ["R#1-1", "R#1-2"]
    assert pump.drain() == 0


def test_a_failure_is_tried_again(cloud: TestCloud) -> None:
    """A message that fails is handed out again and counts no second time once it worked."""
    listener = _Listener(failures=2)
    pump = _pump(cloud, listener)
    _store(cloud, "R#1", 1)
    pump.drain()
    assert listener.heard == ["R#1-1"]


def test_dead_letters_after_five_tries(cloud: TestCloud) -> None:
    """What never works ends in the dead letters, and the pump comes to rest."""
    listener = _Listener(failures=1000)
    pump = _pump(cloud, listener)
    _store(cloud, "R#1", 1)
    pump.drain()
    assert listener.failures == 1000 - 5
    (letters,) = (cloud.inner.dead_letters()["thidua-review"],)
    assert json.loads(letters[0])["detail"]["subject"] == "R#1"


def test_a_broken_function_loses_nothing(cloud: TestCloud) -> None:
    """When a function itself breaks, its whole batch comes again."""
    listener = _Listener()
    pump = _pump(cloud, listener)
    broken = msgspec.structs.replace(listener.stage(), queues={"thidua-review": (_broken, 10)})
    whole = pump.stages
    pump.stages = (whole[0], broken)
    _store(cloud, "R#1", 1)
    pump.step()
    pump.stages = whole
    pump.drain()
    assert listener.heard == ["R#1-1"]


def _broken(*_: object) -> dict[str, object]:
    raise RuntimeError("broken")


def test_a_stuck_relay_ends_the_test(cloud: TestCloud) -> None:
    """A relay that fails for ever is told, instead of a test that never ends."""
    pump = _pump(cloud, _Listener())
    relay = pump.stages[0]

    def refuse(batch: dict[str, list[dict[str, dict[str, str]]]], _: object) -> dict[str, object]:
        first = batch["Records"][0]["dynamodb"]["SequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": first}]}

    pump.stages = (msgspec.structs.replace(relay, streams=((refuse, 10),)), pump.stages[1])
    _store(cloud, "R#1", 1)
    with pytest.raises(StuckError):
        pump.drain()


def test_ticks_come_every_quarter(cloud: TestCloud) -> None:
    """The schedule's ticks are due each quarter of an hour of business time, each once."""
    pump = _pump(cloud, _Listener())
    cloud.clock.forward(minutes=31)
    due = list(pump.due_ticks(clock.now()))
    assert len(due) == 2
    assert due[1] - due[0] == timedelta(minutes=15)
    assert list(pump.due_ticks(clock.now())) == []


def test_a_leap_ticks_every_hour(cloud: TestCloud) -> None:
    """A clock moved by weeks does not fire thousands of ticks."""
    pump = _pump(cloud, _Listener())
    cloud.clock.forward(days=7)
    assert len(list(pump.due_ticks(clock.now()))) == 7 * 24


def test_what_moved_is_told(cloud: TestCloud) -> None:
    """The page of events shows what was relayed and who handled it."""
    pump = _pump(cloud, _Listener())
    _store(cloud, "R#1", 1)
    pump.drain()
    assert [(f.what, f.stage, f.subject) for f in pump.flows()] == [
        ("relayed", "relay", "R#1"),
        ("handled", "review", "R#1"),
    ]
