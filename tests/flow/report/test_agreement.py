"""Rows that do not say what the histories say are found, told, and mended by nobody but a person."""

import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from infra.local.cloud import REGION
from infra.local.pump import Pump
from infra.local.stages import context
from infra.triggers import tick_event
from services.core.campaign.model import Campaign
from services.core.record import store as works
from services.core.record.history import event_of
from services.core.record.store import Stored
from services.core.telemetry.invocation import InvocationError
from services.report import agreement, app, issuing, summary, turns, watching
from services.report.intake import take
from services.report.rows import Row, row_of
from services.report.summary import SummaryItem
from tests.conftest import TestCloud
from tests.flow.report.conftest import Keep
from tests.told import Told
from tests.unit.initiative import lives as initiatives
from tests.unit.record.life import Life
from tests.unit.work import lives as life_of
from tests.unit.work.lives import UNIT


@pytest.fixture
def kept(cloud: TestCloud, keep: Keep) -> Callable[..., Stored]:
    """A record, if none is given a verified work, whose row stands in the summary, long after it happened."""

    def one(record: str = "w1", life: Life[Any] | None = None) -> Stored:
        life = life or life_of.verified()
        stored = keep(life, record)
        take(event_of(stored.record, stored.history[-1]))
        cloud.clock.set(life.now + timedelta(days=1))
        return stored

    return one


def _row(stored: Stored, campaign: Campaign) -> Row:
    return row_of(stored.record, stored.history, campaign)


def _write(campaign: Campaign, unit: str, data: bytes) -> None:
    """Put something in the place of a unit's rows, past everything that protects them."""
    SummaryItem(f"Y#{campaign.id}", f"{unit}#0000", revision=9, data=data).save()


def _put(campaign: Campaign, *rows: Row) -> None:
    _write(campaign, UNIT, zlib.compress(msgspec.json.encode(rows)))


def _differing(campaign: Campaign, cloud: TestCloud) -> tuple[str, ...]:
    return agreement.differing(campaign, UNIT, cloud.clock.now)


def test_rows_that_follow_from_histories_agree(
    cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign
) -> None:
    """Nothing differs in a unit with records of many kinds, nor in one without any."""
    for record in ("w1", "w2", "w3"):
        kept(record)
    kept("i1", initiatives.accepted())
    works.save_draft(works.new("w4", campaign, UNIT, "author"), {"title": "x"}, campaign, cloud.clock.now)
    assert _differing(campaign, cloud) == ()
    assert agreement.differing(campaign, "ho-xa", cloud.clock.now) == ()


def test_a_damaged_row_is_found(cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign) -> None:
    """Of the same sequence and with another story: no event would ever tell."""
    stored, other = kept("w1"), kept("w2")
    row = _row(stored, campaign)
    _put(campaign, msgspec.structs.replace(row, milestones=row.milestones[:-1]), _row(other, campaign))
    assert _differing(campaign, cloud) == ("w1",)


def test_a_missing_row_is_found(cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign) -> None:
    """A record that no figure counts."""
    kept("w1")
    kept("i1", initiatives.accepted())
    _put(campaign)
    assert _differing(campaign, cloud) == ("i1", "w1")


def test_a_surplus_row_is_found(cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign) -> None:
    """Of a record that there is not, of a draft, of another unit's record: each would be counted."""
    row = _row(kept("w1"), campaign)
    works.save_draft(works.new("w2", campaign, UNIT, "author"), {"title": "x"}, campaign, cloud.clock.now)
    elsewhere = works.new("w3", campaign, "ho-xa", "author")
    for entry in life_of.verified().history:
        elsewhere = works.save(elsewhere, entry, campaign)
    _put(campaign, row, *(msgspec.structs.replace(row, id=name) for name in ("w0", "w2", "w3")))
    assert _differing(campaign, cloud) == ("w0", "w2", "w3")


def test_a_doubled_row_is_found(cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign) -> None:
    """It would be counted twice."""
    row = _row(kept("w1"), campaign)
    _put(campaign, row, row)
    assert _differing(campaign, cloud) == ("w1",)


@pytest.mark.parametrize("data", [b"no zip", zlib.compress(b"no json"), zlib.compress(b'[{"id":3}]')])
def test_rows_that_cannot_be_read_differ(
    cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign, data: bytes
) -> None:
    """Also in a unit that has no record at all."""
    kept("w1")
    _write(campaign, UNIT, data)
    _write(campaign, "ho-xa", data)
    assert _differing(campaign, cloud) == ("w1",)
    assert agreement.differing(campaign, "ho-xa", cloud.clock.now) == ("ho-xa",)


def test_a_record_that_cannot_be_read_differs(
    cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign
) -> None:
    """It holds up nobody else's turn."""
    kept("w1")
    kept("w2")
    item = works.RecordItem.get("R#w1", "R")
    item.update([works.RecordItem.history.set(b"no zip")])
    assert _differing(campaign, cloud) == ("w1",)


def test_an_event_on_its_way_is_no_difference(
    cloud: TestCloud, keep: Keep, pump: Pump, campaign: Campaign
) -> None:
    """For a quarter of an hour the row need not know; after that somebody must hear of it."""
    life = life_of.submitted()
    keep(life)
    cloud.clock.set(life.now)
    assert _differing(campaign, cloud) == ()
    cloud.clock.forward(minutes=16)
    assert _differing(campaign, cloud) == ("w1",)
    pump.drain()
    assert _differing(campaign, cloud) == ()
    life.at(cloud.clock.now).do("appraiser", life_of.COMMANDS["appraise"])
    stored = works.get("w1")
    assert stored is not None
    works.save(stored, life.history[-1], campaign)
    assert _differing(campaign, cloud) == ()


def test_a_long_list_is_read_to_its_end(
    cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign
) -> None:
    """A list has 25 lines a page; the record on the second page is looked at as well."""
    for n in range(27):
        kept(f"w{n:02}")
    rows = [row for row in summary.of_unit(campaign.id, UNIT) if row.id not in ("w00", "w26")]
    _put(campaign, *rows)
    assert _differing(campaign, cloud) == ("w00", "w26")


def test_telling_the_events_again_mends_it(
    cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign
) -> None:
    """What the runbook says to do helps, although the sequence of the damaged row is the newest."""
    stored, missing = kept("w1"), kept("w2")
    row = _row(stored, campaign)
    _put(campaign, msgspec.structs.replace(row, number="VL-000000"))
    for work in (stored, missing):
        take(event_of(work.record, work.history[0]))
    assert _differing(campaign, cloud) == ()


def _day(cloud: TestCloud, campaign: Campaign) -> list[int]:
    """What every tick of a day finds."""
    found = []
    for _ in range(turns.A_DAY):
        found.append(agreement.look(campaign, cloud.clock.now))
        cloud.clock.forward(minutes=15)
    return found


def test_a_day_finds_every_difference_and_keeps_it_in_mind(
    cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign, told: Told
) -> None:
    """From the unit's turn on every tick says so, until it is mended; then the very next one says none."""
    stored = kept("w1")
    _put(campaign)
    found = _day(cloud, campaign)
    assert set(found) == {0, 1}
    assert found == sorted(found)
    (line, *_) = told.lines("summaries differ from histories")
    assert (line["level"], line["unit"], line["records"]) == ("WARNING", UNIT, ["w1"])
    take(event_of(stored.record, stored.history[-1]))
    assert agreement.look(campaign, cloud.clock.now) == 0
    assert _differing(campaign, cloud) == ()


def test_a_tick_reads_a_bounded_number_of_units(
    cloud: TestCloud, kept: Callable[..., Stored], campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an outage, and with many units that differ, a tick does its share and leaves the rest."""
    kept("w1")
    looked: list[str] = []

    def differs(_campaign: Campaign, unit: str, _now: object) -> tuple[str, ...]:
        looked.append(unit)
        return (unit,)

    monkeypatch.setattr(agreement, "differing", differs)
    agreement.look(campaign, cloud.clock.now)
    cloud.clock.forward(days=3)
    counts = []
    for _ in range(2 * turns.A_DAY // turns.MOST):
        looked.clear()
        agreement.look(campaign, cloud.clock.now)
        counts.append(len(looked))
        cloud.clock.forward(minutes=15)
    most = max(
        len(turns.whose((unit.id for unit in campaign.units), range(n, n + turns.MOST)))
        for n in range(turns.A_DAY)
    )
    assert max(counts) <= most + agreement.MOST_AGAIN
    assert agreement.look(campaign, cloud.clock.now) == len(campaign.units)


# --- what the tick tells -----------------------------------------------------------------------


def test_the_tick_tells_what_waits_is_overdue_and_differs(
    cloud: TestCloud, keep: Keep, pump: Pump, campaign: Campaign, counted: list[tuple[str, float, str]]
) -> None:
    """One gauge each, of the campaign: figures that the dashboard shows as well."""
    keep(life_of.submitted(), "w1")
    keep(life_of.half_approved(), "w2")
    life = life_of.approved()
    keep(life, "w3")
    pump.drain()
    counted.clear()
    cloud.clock.set(life_of.AFTER_DEADLINE)
    pump.tick()
    assert counted[:3] == [
        ("SummariesDiffer", 0, campaign.id),
        ("Waiting", 2, campaign.id),
        ("Overdue", 1, campaign.id),
    ]


def test_a_report_that_cannot_be_made_silences_no_gauge(
    campaign: Campaign, counted: list[tuple[str, float, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What keeps a report from being made may be what the gauges tell; the run has failed all the same."""

    def broken(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(issuing, "tick", broken)
    with pytest.raises(InvocationError):
        app.tick(tick_event(REGION), context("report"))
    assert {name for name, _, of in counted if of == campaign.id} == {"SummariesDiffer", "Waiting", "Overdue"}


def test_where_nobody_hears_nothing_is_read(
    cloud: TestCloud, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This machine's clock passes months in a minute: no tick of it looks for differences."""

    def never(*_: object) -> int:
        pytest.fail("somebody looked")

    monkeypatch.setattr(agreement, "look", never)
    watching.watch(cloud.clock.now)
    assert "Item" not in cloud.table.get_item(Key={"pk": f"A#{campaign.id}", "sk": "A"})


def test_before_a_campaign_there_is_nothing_to_tell(
    cloud: TestCloud, counted: list[tuple[str, float, str]]
) -> None:
    """The ticks of a new installation come to nothing, and do not fail."""
    watching.watch(cloud.clock.now)
    assert counted == []
