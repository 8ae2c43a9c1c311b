"""The office and the units: what is held of them is corrected by one official at a time, and seen at once."""

from typing import Any

import msgspec
import pytest

from services.core.campaign import store as campaigns
from services.core.campaign.unit import Unit
from services.core.language.message import Text
from services.core.people.person import Person
from services.review.app import app
from services.review.office.units_page import tree
from tests.flow.visitor import CAMPAIGN, Visitor, announce

UNITS = "/review/office/units"
ADDED: dict[str, Any] = {
    "code": "vmoi",
    "name": "Xã Vĩnh Mới",
    "kind": "commune",
    "parent": "ubnd-huyen",
    "registers": "yes",
}


def stored(unit: str) -> Unit:
    """The unit as every process will see it."""
    campaigns.forget()
    return campaigns.current(CAMPAIGN).unit(unit)


def test_units_stand_below_the_one_that_they_belong_to(desk: Visitor, lan: Person) -> None:
    """An official finds the cooperative under its commune, with its members, head and telephone."""
    page = desk.get(f"{UNITS}?q=vinh+lam")
    assert page.text.index("Xã Vĩnh Lâm") < page.text.index("Hợp tác xã Lúa Vàng")
    assert "0233 000 0112" in page.text
    one = desk.get(f"{UNITS}/vinh-lam")
    assert lan.email in one.text
    assert any(link.address.endswith("/people/new?role=unit:vinh-lam") for link in one.links)
    assert len([link for link in desk.get(UNITS).links if link.address.startswith(f"{UNITS}/")]) == 26
    assert desk.get(f"{UNITS}?from=50").status == 200
    assert "chưa có người dùng" in desk.get(f"{UNITS}/vinh-ha").text


def test_a_ring_of_units_loses_nobody(desk: Visitor) -> None:
    """Data that went wrong elsewhere must not hide a unit from the office."""
    whole = campaigns.current(CAMPAIGN)
    units = tuple(
        msgspec.structs.replace(unit, parent="vinh-lam") if unit.id == "ubnd-huyen" else unit
        for unit in whole.units
    )
    ring = msgspec.structs.replace(whole, units=units)
    assert sorted(unit.id for unit, _ in tree(ring)) == sorted(unit.id for unit in whole.units)
    assert desk.get(UNITS).status == 200


def test_what_is_held_of_a_unit_is_corrected_at_once(desk: Visitor) -> None:
    """A new head and telephone stand there for the next page, with who wrote them; nothing else changes."""
    before = stored("vinh-lam")
    page = desk.get(f"{UNITS}/vinh-lam/edit")
    done = desk.press(page, head="Nguyễn Văn Hùng", phone="0233 111 2222")
    assert (done.status, "Nguyễn Văn Hùng" in done.text) == (200, True)
    assert "Lê Thị Ngọc sửa thông tin" in done.text
    assert "0233 000 0112 → 0233 111 2222" in done.text
    assert stored("vinh-lam") == msgspec.structs.replace(
        before, head="Nguyễn Văn Hùng", phone="0233 111 2222"
    )
    assert desk.press(page, head="Nguyễn Văn Hùng", phone="0233 111 2222").status == 200
    assert desk.get(f"{UNITS}/vinh-lam").text.count("Lê Thị Ngọc sửa thông tin") == 1


def test_the_second_of_two_officials_sees_both(desk: Visitor) -> None:
    """Whoever saves over a colleague's correction is shown what stands there, beside what they typed."""
    page = desk.get(f"{UNITS}/vinh-lam/edit")
    colleague = Visitor(app, announce("Trần Văn Sơn", "office", home="phong-noi-vu"))
    colleague.press(colleague.get(f"{UNITS}/vinh-lam/edit"), head="Nguyễn Văn Hùng")
    late = desk.press(page, head="Phạm Văn Dũng", phone="0233 999 9999")
    assert late.status == 409
    assert "Nguyễn Văn Hùng" in late.text
    assert (late.form["head"], late.form["phone"]) == ("Phạm Văn Dũng", "0233 999 9999")
    assert stored("vinh-lam").head == "Nguyễn Văn Hùng"
    assert desk.press(late).status == 200
    assert stored("vinh-lam").head == "Phạm Văn Dũng"


def test_a_reorganisation_in_between_is_not_undone(desk: Visitor) -> None:
    """A form that was opened before a unit got its new name must not write the old one back."""
    page = desk.get(f"{UNITS}/vinh-lam/edit")
    name = Text(vi="Phường Vĩnh Lâm", en="Ward of Vĩnh Lâm")
    campaigns.change_units(CAMPAIGN, lambda now: [msgspec.structs.replace(now.unit("vinh-lam"), name=name)])
    late = desk.press(page, head="Nguyễn Văn Hùng")
    assert (late.status, "Phường Vĩnh Lâm" in late.text) == (409, True)
    assert stored("vinh-lam").name == name


def test_a_unit_is_added_once(desk: Visitor) -> None:
    """Its id follows from its code, so that sending the form twice makes one unit."""
    page = desk.get(f"{UNITS}/new")
    for _ in range(2):
        done = desk.press(page, **ADDED)
        assert (done.status, "Xã Vĩnh Mới" in done.text) == (200, True)
    added = stored("vmoi")
    assert (added.code, added.name, added.parent) == (
        "VMOI",
        Text(vi="Xã Vĩnh Mới", en="Xã Vĩnh Mới"),
        "ubnd-huyen",
    )
    assert done.text.count("Lê Thị Ngọc thêm đơn vị") == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": "VLAM"}, "code"),
        ({"code": "V"}, "code"),
        ({"code": "VĨNH"}, "code"),
        ({"name": " "}, "name"),
        ({"kind": "planet"}, "kind"),
        ({"parent": "nowhere"}, "parent"),
        ({"registers": ""}, "registers"),
        ({"phone": "abc"}, "phone"),
    ],
)
def test_what_does_not_fit_comes_back(desk: Visitor, typed: dict[str, str], field: str) -> None:
    """A code that is another unit's would give two units the same numbers; nothing is stored."""
    before = len(campaigns.current(CAMPAIGN).units)
    page = desk.press(desk.get(f"{UNITS}/new"), **ADDED | typed)
    assert (page.status, f'href="#f-{field}"' in page.html) == (422, True)
    assert len(campaigns.current(CAMPAIGN).units) == before


def test_a_unit_never_belongs_to_itself(desk: Visitor) -> None:
    """Neither at once nor by way of its own cooperative: the tree would have no top. Neither is offered."""
    offered = desk.get(f"{UNITS}/vinh-lam/edit").html
    assert ('value="vinh-o"' in offered, 'value="vinh-lam"' in offered) == (True, False)
    assert 'value="htx-lua-vang"' not in offered
    for parent in ("vinh-lam", "htx-lua-vang"):
        page = desk.press(desk.get(f"{UNITS}/vinh-lam/edit"), parent=parent)
        assert (page.status, 'href="#f-parent"' in page.html) == (422, True), parent


def test_looking_changes_nothing_and_what_is_not_there_is_not_found(desk: Visitor, lan: Person) -> None:
    """Forms may be opened by anybody of the office; nobody else sees one."""
    before = campaigns.current(CAMPAIGN)
    for path in (UNITS, f"{UNITS}/new", f"{UNITS}/vinh-lam", f"{UNITS}/vinh-lam/edit"):
        assert desk.get(path).status == 200
        assert Visitor(app, lan).get(path).status == 404
    assert campaigns.current(CAMPAIGN) == before
    assert desk.get(f"{UNITS}/nowhere").status == 404
    assert desk.get(f"{UNITS}/nowhere/edit").status == 404
