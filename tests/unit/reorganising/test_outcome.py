"""What a reorganisation makes of units and people, and what a row of reorganisations leaves behind."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.campaign import succession
from services.core.campaign.model import Campaign
from services.core.people.person import Grant, Person, Role
from services.core.reorganising import outcome, rules
from services.core.reorganising.reorganisation import Kind, Reorganisation, id_from, suggested
from tests.unit.reorganising.planning import (
    COAST,
    COMMUNES,
    DAY,
    PLAN,
    merger,
    named,
    new_unit,
    planned,
    renaming,
    split,
    with_units,
)

CHILD = msgspec.structs.replace(new_unit("hamlet", "HAML", "Thôn"), parent="vinh-tu")


def _member(person: str, *units: str, home: str = "") -> Person:
    grants = tuple(Grant(campaign=PLAN.id, role=Role.UNIT, of=unit) for unit in units)
    return Person(id=person, email=f"{person}@x.example", name=person, home=home, grants=grants)


def test_a_merger_ends_the_units_and_makes_the_new_one() -> None:
    """Each has its day and its successor, units below come below it; asking again changes nothing."""
    campaign = with_units(PLAN, (CHILD,))
    changed = {unit.id: unit for unit in outcome.units_after(merger(), campaign)}
    assert set(changed) == {*COMMUNES, COAST.id, CHILD.id}
    assert {(changed[each].until, changed[each].successors) for each in COMMUNES} == {(DAY, (COAST.id,))}
    assert changed[CHILD.id].parent == COAST.id
    assert outcome.units_after(merger(), with_units(campaign, tuple(changed.values()))) == ()


def test_a_unit_that_was_split_off_does_not_stand_below_itself() -> None:
    """A child that becomes a successor comes below the other one."""
    campaign = with_units(PLAN, (CHILD,))
    one = split(successors=(CHILD.id, "vinh-thai"))
    changed = {unit.id: unit for unit in outcome.units_after(one, campaign)}
    assert changed[CHILD.id].parent == "vinh-thai"


def test_a_renaming_keeps_the_former_name_with_its_day() -> None:
    """What was concluded the day before is told under the name of that day."""
    (unit,) = outcome.units_after(renaming(), PLAN)
    before = PLAN.unit("vinh-tu")
    assert unit.name_on(DAY - timedelta(days=1)) == before.name
    assert unit.name_on(DAY) == named("Xã Tú")
    assert outcome.units_after(renaming(), with_units(PLAN, (unit,))) == ()


@pytest.mark.parametrize("one", [merger(), split(), renaming()], ids=lambda one: str(one.kind))
def test_what_was_done_can_be_thought_away(one: Reorganisation) -> None:
    """As of a day before it was carried out the units are what they were; thinking it away twice is once."""
    after = with_units(PLAN, outcome.units_after(one, PLAN))
    assert after != PLAN
    assert outcome.undone(one, after) == PLAN
    assert outcome.undone(one, PLAN) == PLAN


def test_members_go_along() -> None:
    """Role and home follow; other roles, and those of other campaigns, stay as they are."""
    elsewhere = Grant(campaign="other", role=Role.UNIT, of="vinh-tu")
    office = Grant(campaign=PLAN.id, role=Role.OFFICE)
    before = _member("a", "vinh-tu", "vinh-thai", "vinh-o", home="vinh-tu")
    before = msgspec.structs.replace(before, grants=(*before.grants, elsewhere, office))
    after = outcome.person_after(merger(), before)
    assert after.home == COAST.id
    assert after.of(PLAN.id, Role.UNIT) == (COAST.id, "vinh-o")
    assert {elsewhere, office} <= set(after.grants)
    assert outcome.person_after(merger(), after) == after
    assert outcome.person_after(renaming(), before) == before


def test_a_split_takes_members_where_they_were_chosen_for() -> None:
    """Whoever was not named belongs to all successors, so that nobody is left without a unit."""
    one = split(members={"a": "trung-nam", "c": "nobody"})
    units = {
        person: outcome.person_after(one, _member(person, "vinh-tu", home="vinh-tu")) for person in "abc"
    }
    assert units["a"].of(PLAN.id, Role.UNIT) == ("trung-nam",)
    assert units["a"].home == "trung-nam"
    assert (
        units["b"].of(PLAN.id, Role.UNIT) == units["c"].of(PLAN.id, Role.UNIT) == ("vinh-thai", "trung-nam")
    )
    assert units["b"].home == "vinh-thai"


def test_a_record_goes_where_it_was_chosen_for_else_with_its_maker() -> None:
    """A record that was begun after the choice goes with whoever began it, else to the first successor."""
    one = split(records={"r": "trung-nam"}, members={"maker": "trung-nam"})
    assert outcome.successor_of(one, "r", "somebody") == "trung-nam"
    assert outcome.successor_of(one, "new", "maker") == "trung-nam"
    assert outcome.successor_of(one, "new", "somebody") == "vinh-thai"
    assert outcome.successor_of(merger(), "r", "maker") == COAST.id


def test_rows_of_the_file_that_name_an_ended_unit_are_told() -> None:
    """The file is the office's to change; a renaming concerns no row."""
    body = PLAN.bodies[0]
    one = merger(units=(body.unit, "vinh-tu"))
    told = {(row.section, row.id) for row in outcome.needing_the_file(one, PLAN)}
    assert ("bodies", body.id) in told
    owned = {("targets", target.id) for target in PLAN.targets if target.owner == body.unit}
    assert owned <= told
    assert ("office", "office") in {
        (row.section, row.id) for row in outcome.needing_the_file(merger(units=(PLAN.office,)), PLAN)
    }
    assert outcome.needing_the_file(renaming(units=(body.unit,)), PLAN) == ()
    assert outcome.needing_the_file(merger(), PLAN) == ()


def test_the_place_suggests_the_successor() -> None:
    """The name of a successor in the record's place or title tells where it belongs; nothing is guessed."""
    names = {each: PLAN.unit(each).name for each in ("vinh-thai", "trung-nam")}
    assert suggested(split(), names, ("Thôn Thử Luật, xã Vĩnh  THÁI",)) == "vinh-thai"
    assert suggested(split(), names, ("", "Đường liên thôn Trung Nam")) == "trung-nam"
    assert suggested(split(), names, ("Thôn Đông",)) == ""


def test_an_identifier_is_made_of_the_name() -> None:
    """Without marks, short enough, and unlike every other."""
    assert id_from("Xã Vĩnh Đông", ()) == "xa-vinh-dong"
    assert id_from("Xã Vĩnh Đông", ("xa-vinh-dong",)) == "xa-vinh-dong-2"
    assert id_from("…", ()) == "unit"
    long = id_from("Một tên rất dài của một đơn vị mới lập nên", ())
    assert len(long) <= 40
    assert len(id_from("Một tên rất dài của một đơn vị mới lập nên", (long,))) <= 40


# --- one after the other ----------------------------------------------------------------------------


class _World(msgspec.Struct):
    """Units, records (unit, open) and members, as carrying out changes them."""

    campaign: Campaign
    records: dict[str, tuple[str, bool]]
    people: dict[str, Person]
    done: int = 0


def _carried_out(world: _World, one: Reorganisation) -> None:
    world.campaign = with_units(world.campaign, outcome.units_after(one, world.campaign))
    if one.kind is not Kind.RENAME:
        for record, (unit, is_open) in world.records.items():
            if unit in one.units and is_open:
                world.records[record] = (outcome.successor_of(one, record, f"p{record}"), True)
    world.people = {person: outcome.person_after(one, who) for person, who in world.people.items()}
    world.done += 1


@st.composite
def _asked(draw: st.DrawFn, number: int, campaign: Campaign) -> Reorganisation:
    """Anything that a form could ask for, right or wrong."""
    ids = [unit.id for unit in campaign.units]
    some = st.lists(st.sampled_from(ids), max_size=3, unique=True).map(tuple)
    kind = draw(st.sampled_from(list(Kind)))
    day = DAY + timedelta(days=draw(st.integers(0, 40)))
    new = tuple(
        new_unit(f"n{number}-{i}", f"N{number}X{i}", f"Mới {number}.{i}", day)
        for i in range(draw(st.integers(0, 2)))
    )
    chosen = st.dictionaries(st.sampled_from("0123456789"), st.sampled_from(ids), max_size=3)
    return planned(
        kind, id=f"r{number}", day=day, units=draw(some), new=new, name=named(f"Tên {number}"),
        successors=(*draw(some), *(unit.id for unit in new)), records=draw(chosen),
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_nothing_is_lost_whatever_follows_on_what(data: st.DataObject) -> None:
    """After any row of reorganisations no open record and no member is with a unit that has ended.

    What was concluded stays where it was, every record and every person is still there, and the heirs of
    whatever ended are units that exist.
    """
    communes = tuple(unit for unit in PLAN.units if unit.id.startswith(("vinh-", "trung-")))[:6]
    ids = [unit.id for unit in communes]
    world = _World(
        campaign=msgspec.structs.replace(PLAN, units=communes),
        records={str(i): (ids[i % 6], i % 3 != 0) for i in range(10)},
        people={f"p{i}": _member(f"p{i}", ids[i % 6], home=ids[(i + 1) % 6]) for i in range(10)},
    )
    before = dict(world.records)
    for number in range(data.draw(st.integers(1, 5))):
        one = data.draw(_asked(number, world.campaign))
        if not rules.problems(one, world.campaign, ()):
            _carried_out(world, one)
    ended = {unit.id for unit in world.campaign.units if unit.until}
    far = DAY + timedelta(days=100)
    assert world.records.keys() == before.keys()
    for record, (unit, is_open) in world.records.items():
        assert unit not in ended if is_open else unit == before[record][0]
    for person in world.people.values():
        assert person.of(PLAN.id, Role.UNIT)
        assert not ended & {person.home, *person.of(PLAN.id, Role.UNIT)}
    for unit in ended:
        assert not ended & set(succession.heirs(world.campaign, unit, far))
    codes = [unit.code for unit in world.campaign.units]
    assert len(codes) == len(set(codes))
