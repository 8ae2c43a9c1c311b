"""The relay: from the table's stream to the bus, in order, nothing twice that need not be."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from services.core import clock, events
from services.core.events import Event
from services.core.telemetry.invocation import InvocationError
from services.relay import app
from services.relay.relay import relay
from tests.told import Told


def _event(number: int, subject: str = "R#1") -> str:
    return events.encode(
        Event(
            id=f"e{number}",
            type="WorkSubmitted",
            version=1,
            occurred_at=clock.now(),
            campaign="c",
            subject=subject,
            sequence=number,
            actor="p",
            causation=f"request-{number}",
        )
    )


def _record(number: int, new: str | None, old: str | None = None) -> dict[str, Any]:
    change: dict[str, Any] = {"SequenceNumber": str(number), "Keys": {}}
    if new is not None:
        change["NewImage"] = {"event": {"S": new}}
    if old is not None:
        change["OldImage"] = {"event": {"S": old}}
    return {"dynamodb": change}


class _Bus:
    """EventBridge, which refuses what a test names."""

    def __init__(self, *refused: str) -> None:
        self.refused = set(refused)
        self.calls: list[list[str]] = []

    def put_events(self, *, Entries: list[dict[str, str]]) -> Mapping[str, Any]:  # noqa: N803 - its name
        ids = [msgspec.json.decode(entry["Detail"])["id"] for entry in Entries]
        self.calls.append(ids)
        bad = [one in self.refused for one in ids]
        return {
            "FailedEntryCount": sum(bad),
            "Entries": [{"ErrorCode": "ThrottlingException"} if no else {"EventId": "x"} for no in bad],
        }


def test_only_new_events_pass() -> None:
    """Touching an item again, deleting it, or storing one without an event relays nothing."""
    bus = _Bus()
    records = [
        _record(1, _event(1)),
        _record(2, _event(1), _event(1)),
        _record(3, _event(2), _event(1)),
        _record(4, None, _event(2)),
        {"dynamodb": {"SequenceNumber": "5", "NewImage": {"pk": {"S": "P#1"}}}},
    ]
    assert relay(records, "bus", bus.put_events) == {"batchItemFailures": []}
    assert [one for call in bus.calls for one in call] == ["e1", "e2"]


def test_ten_at_most_in_one_call() -> None:
    """The bus takes ten entries; a batch of 25 subjects needs three calls."""
    bus = _Bus()
    relay([_record(n, _event(n, f"R#{n}")) for n in range(25)], "bus", bus.put_events)
    assert [len(call) for call in bus.calls] == [10, 10, 5]


def test_nothing_overtakes_a_refused_event() -> None:
    """After a refusal the rest of the batch comes again, and the subject's next event was not sent before."""
    bus = _Bus("e1")
    records = [
        _record(n, _event(n, subject)) for n, subject in ((0, "R#0"), (1, "R#1"), (2, "R#1"), (3, "R#3"))
    ]
    assert relay(records, "bus", bus.put_events) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert bus.calls == [["e0", "e1"]]


def test_an_unknown_version_passes() -> None:
    """A newer stage's event reaches the queues, whose consumers set it aside; the shard is not held up."""
    bus = _Bus()
    unknown = '{"id":"e9","type":"WorkFlown","version":7,"subject":"R#1","wings":2}'
    assert relay([_record(1, unknown)], "bus", bus.put_events) == {"batchItemFailures": []}
    assert bus.calls == [["e9"]]


def test_what_is_no_event_holds_nobody_up() -> None:
    """An unreadable attribute is left out, and the records behind it go on."""
    bus = _Bus()
    relay([_record(1, "{no json"), _record(2, _event(2))], "bus", bus.put_events)
    assert bus.calls == [["e2"]]


def test_a_restored_item_repeats_nothing_and_its_next_event_passes() -> None:
    """What a backup brings back was told in its first life; touching it tells nothing, what follows does."""
    bus = _Bus()
    restored = _record(1, _event(1))
    restored["dynamodb"]["NewImage"]["restored"] = {"S": "e1"}
    touched = _record(2, _event(1), _event(1))
    touched["dynamodb"]["NewImage"]["restored"] = {"S": "e1"}
    grown = _record(3, _event(2), _event(1))
    overtaken = _record(4, _event(2, "R#2"), _event(1, "R#2"))
    overtaken["dynamodb"]["NewImage"]["restored"] = {"S": "e2"}
    records = [restored, touched, grown, overtaken]
    assert relay(records, "bus", bus.put_events) == {"batchItemFailures": []}
    assert bus.calls == [["e2"]]


def test_what_the_bus_took_is_logged_and_counted_by_type(
    told: Told, counted: list[tuple[str, float, str]]
) -> None:
    """One line for each event, with the request that led to it and ids only; one count for each type."""
    relay([_record(n, _event(n, f"R#{n}")) for n in (1, 2)], "bus", _Bus().put_events)
    assert counted == [("Events", 2, "WorkSubmitted")]
    first, second = told.lines("an event was passed on")
    assert (first["event"], second["event"]) == ("e1", "e2")
    known = {name: first[name] for name in ("type", "subject", "sequence", "correlation_id")}
    assert known == {
        "type": "WorkSubmitted",
        "subject": "R#1",
        "sequence": 1,
        "correlation_id": "request-1",
    }


def test_what_the_bus_refused_is_not_counted(told: Told, counted: list[tuple[str, float, str]]) -> None:
    """It comes again and is counted then; what the same call brought through has left."""
    relay([_record(n, _event(n, f"R#{n}")) for n in (1, 2)], "bus", _Bus("e2").put_events)
    assert counted == [("Events", 1, "WorkSubmitted")]
    assert told.lines("the bus refused an event", event="e2", code="ThrottlingException")


def test_what_broke_halfway_has_been_counted(counted: list[tuple[str, float, str]]) -> None:
    """Metrics leave with what they count, not with the end of a run that may never come."""
    bus = _Bus()

    def breaks(**entries: list[dict[str, str]]) -> Mapping[str, Any]:
        if bus.calls:
            raise ConnectionError
        return bus.put_events(**entries)

    with pytest.raises(ConnectionError):
        relay([_record(n, _event(n)) for n in (1, 2)], "bus", breaks)
    assert counted == [("Events", 1, "WorkSubmitted")]


def test_an_event_without_a_type_holds_nobody_up() -> None:
    """The bus would refuse it for ever, and it could not be counted."""
    bus = _Bus()
    relay([_record(1, '{"id":"e1","type":""}'), _record(2, _event(2))], "bus", bus.put_events)
    assert bus.calls == [["e2"]]


def test_no_text_of_an_error_leaves_the_function(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lambda would write it; an event's ids are all that the log may hold."""

    def broken(**_: object) -> Mapping[str, Any]:
        raise ValueError("Nguyễn Thị Bí Mật")

    monkeypatch.setattr(app, "_bus", lambda: SimpleNamespace(put_events=broken))
    with pytest.raises(InvocationError) as escaped:
        app.pass_on({"Records": [_record(1, _event(1))]}, None)
    assert told.lines("a run failed", run="relay.pass_on", error="ValueError")
    assert "Bí Mật" not in str(escaped.value) + "".join(told.everything)
