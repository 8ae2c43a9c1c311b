"""Members are told by one e-mail each what they have from then on, however many records moved."""

import re

import pytest

from services.core import clock, events
from services.core.campaign.model import Track
from services.core.record import store as records
from services.core.reorganising import store
from services.core.subjects import store as subjects
from services.core.subjects.subject import Details, Erasure, Why
from services.core.subjects.subject import Kind as SubjectKind
from services.notify import deliver
from tests.flow.reorganising.conftest import OPEN, THAI, TU, World, titled
from tests.flow.visitor import announce
from tests.unit.citizen import lives as citizens
from tests.unit.reorganising.planning import COAST, merger, named, renaming, split


def tell(world: World) -> None:
    """Everything from before is told; then what follows from now on is looked at alone."""
    world.settle("notify")
    world.told = len(world.cloud.mails())


def new(world: World, kind: str = "moved") -> list[tuple[str, str, str]]:
    """Who was told what since by that kind of e-mail, as (to, subject, text)."""
    world.settle("notify")
    return [
        (mail.to.partition("<")[2].rstrip(">"), mail.subject, mail.text)
        for mail in world.cloud.mails()[world.told :]
        if mail.kind == kind
    ]


def test_each_member_gets_one_letter(world: World) -> None:
    """Whoever belonged to two of the units, too; it names every open record with a link, and nothing else."""
    both = announce("Trần Thị Hai", f"unit:{THAI}", f"unit:{TU}")
    tell(world)
    world.reorganise(merger(document="Nghị quyết về sắp xếp"))
    mails = new(world)
    assert sorted(to for to, _, _ in mails) == sorted(
        person.email for person in (world.lan, world.binh, both)
    )
    for _, subject, text in mails:
        assert "Xã Ven Biển thay cho" in subject
        assert "Căn cứ: Nghị quyết về sắp xếp." in text
        assert {record for record in OPEN if f"/registration/records/{record}" in text} == OPEN
        assert "verified" not in text


def test_no_title_is_written_once_somebody_was_erased(world: World) -> None:
    """Nobody can look any more whether it names them, and an e-mail cannot be taken back."""
    person = subjects.new("citizen", "citizen", world.campaign.id, TU, SubjectKind.CITIZEN)
    subjects.save(person, Details(name="Nguyễn Văn Sáu"), clock.now())
    for record in ("citizen", "other"):
        stored = records.new(record, world.campaign, TU, world.binh.id, Track.CITIZEN)
        for entry in citizens.submitted().history:
            stored = records.save(stored, titled(entry, record), world.campaign)
    subjects.erase("citizen.citizen", Erasure(at=clock.now(), by="p1", holder="office", why=Why.REQUEST))
    tell(world)
    world.reorganise(merger())
    text = new(world)[0][2]
    assert "Việc other" in text
    assert "Việc citizen" not in text
    assert "/registration/records/citizen" in text


def test_hearing_of_it_again_tells_nobody_again(world: World) -> None:
    """Going on with one that is done causes no event, and an event heard twice no second letter."""
    tell(world)
    kept = world.carry(world.plan(merger()))
    first = new(world)
    world.carry(kept)
    done = kept.reorganisation
    deliver.deliver(store.event_of(done, world.cloud.clock.now, world.office.id, ""))
    assert new(world) == first


@pytest.mark.parametrize(("most", "stranded"), [(7, {"submitted"}), (100, {"submitted", "claimed"})])
def test_the_office_hears_of_what_nobody_can_decide_by_the_merger(
    world: World, most: int, stranded: set[str]
) -> None:
    """Whoever appraises is at home in one of the units, which once they have moved nobody knows any more."""
    tell(world)
    kept = world.carry(world.plan(merger()), most)
    told = new(world, "stranded")
    assert {to for to, _, _ in told} == {world.office.email}
    assert {re.findall("/review/records/([a-z]+)", text)[0] for _, _, text in told} == stranded
    world.carry(kept)
    assert new(world, "stranded") == told


def test_a_split_tells_everybody_of_their_own(world: World) -> None:
    """Each member hears of the units that are theirs."""
    tell(world)
    one = split(records={"returned": "trung-nam", "claimed": THAI}, members={world.binh.id: "trung-nam"})
    world.reorganise(one)
    told = {to: text for to, _, text in new(world)}
    assert set(told) == {world.binh.email, world.lan.email}
    assert "/records/returned" in told[world.binh.email]
    assert "/records/claimed" not in told[world.binh.email]
    assert "/records/claimed" in told[world.lan.email]


def test_a_renaming_is_told_too(world: World) -> None:
    """From which name to which, from when on."""
    tell(world)
    world.reorganise(renaming(name=named("Xã Tú Mới")))
    ((to, subject, text),) = new(world)
    assert to == world.binh.email
    assert subject == "Từ ngày 01/7/2025, Xã Vĩnh Tú mang tên Xã Tú Mới"
    assert "Việc claimed" not in text


def test_the_event_says_nothing_of_anybody(world: World) -> None:
    """Ids only: names stand in the table, where the letter reads them."""
    kept = world.carry(world.plan(merger(document="Nghị quyết mật")))
    told = events.encode(
        store.event_of(kept.reorganisation, world.cloud.clock.now, world.office.id, "request-1")
    )
    assert COAST.id not in told
    assert "quyết" not in told
