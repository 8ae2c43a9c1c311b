"""The figures before, in the middle and after a merger: each day's stay, and agree with the histories."""

import io
import random
from datetime import datetime, timedelta

import openpyxl
import pytest

from services.core import clock
from services.core.campaign import store as campaigns
from services.core.record import store as records
from services.core.record.history import blank as begun
from services.core.record.history import event_of, fold
from services.core.record.record import CONCLUDED
from services.core.reorganising import past
from services.core.vietnam import end_of_day
from services.report import agreement
from services.report.figures import Figures, Presence, figures, tally
from services.report.intake import take
from services.report.known import known
from services.report.workbook import Content, build
from tests.flow.reorganising.conftest import MORNING, SCENE, THAI, TRUNG, TU, World
from tests.flow.visitor import Visitor, announce
from tests.unit.reorganising.planning import COAST, COMMUNES, DAY, merger, named, renaming

BEFORE = end_of_day(DAY - timedelta(days=1))
AFTER = MORNING + timedelta(hours=2)
HANDED_IN = tuple(record for record, (_, life) in SCENE.items() if life)


def hear(*, shuffled: int | None = None) -> None:
    """Every event of every record reaches the report; with a seed twice over and in any order."""
    told = []
    for record in HANDED_IN:
        stored = records.get(record)
        assert stored is not None
        told += [event_of(stored.record, entry) for entry in stored.history]
    if shuffled is not None:
        told += told
        random.Random(shuffled).shuffle(told)  # noqa: S311 - an order, not a secret
    for event in told:
        take(event)


def as_of(world: World, at: datetime) -> Figures:
    """What the dashboard says of that moment."""
    found = known(world.campaign.id)
    return figures(found.rows, found.drafting(at), past.as_of(world.campaign.id, at), at)


def by_history(at: datetime) -> dict[str, int]:
    """How many records each unit had at that moment, by folding every history up to it."""
    units: dict[str, int] = {}
    for record in HANDED_IN:
        stored = records.get(record)
        assert stored is not None
        until = [entry for entry in stored.history if entry.at <= at]
        if until:
            unit = fold(begun(stored.record), until).unit
            units[unit] = units.get(unit, 0) + 1
    return units


def counted(shown: Figures) -> dict[str, int]:
    return {one.unit: one.tally.records for one in shown.units if one.tally.records}


def presence(shown: Figures, unit: str) -> Presence | None:
    return next((one.presence for one in shown.units if one.unit == unit), None)


def test_a_record_leaves_one_unit_and_enters_the_other(world: World) -> None:
    """Counted once, with its unit of the moment that is looked at; the whole is what it was."""
    hear()
    before = as_of(world, BEFORE)
    world.reorganise(merger())
    hear()
    assert as_of(world, BEFORE) == before
    for at in (BEFORE, AFTER):
        assert counted(as_of(world, at)) == by_history(at)
    after = as_of(world, AFTER)
    assert counted(after) == {COAST.id: 4, THAI: 1, TU: 1}
    every = [row for rows in known(world.campaign.id).rows.values() for row in rows]
    assert after.whole == tally(every, AFTER)


@pytest.mark.parametrize("seed", [1, 2])
def test_order_and_repetition_do_no_harm(world: World, seed: int) -> None:
    """Events late, twice and in any order lead to the same rows, and those to what the histories say."""
    world.reorganise(merger())
    hear(shuffled=seed)
    mixed = known(world.campaign.id).rows
    hear()
    assert known(world.campaign.id).rows == mixed
    assert counted(as_of(world, AFTER)) == by_history(AFTER)
    later = clock.now() + timedelta(days=1)
    campaign = campaigns.current(world.campaign.id)
    for unit in (*COMMUNES, COAST.id):
        assert agreement.differing(campaign, unit, later) == ()


def test_a_missing_row_of_a_record_that_moved_is_found(world: World) -> None:
    """The unit that has it now tells, for the one in which it began may be looked at by nobody any more."""
    world.reorganise(merger())
    hear()
    from services.report.summary import SummaryItem  # noqa: PLC0415 - past everything that protects rows

    SummaryItem(f"Y#{world.campaign.id}", f"{TRUNG}#0000").delete()
    later = clock.now() + timedelta(days=1)
    assert agreement.differing(campaigns.current(world.campaign.id), COAST.id, later) == ("approved",)


def test_who_ended_is_asked_no_more_and_what_they_did_counts_for_the_heir(world: World) -> None:
    """The new unit is registered by what its forerunners had; before its first day nobody asks it."""
    hear()
    world.reorganise(merger())
    hear()
    before, after = as_of(world, BEFORE), as_of(world, AFTER)
    assert presence(before, COAST.id) is None
    assert {presence(before, unit) for unit in COMMUNES} == {Presence.REGISTERED}
    assert presence(after, COAST.id) is Presence.REGISTERED
    assert {presence(after, unit) for unit in (THAI, TU)} == {Presence.UNASKED}
    assert after.asked == before.asked - 2


def test_a_verified_work_keeps_the_heir_registered(world: World) -> None:
    """A unit that had done its part before the merger is not called silent after it."""
    world.reorganise(merger())
    hear()
    found = known(world.campaign.id)
    only = {THAI: tuple(row for row in found.rows[THAI] if row.id == "verified")}
    shown = figures(only, (), campaigns.current(world.campaign.id), AFTER)
    assert presence(shown, COAST.id) is Presence.REGISTERED
    assert presence(shown, THAI) is Presence.UNASKED


def test_carried_out_late_it_leaves_the_days_between_as_they_were(world: World) -> None:
    """In force from the 1st and carried out on the 9th: the figures of the 5th stay as told."""
    hear()
    between = end_of_day(DAY + timedelta(days=4))
    told = as_of(world, between)
    world.cloud.clock.set(MORNING + timedelta(days=8))
    world.reorganise(merger())
    world.reorganise(renaming(id="r2", units=("vinh-o",), name=named("Xã Ô Mới")))
    hear()
    assert as_of(world, between) == told
    assert past.as_of(world.campaign.id, between).unit("vinh-o").name == world.campaign.unit("vinh-o").name
    assert past.as_of(world.campaign.id, clock.now()).unit("vinh-o").name == named("Xã Ô Mới")
    assert counted(as_of(world, clock.now())) == by_history(clock.now())


def test_the_pages_show_each_unit_with_its_own(world: World) -> None:
    """The dashboard, and the page of the new unit with what came to it; the page of one that ended."""
    from services.report.app import app  # noqa: PLC0415 - its models need the cloud's environment

    world.reorganise(merger())
    world.settle("report")
    world.cloud.clock.forward(hours=1)
    reader = announce("Lê Văn Lãnh", "leader")
    visitor = Visitor(app, reader)
    board = visitor.get("/report/dashboard")
    assert (board.status, COAST.name.vi in board.text) == (200, True)
    unit = visitor.get(f"/report/units/{COAST.id}")
    for record in HANDED_IN:
        state = records.get(record)
        assert state is not None
        assert (f"Việc {record}" in unit.text) is (state.record.state not in CONCLUDED)
    ended = visitor.get(f"/report/units/{THAI}")
    assert "Việc verified" in ended.text
    assert "Việc submitted" not in ended.text
    then = visitor.get(f"/report/units/{THAI}?on=30/06/2025")
    assert "Việc submitted" in then.text


def test_the_workbook_names_units_as_they_were_called(world: World) -> None:
    """A concluded work of a renamed unit stands under the name of its day; the unit itself under today's."""
    world.reorganise(renaming(name=named("Xã Tú Mới")))
    hear()
    at = clock.now()
    campaign = past.as_of(world.campaign.id, at)
    found = known(world.campaign.id)
    content = Content(
        title=campaign.title,
        campaign=campaign,
        figures=figures(found.rows, found.drafting(at), campaign, at),
        judged=(),
        rows=found.rows,
    )
    book = openpyxl.load_workbook(io.BytesIO(build(content)), read_only=True)
    cells = [[str(cell) for cell in row] for sheet in book for row in sheet.iter_rows(values_only=True)]
    by_title = {
        record: next(row for row in cells if f"Việc {record}" in row) for record in ("withdrawn", "claimed")
    }
    assert "Xã Vĩnh Tú" in by_title["withdrawn"]
    assert "Xã Tú Mới" in by_title["claimed"]
