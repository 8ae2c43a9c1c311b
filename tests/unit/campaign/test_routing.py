"""Which body and which seat a record goes to: never one of the record's own unit."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from services.core.campaign import routing
from services.core.campaign.file import read
from services.core.campaign.model import Area, Seat

DAY = date(2025, 7, 1)
PLAN = read((Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_bytes())


@pytest.mark.parametrize("area", PLAN.areas, ids=lambda area: area.id)
def test_no_body_appraises_its_own_unit(area: Area) -> None:
    """In every area, for every unit of the plan, the appraiser is of another unit."""
    own = PLAN.body(area.body).unit
    found = {unit.id: routing.appraiser_for(PLAN, area.id, unit.id, DAY) for unit in PLAN.units}
    assert found == {unit.id: area.substitute if unit.id == own else area.body for unit in PLAN.units}
    assert [unit for unit, body in found.items() if PLAN.body(body).unit == unit] == []


def test_an_area_that_is_none_is_an_error() -> None:
    """A record in no area of the campaign goes nowhere silently."""
    with pytest.raises(KeyError):
        routing.appraiser_for(PLAN, "sport", "vinh-lam", DAY)


def test_the_other_body_of_an_area_stands_in() -> None:
    """Body and substitute of an area stand in for each other."""
    area = PLAN.area("economy")
    assert routing.substitute_for_body(PLAN, "economy", area.body) == area.substitute
    assert routing.substitute_for_body(PLAN, "economy", area.substitute) == area.body


@pytest.mark.parametrize("seat", PLAN.seats, ids=lambda seat: seat.id)
def test_a_seat_decides_but_for_its_own_unit(seat: Seat) -> None:
    """A seat's own unit is decided on by the body that substitutes it, every other unit by the seat."""
    assert routing.seat_holder(PLAN, seat.id, "vinh-lam") == f"seat:{seat.id}"
    assert routing.seat_holder(PLAN, seat.id, seat.unit) == f"body:{seat.substitute}"
    assert PLAN.body(seat.substitute).unit != seat.unit


def test_from_the_day_on_the_successor_appraises() -> None:
    """A record that is handed in on that day goes to the body that is there, never to one that ended."""
    first = PLAN.body(PLAN.area("economy").body)
    room = msgspec.structs.replace(first, id="room", unit="vinh-o")
    ended = msgspec.structs.replace(first, until=DAY, successor="room")
    bodies = (ended, room, *(body for body in PLAN.bodies if body.id != first.id))
    campaign = msgspec.structs.replace(PLAN, bodies=bodies)
    eve = DAY - timedelta(days=1)
    assert routing.appraiser_for(campaign, "economy", "vinh-lam", eve) == first.id
    assert routing.appraiser_for(campaign, "economy", "vinh-lam", DAY) == "room"
    assert routing.appraiser_for(campaign, "economy", "vinh-o", DAY) == PLAN.area("economy").substitute
    for body in (first.id, "room"):
        assert routing.substitute_for_body(campaign, "economy", body) == PLAN.area("economy").substitute


def test_what_a_successor_of_the_own_unit_registers_is_its_own() -> None:
    """Two units merged into a third: neither the body nor the seat of the first decides on its records."""
    body, seat = PLAN.body(PLAN.area("economy").body), PLAN.seats[0]
    units = tuple(
        msgspec.structs.replace(unit, until=DAY, successors=("vinh-o",))
        if unit.id in (body.unit, seat.unit)
        else unit
        for unit in PLAN.units
    )
    campaign = msgspec.structs.replace(PLAN, units=units)
    assert routing.appraiser_for(campaign, "economy", "vinh-o", DAY) == PLAN.area("economy").substitute
    assert routing.seat_holder(campaign, seat.id, "vinh-o") == f"body:{seat.substitute}"
    assert routing.seat_holder(campaign, seat.id, "vinh-lam") == f"seat:{seat.id}"
