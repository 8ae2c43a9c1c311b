"""Carrying out: nothing open stays behind, what was concluded stays, and it can be broken off anywhere."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import msgspec
import pytest

from services.core import clock
from services.core.campaign.model import Track
from services.core.people.person import Role
from services.core.record import store as records
from services.core.record.commands import Move
from services.core.record.handle import handle
from services.core.record.history import blank, fold
from services.core.record.record import State
from services.core.record.refusal import NotYoursError, RefusedError
from services.core.reorganising import store
from services.core.reorganising.carrying import left
from services.core.reorganising.reorganisation import Stage
from services.core.reorganising.store import Kept
from services.core.subjects import store as subjects
from services.core.subjects.subject import Kind as SubjectKind
from services.core.table import Item
from services.core.work.commands import Appraise
from services.review import tasks
from tests.flow.reorganising.conftest import OPEN, SCENE, THAI, TU, World
from tests.unit.citizen import lives as citizens
from tests.unit.initiative import lives as initiatives
from tests.unit.reorganising.planning import COAST, COMMUNES, DAY, merger, named, renaming, split


def test_three_communes_become_one(world: World) -> None:
    """What is open, drafts too, is the new unit's; what was concluded stays its own unit's."""
    done = world.reorganise(merger())
    assert (done.stage, done.moved, done.people) == (Stage.DONE, len(OPEN), 3)
    for record, (unit, _) in SCENE.items():
        assert world.unit_of(record) == (COAST.id if record in OPEN else unit)
    assert sorted(world.listed(COAST.id)) == sorted(SCENE)
    assert [world.listed(unit) for unit in COMMUNES] == [[], [], []]
    ended = [world.now().unit(unit) for unit in COMMUNES]
    assert {(unit.until, unit.successors) for unit in ended} == {(DAY, (COAST.id,))}
    assert world.now().unit(COAST.id) == COAST


def test_every_track_moves(world: World) -> None:
    """Initiatives and citizens go along as works do, and whoever decides on them still has them."""
    for record, track, life in (
        ("initiative", Track.INITIATIVE, initiatives.confirmed()),
        ("citizen", Track.CITIZEN, citizens.submitted()),
    ):
        stored = records.new(record, world.campaign, TU, world.binh.id, track)
        for entry in life.history:
            stored = records.save(stored, entry, world.campaign)
    before = {line.id: line.holders for line in records.of_unit(world.campaign.id, TU).rows}
    world.reorganise(merger())
    after = {line.id: line.holders for line in records.of_unit(world.campaign.id, COAST.id).rows}
    for record, event in (("initiative", "InitiativeMoved"), ("citizen", "CitizenMoved")):
        stored = records.get(record)
        assert stored is not None
        assert (stored.record.unit, stored.history[-1].type) == (COAST.id, event)
        assert fold(blank(stored.record), stored.history) == stored.record
        assert after[record] == before[record]


def test_whoever_a_record_speaks_of_goes_along(world: World) -> None:
    """Else their time would be counted without their record, and somebody erase them before it is over."""
    begun = clock.now() - timedelta(days=30)
    for record in ("draft-2", "claimed", "withdrawn"):
        new = subjects.new(record, "person", world.campaign.id, TU, SubjectKind.CITIZEN)
        subjects.save_draft(new, {"name": f"Người của {record}"}, begun)
    before = {line.id: line for line in subjects.of_unit(world.campaign.id, TU)}
    kept = world.plan(merger())
    while kept.reorganisation.stage is not Stage.DONE:
        kept = world.carry(kept, 3)
    assert subjects.of_unit(world.campaign.id, TU) == ()
    after = {line.id: line for line in subjects.of_unit(world.campaign.id, COAST.id)}
    assert after == {id_: msgspec.structs.replace(line, unit=COAST.id) for id_, line in before.items()}
    assert {line.updated for line in after.values()} == {begun}
    found = subjects.get(next(iter(after)))
    assert found is not None
    assert (found.subject.unit, bool(found.typed)) == (COAST.id, True)


def test_a_record_keeps_number_history_and_what_was_typed(world: World) -> None:
    """Its history tells of the move and still folds to what stands there; an answer begun is not lost."""
    before = records.get("returned")
    assert before is not None
    records.save_draft(before, {"title": "Đang bổ sung"}, world.campaign, clock.now())
    world.reorganise(merger(document="Nghị quyết về sắp xếp đơn vị"))
    stored = records.get("returned")
    assert stored is not None
    assert stored.record.number == before.record.number
    assert stored.draft == {"title": "Đang bổ sung"}
    last = stored.history[-1]
    assert (last.type, last.reason) == ("WorkMoved", "Nghị quyết về sắp xếp đơn vị")
    assert (last.holder, last.causation, last.state) == ("office", "request-1", State.RETURNED)
    assert fold(blank(stored.record), stored.history) == stored.record
    assert blank(stored.record).unit == stored.record.first_unit == TU
    assert stored.record.since == before.record.since


def test_people_go_along(world: World) -> None:
    """Members are members of the new unit; whoever only had their home there has it in the new one."""
    world.reorganise(merger())
    for person in (world.lan, world.binh):
        assert world.again(person).of(world.campaign.id, Role.UNIT) == (COAST.id,)
    hoa = world.again(world.hoa)
    assert (hoa.home, hoa.of(world.campaign.id, Role.BODY)) == (COAST.id, ("phong-tckh",))


def test_whoever_has_something_to_do_still_has_it(world: World) -> None:
    """The queues of those who decide hold the same records, now the new unit's; its own tasks are its own."""
    world.settle("review")
    before = {line.record for line in tasks.waiting(world.campaign.id, ["body:phong-tckh"]).rows}
    world.reorganise(merger())
    world.settle("review")
    after = tasks.waiting(world.campaign.id, ["body:phong-tckh"]).rows
    assert {line.record for line in after} == before == {"submitted", "claimed"}
    assert {line.owed.unit for line in after} == {COAST.id}
    lines = {line.id: line.holders for line in records.of_unit(world.campaign.id, COAST.id).rows}
    assert lines["returned"] == lines["approved"] == lines["draft-1"] == (f"unit:{COAST.id}",)


@pytest.mark.parametrize("most", [7, 100])
def test_nobody_decides_on_their_own_units_record_on_its_way(world: World, most: int) -> None:
    """Records move before people: whoever is still at home in a unit that ended is barred all the same."""
    world.carry(world.plan(merger()), most)
    stored = records.get("submitted")
    assert stored is not None
    assert (stored.record.unit, world.again(world.hoa).home == TU) == (COAST.id, most == 7)
    with pytest.raises(NotYoursError):
        handle(
            stored.record.id,
            Appraise(favourable=True, reasons="Đồng ý"),
            world.again(world.hoa),
            world.now(),
            clock.now(),
            seen=stored.record.sequence,
        )


@pytest.mark.parametrize("most", [1, 5])
def test_it_can_be_broken_off_and_gone_on_with(world: World, most: int) -> None:
    """However little one call does, in the end everything is as if it had been done at once."""
    kept = world.plan(merger())
    presses = 0
    while kept.reorganisation.stage is not Stage.DONE:
        kept = world.carry(kept, most)
        presses += 1
        assert presses < 20
    assert presses >= len(OPEN) // most
    assert kept.reorganisation.moved == len(OPEN)
    assert {world.unit_of(record) for record in OPEN} == {COAST.id}
    assert sorted(world.listed(COAST.id)) == sorted(SCENE)


def test_a_crash_between_any_two_writes_does_no_harm(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever write fails, doing it once more completes it, and no record moves twice."""
    kept = world.plan(merger())
    attempts = 0
    while True:
        with monkeypatch.context() as patch:
            left_ = count(attempts, -1)
            for name in ("save", "update"):
                patch.setattr(Item, name, _breaking_off(getattr(Item, name), left_))
            try:
                world.carry(_as_stored(kept))
                break
            except _BrokenOffError:
                attempts += 1
    assert attempts > 5
    for record in OPEN:
        stored = records.get(record)
        assert stored is not None
        assert stored.record.unit == COAST.id
        assert sum(entry.type == "WorkMoved" for entry in stored.history) <= 1
    assert left(world.campaign.id, THAI) == ()
    assert _as_stored(kept).reorganisation.stage is Stage.DONE


class _BrokenOffError(Exception):
    """The function ended here."""


def _breaking_off(write: Callable[..., object], left_: Iterator[int]) -> Callable[..., object]:
    """The write, as long as any is left to this attempt."""

    def limited(*args: object, **named_: object) -> object:
        if next(left_) <= 0:
            raise _BrokenOffError
        return write(*args, **named_)

    return limited


def _as_stored(kept: Kept) -> Kept:
    found = store.get(kept.reorganisation.campaign, kept.reorganisation.id)
    assert found is not None
    return found


def test_what_is_begun_meanwhile_is_moved_too(world: World) -> None:
    """A draft that a member begins while the records move does not stay behind."""
    kept = world.carry(world.plan(merger()), most=3)
    new = records.new("late", world.campaign, TU, world.binh.id)
    records.save_draft(new, {"title": "Việc mới"}, world.campaign, clock.now())
    kept = world.carry(kept)
    assert kept.reorganisation.stage is Stage.DONE
    assert world.unit_of("late") == COAST.id


def test_one_that_is_done_moves_what_the_index_told_late(world: World) -> None:
    """Looked through once more, it moves the rest and tells nobody again."""
    kept = world.carry(world.plan(merger()))
    new = records.new("late", world.campaign, TU, world.binh.id)
    records.save_draft(new, {"title": "Việc mới"}, world.campaign, clock.now())
    again = world.carry(kept)
    assert again.reorganisation.moved == kept.reorganisation.moved + 1
    assert again.reorganisation.done_at == kept.reorganisation.done_at
    assert world.unit_of("late") == COAST.id


def test_a_split_goes_where_was_chosen(world: World) -> None:
    """Records by the office's choice, drafts with whoever began them, concluded ones to the first one."""
    one = split(
        records={"returned": "trung-nam", "claimed": THAI}, members={world.binh.id: "trung-nam"}
    )  # fmt: skip
    world.reorganise(one)
    assert world.unit_of("returned") == world.unit_of("draft-2") == "trung-nam"
    assert world.unit_of("claimed") == THAI
    assert world.unit_of("withdrawn") == TU
    assert "withdrawn" in world.listed(THAI)
    assert world.again(world.binh).of(world.campaign.id, Role.UNIT) == ("trung-nam",)


def test_one_reorganisation_follows_another(world: World) -> None:
    """A record that moved twice still folds, and what was concluded first is listed with the last heir."""
    world.reorganise(merger())
    later = DAY + timedelta(days=40)
    world.cloud.clock.forward(days=41)
    world.reorganise(
        merger(id="r2", units=(COAST.id,), successors=("vinh-o",), new=(), day=later)
    )  # fmt: skip
    stored = records.get("approved")
    assert stored is not None
    assert (stored.record.unit, stored.record.first_unit) == ("vinh-o", "trung-nam")
    assert fold(blank(stored.record), stored.history) == stored.record
    assert sorted(world.listed("vinh-o")) == sorted(SCENE)
    assert world.unit_of("verified") == THAI


def test_a_renaming_moves_nothing(world: World) -> None:
    """The unit has its new name from the day on, and its former one before it."""
    done = world.reorganise(renaming(name=named("Xã Tú")))
    assert (done.stage, done.moved, done.people) == (Stage.DONE, 0, 0)
    unit = world.now().unit(TU)
    assert unit.name_on(DAY) == named("Xã Tú")
    assert unit.name_on(DAY - timedelta(days=1)) == world.campaign.unit(TU).name
    assert world.unit_of("claimed") == TU


def test_nothing_else_moves_a_record(world: World) -> None:
    """The office cannot hand a record to whom it likes: only to the successor of a unit that ended."""
    stored = records.get("approved")
    assert stored is not None
    with pytest.raises(RefusedError):
        handle(
            "approved", Move(unit="vinh-o"), world.office, world.now(), clock.now(),
            seen=stored.record.sequence,
        )  # fmt: skip


def test_a_decision_taken_back_leaves_nothing_with_a_unit_that_ended(world: World) -> None:
    """A verified work whose verdict is taken back is open again: with the successor."""
    from services.core.record.handle import handle  # noqa: PLC0415 - the one command of this test
    from services.core.work.commands import TakeBack  # noqa: PLC0415 - the same

    world.reorganise(merger())
    stored = records.get("verified")
    assert stored is not None
    verifier = msgspec.structs.replace(world.hoa, id="another", home="", grants=world.hoa.grants)
    handle(
        "verified", TakeBack(reason="Nhầm ngày"), verifier, world.now(), clock.now(),
        seen=stored.record.sequence,
    )  # fmt: skip
    after = records.get("verified")
    assert after is not None
    assert (after.record.state, after.record.unit, after.record.first_unit) == (
        State.COMPLETED, COAST.id, THAI,
    )  # fmt: skip
    assert fold(blank(after.record), after.history) == after.record


def test_one_that_was_not_planned_is_not_carried_out(world: World) -> None:
    """What is only being prepared changes nothing."""
    with pytest.raises(ValueError, match="not planned"):
        world.carry(world.plan(merger(stage=Stage.PREPARED)))
