"""Rows follow events: whatever is doubled, reordered, replayed or written at once, they end up the same."""

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.local.pump import Pump
from services.core.campaign.model import Campaign
from services.core.events import Event
from services.core.record.history import event_of
from services.core.record.record import State
from services.core.record.store import Stored
from services.core.table import ConflictError
from services.report import summary
from services.report.intake import take
from services.report.rows import Row, row_of
from tests.conftest import TestCloud
from tests.flow.report.conftest import Keep
from tests.unit.citizen import lives as citizens
from tests.unit.initiative import lives as initiatives
from tests.unit.work import lives as life_of
from tests.unit.work.lives import UNIT

if TYPE_CHECKING:
    from collections.abc import Callable

_CAMPAIGN = "vinh-linh-70"


def _events(stored: Stored) -> list[Event]:
    return [event_of(stored.record, entry) for entry in stored.history]


def _known() -> dict[str, Row]:
    return {row.id: row for rows in summary.load(_CAMPAIGN).values() for row in rows}


def test_records_arrive_through_stream_bus_and_queue(pump: Pump, keep: Keep, campaign: Campaign) -> None:
    """The real path: what was saved in the table stands in the unit's rows, of whatever track it is."""
    kept = (keep(life_of.verified()), keep(initiatives.accepted(), "i1"), keep(citizens.submitted(), "c1"))
    pump.drain()
    rows = {row_of(stored.record, stored.history, campaign) for stored in kept}
    assert set(summary.load(_CAMPAIGN)[UNIT]) == rows


def test_every_event_of_a_work_updates_its_row(pump: Pump, keep: Keep) -> None:
    """A later event replaces the row by the newer state, and adds none."""
    life = life_of.submitted()
    keep(life)
    pump.drain()
    before = _known()["w1"]
    from services.core.record import store  # noqa: PLC0415 - its model needs the cloud's environment

    life.later(hours=1).do("appraiser", life_of.COMMANDS["appraise"])
    stored = store.get("w1")
    assert stored is not None
    store.save(stored, life.history[-1], life_of.campaign())
    pump.drain()
    after = _known()["w1"]
    assert (before.sequence, after.sequence) == (1, 2)
    assert after.milestones[-1].state is State.APPRAISED


_EVENTS = ((0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (1, 1), (1, 2), (2, 1), (2, 2), (2, 3))
_LIVES = (life_of.verified, life_of.half_approved, life_of.declined)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(_EVENTS), again=st.lists(st.sampled_from(_EVENTS), max_size=6))
def test_duplicates_and_disorder_lead_to_the_same_rows(
    campaign: Campaign, keep: Keep, order: list[tuple[int, int]], again: list[tuple[int, int]]
) -> None:
    """Any order, any repetition: the rows are those of the records as they stand."""
    fresh = len(_known())  # every example has works of its own
    works = [keep(life(), f"w{fresh + n}") for n, life in enumerate(_LIVES)]
    for number, sequence in (*order, *again):
        take(_events(works[number])[(sequence - 1) % len(works[number].history)])
    known = _known()
    for work in works:
        assert known[work.record.id] == row_of(work.record, work.history, campaign)


def test_an_older_row_never_replaces_a_newer_one(keep: Keep, campaign: Campaign) -> None:
    """A function that read the record before another one did, and writes after it, changes nothing."""
    stored = keep(life_of.approved())
    newer = row_of(stored.record, stored.history, campaign)
    older = row_of(life_of.submitted().work, life_of.submitted().history, campaign)
    assert summary.replace(_CAMPAIGN, UNIT, newer)
    assert not summary.replace(_CAMPAIGN, UNIT, older)
    assert not summary.replace(_CAMPAIGN, UNIT, newer)
    assert _known() == {"w1": newer}


def test_events_about_other_things_change_nothing(pump: Pump, campaign: Campaign) -> None:
    """A campaign was loaded: no row, no failure, nothing in the dead letters."""
    pump.drain()
    assert summary.load(campaign.id) == {}
    assert pump.idle()


def test_an_event_about_a_record_that_is_gone_is_dropped(keep: Keep, campaign: Campaign) -> None:
    """What was erased leaves nothing to sum up, and does not block the queue."""
    event = _events(keep(life_of.submitted()))[0]
    from services.core.record.store import RecordItem  # noqa: PLC0415 - needs the cloud's environment

    RecordItem("R#w1", "R").delete()
    take(event)
    assert summary.load(campaign.id) == {}


def test_rows_are_split_into_parts(
    keep: Keep, campaign: Campaign, cloud: TestCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full part is never grown; rows in older parts are still replaced in their place."""
    monkeypatch.setattr(summary, "PART", 3)
    works = [keep(life_of.submitted(), f"w{n}") for n in range(7)]
    for work in works:
        take(_events(work)[0])
    items = cloud.table.query(
        KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": f"Y#{campaign.id}"}
    )["Items"]
    assert [item["sk"] for item in items] == [f"{UNIT}#0000", f"{UNIT}#0001", f"{UNIT}#0002"]
    newer = row_of(life_of.approved().work, life_of.approved().history, campaign)
    summary.replace(campaign.id, UNIT, Row("w0", newer.number, 9, newer.versions, newer.milestones))
    rows = summary.of_unit(campaign.id, UNIT)
    assert [row.id for row in rows] == [f"w{n}" for n in range(7)]
    assert rows[0].sequence == 9


def test_two_writers_at_once_both_get_through(
    keep: Keep, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is second reads again: neither row is lost."""
    first, second = (keep(life_of.submitted(), name) for name in ("w1", "w2"))
    rows = {work.record.id: row_of(work.record, work.history, campaign) for work in (first, second)}
    reading: Callable[..., Any] = summary._parts  # noqa: SLF001 - the moment between reading and writing
    interrupted = []

    def read_then_lose(name: str, unit: str) -> Any:  # noqa: ANN401 - what it stands in for
        found = reading(name, unit)
        if not interrupted:
            interrupted.append(unit)
            summary.replace(campaign.id, UNIT, rows["w1"])
        return found

    monkeypatch.setattr(summary, "_parts", read_then_lose)
    assert summary.replace(campaign.id, UNIT, rows["w2"])
    assert _known() == rows


def test_a_part_that_is_always_taken_goes_back_to_the_queue(
    keep: Keep, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a few tries the event is delivered again, rather than lost."""
    work = keep(life_of.submitted())

    def taken(*_: object, **__: object) -> None:
        raise ConflictError("taken")

    monkeypatch.setattr(summary, "put", taken)
    with pytest.raises(ConflictError):
        take(_events(work)[0])
    assert summary.load(campaign.id) == {}
