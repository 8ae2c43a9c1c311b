"""Every role that a campaign has to give, by its name."""

from datetime import date
from pathlib import Path

import msgspec

from services.core.campaign.file import read
from services.core.language.catalogue import say
from services.core.people.person import Role
from services.core.people.roll.posts import posts, role_name, units

PLAN = read((Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_bytes())
TODAY = date(2024, 10, 7)


def test_every_role_has_a_name() -> None:
    """Whoever adds a role says what the office calls it, and it can be given."""
    offered = {choice.value.partition(":")[0] for choice in posts(PLAN, TODAY)}
    assert offered == {role.value for role in Role}
    assert all(say(choice.label, "vi") for choice in posts(PLAN, TODAY))


def test_what_no_longer_exists_is_not_given_but_still_has_a_name() -> None:
    """A unit that was merged into another takes no new members; who was one is still called so."""
    ended = tuple(
        msgspec.structs.replace(unit, until=TODAY) if unit.id == "vinh-lam" else unit for unit in PLAN.units
    )
    later = msgspec.structs.replace(PLAN, units=ended)
    assert "unit:vinh-lam" not in {choice.value for choice in posts(later, TODAY)}
    assert "vinh-lam" not in {choice.value for choice in units(later, TODAY)}
    assert say(role_name("unit:vinh-lam", later), "vi") == "Thành viên Xã Vĩnh Lâm"
