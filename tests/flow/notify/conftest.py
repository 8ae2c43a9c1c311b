"""The people around one work, the work itself, and a real clock that a test can move."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.client import BaseClient

from services.core.campaign.model import Campaign
from services.core.events import Event
from services.core.people.person import Person
from services.core.record import store
from services.core.record.case import Case
from services.core.record.decide import decide
from services.core.record.history import event_of
from services.core.record.store import Stored
from services.core.work import commands as c
from tests.conftest import HeldClock
from tests.flow.visitor import announce
from tests.unit.work.lives import FACTS


class Doing:
    """One work in the table, brought along by commands straight through the rules."""

    def __init__(self, campaign: Campaign, clock: HeldClock, people: dict[str, Person]) -> None:
        self.campaign, self.clock, self.people = campaign, clock, people
        self.stored = store.new("w1", campaign, "vinh-lam", people["lan"].id)

    def do(self, who: str, command: c.Command) -> "Doing":
        """Somebody gives a command, now."""
        case = Case(
            record=self.stored.record,
            history=self.stored.history,
            command=command,
            person=self.people[who],
            campaign=self.campaign,
            now=self.clock.now,
        )
        self.stored = store.save(self.stored, decide(case), self.campaign)
        return self

    def event(self, sequence: int = 0) -> Event:
        """The event of that sequence, or the last one."""
        return event_of(self.stored.record, self.stored.history[(sequence or len(self.stored.history)) - 1])

    def submit(self) -> "Doing":
        """The commune hands it in."""
        return self.do("lan", c.Submit(facts=FACTS))

    def appraise(self) -> "Doing":
        """The body recommends it."""
        return self.do("hoa", c.Appraise(favourable=True, reasons="Phù hợp quy hoạch"))

    def send_back(self) -> "Doing":
        """The appraiser asks for more."""
        return self.do("hoa", c.Return(missing="Dự toán chi tiết", due=self.clock.now + timedelta(days=5)))

    def approve(self) -> "Doing":
        """Both seats say yes."""
        self.do("duc", c.Approve(seat="huyen-uy"))
        return self.do("mai", c.Approve(seat="ubnd"))

    def now(self) -> Stored:
        """The work as the table has it."""
        found = store.get("w1")
        assert found is not None
        return found


@pytest.fixture
def people(campaign: Campaign) -> dict[str, Person]:  # noqa: ARG001 - they live in its cloud
    """One of each role, by given name."""
    return {
        "lan": announce("Nguyễn Thị Lan", "unit:vinh-lam", email="lan@vinh-lam.example"),
        "hoa": announce("Phạm Thị Hoa", "body:phong-tckh", home="phong-tckh", email="hoa@tckh.example"),
        "duc": announce("Hoàng Văn Đức", "seat:huyen-uy", home="huyen-uy", email="duc@huyen-uy.example"),
        "mai": announce("Võ Thị Mai", "seat:ubnd", home="ubnd-huyen", email="mai@ubnd.example"),
        "office": announce("Trần Nội Vụ", "office", home="phong-noi-vu", email="office@noi-vu.example"),
    }


@pytest.fixture
def work(campaign: Campaign, held_clock: HeldClock, people: dict[str, Person]) -> Doing:
    """A work of commune Vĩnh Lâm that nobody has submitted yet."""
    return Doing(campaign, held_clock, people)


class RealClock:
    """Real seconds, as leases count them; they stand still until a test moves them."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        """What `time.time` would say."""
        return self.seconds


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> RealClock:
    """The real clock of this stage."""
    clock = RealClock()
    monkeypatch.setattr("services.notify.deliver.real_now", clock)
    monkeypatch.setattr("services.notify.sweep.real_now", clock)
    return clock


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every call to AWS from now on, by the name of its operation."""
    made: list[str] = []
    call = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 - its one door

    def counted(self: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - any answer
        made.append(operation)
        return call(self, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", counted)
    return made
