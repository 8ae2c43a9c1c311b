"""Acts of the office that break off after any of their writes: completed before the next, in their order."""

from collections.abc import Callable
from itertools import count
from typing import Any

import msgspec
import pytest
from botocore.client import BaseClient

from services.core import clock
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.people import store
from services.core.people.addresses import store as addresses
from services.core.people.person import Grant, Person, Role, person_id
from services.core.people.roll import acts
from services.core.people.roll.rules import KnownError
from services.core.table import ConflictError
from services.core.trail import store as trails
from services.core.trail.by import By
from services.core.trail.deed import What
from services.core.units import acts as units
from services.core.units.rules import mark
from tests.flow.visitor import CAMPAIGN, announce

LEADER = Grant(campaign=CAMPAIGN, role=Role.LEADER)
VINH_O = Grant(campaign=CAMPAIGN, role=Role.UNIT, of="vinh-o")
WRITES = {"PutItem", "UpdateItem", "DeleteItem"}


@pytest.fixture
def by(campaign: Campaign) -> By:
    """Somebody of the office."""
    return By(person=announce("Trần Văn Sơn", "office"), campaign=campaign.id, now=clock.now())


@pytest.fixture
def other(by: By) -> By:
    """A colleague."""
    return msgspec.structs.replace(by, person=announce("Lê Thị Ngọc", "office"))


def breaks(monkeypatch: pytest.MonkeyPatch, writes: int, act: Callable[[], object]) -> bool:
    """Whether the act breaks off after so many writes; else it was done."""
    made, call = count(1), BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 - its one door

    def breaking(self: BaseClient, operation: str, arguments: dict[str, Any]) -> object:
        answer = call(self, operation, arguments)
        if operation in WRITES and next(made) == writes:
            raise ZeroDivisionError
        return answer

    with monkeypatch.context() as broken:
        broken.setattr(BaseClient, "_make_api_call", breaking)
        try:
            act()
        except ZeroDivisionError:
            return True
    return False


def read(person: str) -> Person:
    found = store.get(person)
    assert found
    return found


def _give(one: Person, by: By) -> None:
    acts.give(one.id, Grant(campaign=CAMPAIGN, role=Role.SEAT, of="ubnd"), "ubnd-huyen", 0, by)


def _readdress(one: Person, by: By) -> None:
    acts.readdress(one.id, f"new-{one.email}", 0, by)


def _hand_over(one: Person, by: By) -> None:
    to = Person(id="", email=f"to-{one.email}", name="Phan Văn Tú", home="ho-xa")
    acts.hand_over(one.id, [LEADER], to, 0, by)


def _outcome(one: Person) -> tuple[object, ...]:
    """What the acts above change: of the person, their addresses, and whoever took over."""
    known = read(one.id)
    moved, to = (addresses.owner(person_id(f"{word}-{one.email}")) for word in ("new", "to"))
    took = [deed.what for deed in trails.deeds(trails.of_person(to.id))] if to else []
    return (
        known.name, known.home, sorted(known.holders(CAMPAIGN)), known.email == one.email,
        moved is not None, to is not None and sorted(to.holders(CAMPAIGN)), took,
    )  # fmt: skip


@pytest.mark.parametrize("act", [_give, _readdress, _hand_over])
def test_what_broke_off_is_completed_before_the_next(
    by: By, other: By, monkeypatch: pytest.MonkeyPatch, act: Callable[[Person, By], None]
) -> None:
    """Wherever it stops: the colleague who comes next builds on it; the form sent again changes nothing."""
    whole = announce("Phạm Thị Cũ", "leader", home="vinh-lam", email="whole@x.example")
    act(whole, by)
    acts.give(whole.id, VINH_O, "", 1, other)
    for writes in count(1):
        one = announce("Phạm Thị Cũ", "leader", home="vinh-lam", email=f"one-{writes}@x.example")
        if not breaks(monkeypatch, writes, lambda one=one: act(one, by)):  # type: ignore[misc]
            break
        try:
            acts.give(one.id, VINH_O, "", 1, other)
        except ConflictError:  # their form showed what was not done yet
            acts.give(one.id, VINH_O, "", 1, other)
        assert _outcome(one) == _outcome(whole), writes
        act(one, by)
        assert _outcome(one) == _outcome(whole), writes
    assert writes > 2


def test_an_invitation_that_broke_off_is_completed_before_another(
    by: By, other: By, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two officials, one address: the second hears who it is, and nobody is noted twice."""
    for writes in count(1):
        given = Person(id="", email=f"lan-{writes}@x.example", name="Nguyễn Thị Lan", grants=(VINH_O,))
        if not breaks(monkeypatch, writes, lambda given=given: acts.invite(given, by)):  # type: ignore[misc]
            break
        minh = msgspec.structs.replace(given, name="Lê Văn Minh")
        if addresses.came_to(person_id(given.email)) is None and not trails.last(
            trails.of_person(person_id(given.email))
        ):
            continue
        with pytest.raises(KnownError):
            acts.invite(minh, other)
        lan = acts.invite(given, by)
        assert (read(lan).name, read(lan).holders(CAMPAIGN)) == (given.name, {"unit:vinh-o"})
        assert [deed.what for deed in trails.deeds(trails.of_person(lan))] == [What.INVITED]
    assert writes > 2


def test_a_unit_that_was_noted_as_corrected_is_corrected_before_the_next(
    by: By, other: By, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The colleague's older form is told; sent again it adds to what was noted, and writes nothing back."""

    def stands() -> tuple[str, str, str]:
        campaigns.forget()
        unit = campaigns.current(CAMPAIGN).unit("vinh-o")
        return unit.head, unit.phone, mark(unit)

    unit = campaigns.current(CAMPAIGN).unit("vinh-o")
    head = msgspec.structs.replace(unit, head="Hồ Văn Đứng")
    assert breaks(monkeypatch, 1, lambda: units.correct(head, mark(unit), 0, by))
    assert stands()[2] == mark(unit)
    phone = msgspec.structs.replace(unit, phone="0233 111 2222")
    with pytest.raises(ConflictError):
        units.correct(phone, mark(unit), 1, other)
    assert stands()[:2] == ("Hồ Văn Đứng", unit.phone)
    units.correct(msgspec.structs.replace(head, phone="0233 111 2222"), stands()[2], 1, other)
    with pytest.raises(ConflictError):
        units.correct(head, mark(unit), 0, by)
    assert stands()[:2] == ("Hồ Văn Đứng", "0233 111 2222")
    new = msgspec.structs.replace(unit, id="vmoi", code="VMOI")
    assert breaks(monkeypatch, 1, lambda: units.add(new, by))
    units.add(new, by)
    assert campaigns.current(CAMPAIGN).unit("vmoi") == new
    trail = trails.deeds(trails.of_unit(CAMPAIGN, "vmoi"))
    assert [deed.what for deed in trail] == [What.ADDED]
