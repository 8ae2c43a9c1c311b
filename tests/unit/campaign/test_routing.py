"""Which body and which seat a record goes to: never one of the record's own unit."""

from pathlib import Path

import pytest

from services.core.campaign import routing
from services.core.campaign.file import read
from services.core.campaign.model import Area, Seat, Unit

PLAN = read((Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_bytes())


@pytest.mark.parametrize("unit", PLAN.units, ids=lambda unit: unit.id)
@pytest.mark.parametrize("area", PLAN.areas, ids=lambda area: area.id)
def test_no_body_appraises_its_own_unit(area: Area, unit: Unit) -> None:
    """In every area, for every unit of the plan, the appraiser is of another unit."""
    body = PLAN.body(routing.appraiser_for(PLAN, area.id, unit.id))
    assert body.unit != unit.id
    assert body.id == (area.substitute if PLAN.body(area.body).unit == unit.id else area.body)


def test_an_area_that_is_none_is_an_error() -> None:
    """A record in no area of the campaign goes nowhere silently."""
    with pytest.raises(KeyError):
        routing.appraiser_for(PLAN, "sport", "vinh-lam")


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
