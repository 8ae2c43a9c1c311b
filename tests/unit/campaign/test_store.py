"""Loading a campaign again and again: versions, units that the app owns, and what is never lost."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from services.core import clock, events
from services.core.campaign import file, store
from services.core.campaign.model import Campaign, EarlierName, Unit
from services.core.language.message import Text
from services.core.table import ConflictError
from tests.conftest import TestCloud

PLAN = Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml"


@pytest.fixture(scope="module")
def plan() -> Campaign:
    return file.read(PLAN.read_text())


@pytest.fixture(autouse=True)
def nothing_remembered(cloud: TestCloud) -> None:
    assert cloud
    store.forget()


def _rename(campaign: Campaign, slogan: str) -> Campaign:
    return msgspec.structs.replace(campaign, slogan=Text(vi=slogan, en=slogan))


def _items(cloud: TestCloud) -> dict[str, dict[str, object]]:
    return {str(item["sk"]): dict(item) for item in cloud.table.scan()["Items"]}


def test_what_was_loaded_is_what_is_read(plan: Campaign) -> None:
    """Nothing of the file is lost or changed on its way through the table."""
    result = store.load(plan, clock.now())
    assert (result.version, result.changed) == (1, True)
    assert store.current(plan.id) == msgspec.structs.replace(plan, version=1)


def test_loading_the_same_again_changes_nothing(plan: Campaign, cloud: TestCloud) -> None:
    """A load can be repeated without harm: no version, no write, no event."""
    store.load(plan, clock.now())
    before = _items(cloud)
    again = store.load(plan, clock.now() + timedelta(days=1))
    assert (again.version, again.changed, again.differences) == (1, False, ())
    assert _items(cloud) == before


def test_a_change_is_a_new_version_beside_the_old_one(plan: Campaign, cloud: TestCloud) -> None:
    """Every version ever loaded stays, with its day."""
    store.load(plan, clock.now())
    result = store.load(_rename(plan, "Mới"), clock.now() + timedelta(days=1))
    assert result.version == 2
    assert [(d.field, d.after) for d in result.differences] == [
        ("slogan.vi", '"Mới"'),
        ("slogan.en", '"Mới"'),
    ]
    assert store.current(plan.id).slogan.vi == "Mới"
    versions = {key: item["loaded"] for key, item in _items(cloud).items() if key.startswith("V#")}
    assert versions == {"V#000001": "2024-10-07T01:00:00+00:00", "V#000002": "2024-10-08T01:00:00+00:00"}


def test_a_day_gone_by_has_the_version_that_applied_on_it(plan: Campaign) -> None:
    """A later load changes neither the rules of an earlier day nor whom they asked."""
    *before, added = plan.units
    first = msgspec.structs.replace(plan, units=tuple(before))
    store.load(first, clock.now())
    day = timedelta(days=1)
    store.load(_rename(plan, "Mới"), clock.now() + 2 * day)
    early, late = store.as_of(plan.id, clock.now() + day), store.as_of(plan.id, clock.now() + 2 * day)
    assert (early.slogan, late.slogan.vi) == (plan.slogan, "Mới")
    assert added.id not in {unit.id for unit in early.units}
    assert added.id in {unit.id for unit in late.units}
    assert store.as_of(plan.id, clock.now() - day).version == 1


def test_with_one_version_every_day_has_it(plan: Campaign) -> None:
    """Nothing more is read then."""
    store.load(plan, clock.now())
    assert store.as_of(plan.id, clock.now() - timedelta(days=30)) is store.current(plan.id)


def test_a_load_is_told_as_one_event(plan: Campaign, cloud: TestCloud) -> None:
    """The item that is written last carries the event, with the version as its sequence and its cause."""
    store.load(plan, clock.now(), actor="p1", causation="a-command")
    item = _items(cloud)["#"]
    event = events.decode(str(item["event"]))
    assert (event.type, event.subject, event.sequence, event.actor) == ("CampaignLoaded", plan.id, 1, "p1")
    assert event.causation == "a-command"
    assert [key for key, each in _items(cloud).items() if "event" in each] == ["#"]


def test_units_belong_to_the_app_after_the_first_load(plan: Campaign) -> None:
    """What the file says later about a unit that stands is shown as a difference, and not taken."""
    store.load(plan, clock.now())
    first, *others = plan.units
    renamed = msgspec.structs.replace(first, phone="0233 000 0999")
    result = store.load(msgspec.structs.replace(plan, units=(renamed, *others)), clock.now())
    assert [(d.field, d.kept) for d in result.differences] == [(f"units.{first.id}.phone", True)]
    assert store.current(plan.id).unit(first.id).phone == first.phone


def test_a_new_unit_joins_and_one_left_out_stays(plan: Campaign) -> None:
    """A load deletes nothing, whatever the file leaves out; the units stand in the order of the file."""
    store.load(plan, clock.now())
    gone, *others = plan.units
    new = msgspec.structs.replace(gone, id="new-unit", code="NEW")
    result = store.load(msgspec.structs.replace(plan, units=(new, *others)), clock.now())
    kept = {d.field.split(".")[1]: d.kept for d in result.differences}
    assert kept == {"new-unit": False, gone.id: True}
    assert [u.id for u in store.current(plan.id).units] == ["new-unit", *(u.id for u in others), gone.id]


def test_rows_in_another_order_are_a_change(plan: Campaign) -> None:
    """People see areas in the order of the file, so a new order is loaded too."""
    store.load(plan, clock.now())
    turned = msgspec.structs.replace(plan, areas=plan.areas[::-1])
    result = store.load(turned, clock.now())
    assert (result.version, result.differences) == (2, ())
    assert store.current(plan.id).areas == turned.areas


def test_a_preview_writes_nothing(plan: Campaign, cloud: TestCloud) -> None:
    """The difference is shown before anything is loaded."""
    result = store.preview(plan)
    assert result.changed
    assert result.version == 1
    assert _items(cloud) == {}


def test_a_load_that_broke_off_is_mended_by_the_next(
    plan: Campaign, cloud: TestCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the last write nobody sees anything of a load, and its leftovers do not bind the next one."""
    real = store.put

    def breaks(item: store.CampaignItem, condition: object = None) -> None:
        if item.sk == "#":
            raise ConnectionError
        real(item, condition)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(store, "put", breaks)
    with pytest.raises(ConnectionError):
        store.load(plan, clock.now())
    with pytest.raises(store.NoCampaignError):
        store.current(plan.id)
    monkeypatch.setattr(store, "put", real)

    first, *others = plan.units
    mended = msgspec.structs.replace(first, phone="0233 000 0999")
    again = msgspec.structs.replace(plan, units=(mended, *others))
    assert store.load(again, clock.now()).version == 2
    assert store.current(plan.id) == msgspec.structs.replace(again, version=2)
    assert {"V#000001", "V#000002"} <= _items(cloud).keys()


def test_two_loads_at_once_do_not_overwrite_each_other(
    plan: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes second is told so; the first one's version stands, and both files are kept."""
    store.load(plan, clock.now())
    read = store._standing  # noqa: SLF001 - the moment between reading and writing is what is tested

    def overtaken(campaign_id: str) -> object:
        standing = read(campaign_id)
        monkeypatch.setattr(store, "_standing", read)
        store.load(_rename(plan, "Thứ nhất"), clock.now())
        return standing

    monkeypatch.setattr(store, "_standing", overtaken)
    with pytest.raises(ConflictError):
        store.load(_rename(plan, "Thứ hai"), clock.now())
    assert store.current(plan.id).slogan.vi == "Thứ nhất"
    assert store.load(_rename(plan, "Thứ hai"), clock.now()).version == 4


def test_a_unit_that_another_load_just_added_stays(plan: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two loads that bring the same new unit agree on the one that came first."""
    store.load(plan, clock.now())
    new = msgspec.structs.replace(plan.units[0], id="new-unit", code="NEW")
    read = store._standing  # noqa: SLF001 - as above

    def overtaken(campaign_id: str) -> object:
        standing = read(campaign_id)
        store._add_unit(campaign_id, new, anew=False)  # noqa: SLF001 - as above
        return standing

    monkeypatch.setattr(store, "_standing", overtaken)
    later = msgspec.structs.replace(new, phone="0233 000 0999")
    store.load(msgspec.structs.replace(plan, units=(*plan.units, later)), clock.now())
    monkeypatch.setattr(store, "_standing", read)
    store.forget()
    assert store.current(plan.id).unit("new-unit") == new


def test_a_campaign_that_was_never_loaded_is_not_there(plan: Campaign) -> None:
    """Nobody gets an empty campaign instead of an error that says what to do."""
    with pytest.raises(store.NoCampaignError, match="campaign load"):
        store.current(plan.id)


def test_reading_costs_one_query_and_then_none_for_a_minute(
    plan: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page pays for the campaign once a minute; a load in the same process shows at once."""
    store.load(plan, clock.now())
    asked: list[str] = []
    read = store._standing  # noqa: SLF001 - counts the queries
    monkeypatch.setattr(store, "_standing", lambda key: (asked.append(key), read(key))[1])
    seconds = [1000.0]
    monkeypatch.setattr(store.time, "monotonic", lambda: seconds[0])
    store.current(plan.id)
    seconds[0] += store.CACHED - 1
    store.current(plan.id)
    assert len(asked) == 1
    seconds[0] += 1
    store.current(plan.id)
    assert len(asked) == 2


def test_what_records_may_be_with_cannot_be_left_out(plan: Campaign) -> None:
    """A work that waits for a seat which is gone would wait for good: such a file is refused."""
    store.load(plan, clock.now())
    without = msgspec.structs.replace(plan, seats=plan.seats[:1], targets=plan.targets[1:])
    with pytest.raises(store.StillNeededError) as refused:
        store.load(without, clock.now())
    assert refused.value.gone == (f"seats.{plan.seats[1].id}", f"targets.{plan.targets[0].id}")
    assert store.current(plan.id).version == 1


def _ended(campaign: Campaign) -> tuple[Unit, ...]:
    """One unit ends, one is new, one has another name: as a reorganisation changes them."""
    ends = msgspec.structs.replace(campaign.unit("vinh-tu"), until=date(2025, 7, 1), successors=("moi",))
    new = msgspec.structs.replace(campaign.unit("vinh-thai"), id="moi", code="MOI")
    before = campaign.unit("vinh-o")
    named = msgspec.structs.replace(
        before,
        name=Text(vi="Xã Ô", en="Ô"),
        earlier=(EarlierName(name=before.name, until=date(2025, 7, 1)),),
    )
    return (ends, new, named)


def test_the_app_changes_its_units(plan: Campaign) -> None:
    """New ones come last, others are replaced, whatever the file says later; a day gone by has its names."""
    store.load(plan, clock.now())
    store.change_units(plan.id, _ended)
    now = store.current(plan.id)
    assert now.units[-1].id == "moi"
    assert now.unit("vinh-tu").successors == ("moi",)
    assert now.unit("vinh-o").name.en == "Ô"
    store.load(_rename(plan, "Mới"), clock.now())
    assert store.current(plan.id).units == now.units
    eve = datetime(2025, 6, 30, 12, tzinfo=UTC)
    assert store.as_of(plan.id, eve).unit("vinh-o").name == plan.unit("vinh-o").name
    assert store.as_of(plan.id, eve + timedelta(days=1)).unit("vinh-o").name.en == "Ô"


def test_nobodys_change_of_a_unit_is_lost(plan: Campaign) -> None:
    """Where somebody else wrote the unit in between, it is read and changed anew."""
    store.load(plan, clock.now())
    seen: list[str] = []

    def change(campaign: Campaign) -> tuple[Unit, ...]:
        unit = campaign.unit("vinh-tu")
        seen.append(unit.head)
        if len(seen) == 1:
            store.change_units(plan.id, lambda _: (msgspec.structs.replace(unit, head="Lê Văn Mới"),))
        return (msgspec.structs.replace(unit, phone="02330000000"),)

    store.change_units(plan.id, change)
    after = store.current(plan.id).unit("vinh-tu")
    assert (after.head, after.phone) == ("Lê Văn Mới", "02330000000")
    assert seen == [plan.unit("vinh-tu").head, "Lê Văn Mới"]


def test_units_of_no_campaign_are_not_changed(plan: Campaign) -> None:
    """Before the first load there is nothing to change."""
    with pytest.raises(store.NoCampaignError):
        store.change_units(plan.id, _ended)
