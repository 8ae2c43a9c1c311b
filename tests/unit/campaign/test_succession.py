"""Who stands in whose place on a day: units, bodies and seats that ended, and what a file may say of them."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.campaign import succession
from services.core.campaign.file import read
from services.core.campaign.model import Body, Campaign, EarlierName, Seat, Unit, UnitKind
from services.core.campaign.unit import is_code
from services.core.language.message import Text
from tests.unit.campaign.test_file import SMALL, UNIT, problems, wrong

PLAN = read((Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_bytes())
DAY = date(2025, 7, 1)
BEFORE = DAY - timedelta(days=1)


def _named(name: str) -> Text:
    return Text(vi=name, en=name)


def _unit(unit_id: str, until: date | None = None, *successors: str) -> Unit:
    return Unit(
        id=unit_id, code=unit_id.upper() * 2, name=_named(unit_id), kind=UnitKind.COMMUNE, until=until,
        successors=successors,
    )  # fmt: skip


def _with(*units: Unit) -> Campaign:
    return msgspec.structs.replace(PLAN, units=units)


def test_a_unit_stands_for_itself_until_it_ends() -> None:
    """The day of the end is the first on which the successor stands in its place."""
    campaign = _with(_unit("a", DAY, "c"), _unit("b", DAY, "c"), _unit("c"))
    assert succession.heirs(campaign, "a", BEFORE) == ("a",)
    assert succession.heirs(campaign, "a", DAY) == ("c",)
    assert succession.forebears(campaign, "c", BEFORE) == ()
    assert succession.forebears(campaign, "c", DAY) == ("a", "b")


def test_a_chain_is_followed_as_far_as_the_day_goes() -> None:
    """Of what was split and merged again each heir is named once, the first keeps what was concluded."""
    later = DAY + timedelta(days=30)
    campaign = _with(_unit("a", DAY, "b", "c"), _unit("b", later, "d"), _unit("c", later, "d"), _unit("d"))
    assert succession.heirs(campaign, "a", DAY) == ("b", "c")
    assert succession.heir(campaign, "a", DAY) == "b"
    assert succession.heirs(campaign, "a", later) == ("d",)
    assert succession.forebears(campaign, "d", later) == ("a", "b", "c")
    assert succession.lineage(campaign, "a") == {"a", "b", "c", "d"}
    assert succession.keepers(campaign, "a", BEFORE) == {"a"}
    assert succession.keepers(campaign, "a", DAY) == {"a", "b", "c"}
    assert succession.keepers(campaign, "a", later) == {"a", "b", "c", "d"}
    assert succession.kin(campaign, {"b", "x"}, BEFORE) == {"b", "x"}
    assert succession.kin(campaign, {"b"}, DAY) == {"a", "b"}
    assert succession.kin(campaign, {"a"}, later) == {"a", "b", "c", "d"}


def test_a_unit_that_nobody_succeeds_stands_for_itself() -> None:
    """A record of a unit that is not known here leads to no error."""
    assert succession.heirs(_with(_unit("a", DAY)), "a", DAY) == ("a",)
    assert succession.heirs(_with(_unit("a")), "gone", DAY) == ("gone",)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)), max_size=8))
def test_following_always_ends(rows: list[tuple[int, int, int]]) -> None:
    """Whatever rings the table might hold, whoever asks gets an answer, and nobody twice."""
    units = {one: _unit(f"u{one}") for one in range(6)}
    for one, other, day in rows:
        units[one] = _unit(f"u{one}", DAY + timedelta(days=day), *units[one].successors, f"u{other}")
    found = succession.heirs(_with(*units.values()), "u0", DAY + timedelta(days=20))
    assert found
    assert len(set(found)) == len(found)


def test_a_name_holds_until_its_day() -> None:
    """What was concluded under a former name is told under that name."""
    unit = msgspec.structs.replace(
        _unit("a"),
        earlier=(
            EarlierName(name=_named("first"), until=BEFORE),
            EarlierName(name=_named("second"), until=DAY),
        ),
    )
    days = (BEFORE - timedelta(days=1), BEFORE, DAY)
    assert [unit.name_on(day).en for day in days] == ["first", "second", "a"]


def test_a_unit_exists_from_its_first_day_to_the_eve_of_its_end() -> None:
    """Both days are those that a resolution names: in force from."""
    unit = msgspec.structs.replace(_unit("a", DAY, "b"), since=BEFORE)
    days = (BEFORE - timedelta(days=1), BEFORE, DAY)
    assert [unit.exists_on(day) for day in days] == [False, True, False]


def test_bodies_and_seats_are_followed() -> None:
    """From the day on the successor has what its forerunner had; seat and successor are one approval."""
    first, second = PLAN.seats
    ended = msgspec.structs.replace(first, until=DAY, successor="new")
    new = Seat(id="new", name=_named("new"), unit="new", substitute=first.substitute)
    body = msgspec.structs.replace(PLAN.bodies[0], until=DAY, successor="room")
    room = Body(id="room", name=_named("room"), unit="new")
    campaign = msgspec.structs.replace(
        PLAN, seats=(ended, second, new), bodies=(body, *PLAN.bodies[1:], room)
    )
    assert succession.approvals(campaign) == (ended, second)
    assert succession.seat_on(campaign, first.id, BEFORE) == ended
    assert succession.seat_on(campaign, first.id, DAY) == new
    holders = [f"seat:{first.id}", f"body:{body.id}", "unit:new", "office", "seat:gone"]
    assert [succession.holder_on(campaign, holder, BEFORE) for holder in holders] == holders
    assert [succession.holder_on(campaign, holder, DAY) for holder in holders] == [
        "seat:new",
        "body:room",
        *holders[2:],
    ]
    acting = {"seat:new", "body:room", "office"}
    assert succession.held_on(campaign, acting, BEFORE) == {"seat:new", "body:room", "office"}
    assert succession.held_on(campaign, acting, DAY) == {*acting, f"seat:{first.id}", f"body:{body.id}"}
    assert succession.held_on(campaign, {f"seat:{first.id}"}, DAY) == frozenset()
    assert succession.is_same_body(campaign, body.id, "room")
    assert succession.is_same_body(campaign, "room", body.id)
    assert not succession.is_same_body(campaign, "room", PLAN.bodies[1].id)
    assert succession.forerunners(campaign, "seat:new") == (f"seat:{first.id}",)
    assert succession.forerunners(campaign, "body:room") == (f"body:{body.id}",)
    assert succession.forerunners(campaign, "unit:new") == succession.forerunners(campaign, "seat:x") == ()
    assert succession.body_on(campaign, body.id, BEFORE) == body
    assert succession.body_on(campaign, body.id, DAY) == room


# --- the file ---------------------------------------------------------------------------------------

_ENDS = '\nuntil = 2025-07-01\nsuccessor = "{}"\n'
_NEW_BODY = '[[bodies]]\nid = "new"\nname = { vi = "Mới", en = "New" }\nunit = "third"\n'


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        (
            'kind = "quarter"', 'kind = "quarter"\nuntil = 2025-07-01', "units.hamlet",
            "“until” and “successors” go together: from which day on, and who comes then.",
        ),
        (
            'kind = "quarter"', 'kind = "quarter"\nuntil = 2025-07-01\nsuccessors = ["nobody"]',
            "units.hamlet.successors", "No row of [[units]] has the id “nobody”.",
        ),
        (
            'kind = "quarter"', 'kind = "quarter"\nuntil = 2025-07-01\nsuccessors = ["hamlet"]',
            "units.hamlet.successors", "“hamlet” has ended by the day on which it succeeds.",
        ),
        (
            'kind = "quarter"', ('kind = "quarter"\nsince = 2025-07-01\nuntil = 2025-07-01\n'
            'successors = ["office"]'), "units.hamlet.until", "The unit ends before it begins.",
        ),
        (
            'kind = "quarter"', ('kind = "quarter"\nsince = 2025-07-01\n'
            'earlier = [{ name = { vi = "x", en = "x" }, until = 2025-06-01 }]'),
            "units.hamlet.earlier", "A former name ends while the unit exists.",
        ),
        (
            'kind = "quarter"', ('kind = "quarter"\nearlier = [{ name = { vi = "x", en = "x" }, '
            'until = 2025-06-01 }, { name = { vi = "y", en = "y" }, until = 2025-06-01 }]'),
            "units.hamlet.earlier", "Former names stand in the order of their days, oldest first.",
        ),
        (
            'unit = "office"\n\n', f'unit = "office"{_ENDS.format("culture")}\n', "areas.economy.substitute",
            "From 2025-07-01 on the substitute belongs to the very unit that it stands in for.",
        ),
        (
            'unit = "office"\n\n', 'unit = "office"\nuntil = 2025-07-01\n\n', "bodies.finance",
            "“until” and “successor” go together: from which day on, and who comes then.",
        ),
        (
            "[terms]", ('[[seats]]\nid = "s"\nname = { vi = "S", en = "S" }\nunit = "office"\n'
            f'substitute = "culture"{_ENDS.format("s")}\n[terms]'), "seats.s.successor",
            "“s” has ended by the day on which it succeeds.",
        ),
    ],
)  # fmt: skip
def test_who_succeeds_is_there_and_lasts(old: str, new: str, field: str, says: str) -> None:
    """A file in which somebody's place would be empty one day, or which leads in a ring, is refused."""
    assert [(where, said) for _, where, said in wrong(old, new)] == [(field, says)]


def test_a_ring_of_bodies_ends() -> None:
    """Two that succeed each other are named, and whoever asks who is there on the day gets an answer."""
    ring = SMALL.replace('unit = "office"\n\n', f'unit = "office"{_ENDS.format("culture")}\n', 1)
    text = ring.replace('unit = "hamlet"\n', f'unit = "hamlet"{_ENDS.format("finance")}', 1)
    assert [field for _, field, _ in problems(text)] == [
        "bodies.finance.successor",
        "bodies.culture.successor",
    ]


def test_a_successor_is_there_on_the_day() -> None:
    """A unit that begins later would leave a gap."""
    ends = 'kind = "quarter"\nuntil = 2025-07-01\nsuccessors = ["third"]'
    late = UNIT.replace('kind = "mass"', 'kind = "mass"\nsince = 2025-08-01')
    found = wrong('kind = "quarter"', ends, SMALL + late)
    assert [(field, says) for _, field, says in found] == [
        ("units.hamlet.successors", "“third” begins after the day on which it succeeds.")
    ]


@pytest.mark.parametrize(("text", "is_one"), [("VLAM", True), ("V1", True), ("v1", False), ("V", False)])
def test_a_code_is_told(text: str, is_one: bool) -> None:  # noqa: FBT001 - a table
    """What a page asks is what the model takes."""
    assert is_code(text) is is_one


def test_a_seat_succeeds_one_other() -> None:
    """Two approvals never become one: what they decided apart could contradict."""
    seat = (
        '[[seats]]\nid = "{}"\nname = {{ vi = "S", en = "S" }}\nunit = "office"\nsubstitute = "culture"\n{}\n'
    )
    rows = "".join(seat.format(one, _ENDS.format("c")) for one in "ab") + seat.format("c", "")
    assert [field for _, field, _ in wrong("[terms]", f"{rows}[terms]")] == ["seats.b.successor"]


def test_a_body_that_ends_in_time_is_right() -> None:
    """The substitute of an area is looked at on every day, after a merger too."""
    ends = f'unit = "hamlet"{_ENDS.format("new")}{_NEW_BODY}'
    text = (SMALL + UNIT).replace('unit = "hamlet"\n', ends)
    campaign = read(text)
    assert succession.body_on(campaign, "culture", DAY).id == "new"
