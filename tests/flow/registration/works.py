"""A commune with a work to register, and the ways to bring it along."""

from datetime import timedelta

from services.core import clock
from services.core.campaign import store as campaigns
from services.core.people.person import Person
from services.core.record import store
from services.core.record.case import Case
from services.core.record.decide import decide
from services.core.record.store import Stored
from services.core.work import commands as c
from tests.flow.visitor import CAMPAIGN

TYPED = {
    "title": "Đường giao thông nội đồng thôn Tiên Mỹ",
    "kind": "construction",
    "area": "economy",
    "description": "Bê tông hóa 1.200 m đường, rộng 3 m",
    "meaning": "Thuận lợi cho sản xuất và đi lại của 210 hộ",
    "place": "Thôn Tiên Mỹ",
    "beneficiaries": "210 hộ",
    "budget": "1.200.000.000",
    "sources": "Ngân sách xã và Nhân dân đóng góp",
    "target": "",
    "quantity": "",
    "start": "10/10/2024",
    "deadline": "30/4/2025",
    "proof": "Biên bản nghiệm thu",
    "in_charge": "Trần Văn Hùng, Chủ tịch UBND xã",
}


def act(record_id: str, person: Person, command: c.Command) -> Stored:
    """Let somebody of another stage decide, straight through the rules."""
    stored = store.get(record_id)
    assert stored is not None
    campaign = campaigns.current(CAMPAIGN)
    case = Case(
        record=stored.record,
        history=stored.history,
        command=command,
        person=person,
        campaign=campaign,
        now=clock.now(),
    )
    return store.save(stored, decide(case), campaign)


def send_back(record_id: str, appraiser: Person, missing: str) -> Stored:
    """The appraiser returns the record, due in five days."""
    return act(record_id, appraiser, c.Return(missing=missing, due=clock.now() + timedelta(days=5)))


def approve(record_id: str, appraiser: Person, approvers: tuple[Person, Person]) -> Stored:
    """Appraised favourably, then approved by both seats."""
    act(record_id, appraiser, c.Appraise(favourable=True, reasons="Phù hợp quy hoạch"))
    act(record_id, approvers[0], c.Approve(seat="huyen-uy"))
    return act(record_id, approvers[1], c.Approve(seat="ubnd"))
