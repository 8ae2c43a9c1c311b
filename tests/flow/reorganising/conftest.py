"""Three communes with works in every state, drafts and people; and how their merger is planned."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
import pytest

from infra.local import stages
from infra.local.pump import Pump
from services.core import clock
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.people import store as people
from services.core.people.person import Person
from services.core.record import store as records
from services.core.reorganising import store
from services.core.reorganising.carrying import Act, carry_out
from services.core.reorganising.reorganisation import Reorganisation
from services.core.reorganising.store import Kept
from services.core.vietnam import VIETNAM
from tests.conftest import TestCloud
from tests.flow.visitor import announce
from tests.storing import stored
from tests.unit.reorganising.planning import COMMUNES
from tests.unit.work import lives
from tests.unit.work.lives import Life

THAI, TU, TRUNG = COMMUNES
MORNING = datetime(2025, 7, 1, 8, 0, tzinfo=VIETNAM)

#: Record → its unit and how far it has come; a draft has no life.
SCENE: dict[str, tuple[str, Callable[[], Life] | None]] = {
    "draft-1": (THAI, None),
    "draft-2": (TU, None),
    "submitted": (THAI, lives.submitted),
    "returned": (TU, lives.returned),
    "approved": (TRUNG, lives.approved),
    "claimed": (TU, lives.completed),
    "verified": (THAI, lives.verified),
    "withdrawn": (TU, lives.withdrawn),
}
OPEN = frozenset(SCENE) - {"verified", "withdrawn"}


class World(msgspec.Struct):
    """Everything around the merger; `reorganise` plans one and begins to carry it out."""

    cloud: TestCloud
    campaign: Campaign
    office: Person
    lan: Person  # of Vĩnh Thái
    binh: Person  # of Vĩnh Tú
    hoa: Person  # appraises, at home in Vĩnh Tú
    told: int = 0  # e-mails that a test need not look at

    def plan(self, one: Reorganisation) -> Kept:
        """Decide on it."""
        return store.save(Kept(reorganisation=one), msgspec.structs.replace(one, campaign=self.campaign.id))

    def carry(self, kept: Kept, most: int = 100) -> Kept:
        """One press of the button."""
        return carry_out(kept, Act(person=self.office, now=clock.now(), causation="request-1"), most)

    def reorganise(self, one: Reorganisation) -> Reorganisation:
        """Carry it out, whole."""
        return self.carry(self.plan(one)).reorganisation

    def settle(self, *stages_: str) -> None:
        """Let everything arrive at these stages."""
        Pump(self.cloud.inner, stages.load(("relay", *stages_))).drain()

    def unit_of(self, record: str) -> str:
        """Whose record it is."""
        stored = records.get(record)
        assert stored is not None
        return stored.record.unit

    def again(self, person: Person) -> Person:
        """The person as the table has them."""
        found = people.get(person.id)
        assert found is not None
        return found

    def listed(self, unit: str) -> list[str]:
        """The ids in the unit's list, in its order."""
        return [line.id for line in records.of_unit(self.campaign.id, unit).rows]

    def now(self) -> Campaign:
        """The campaign as it stands."""
        return campaigns.current(self.campaign.id)


@pytest.fixture
def world(cloud: TestCloud, campaign: Campaign) -> World:
    """The communes on the morning of their merger; no event has been passed on yet."""
    made = World(
        cloud=cloud,
        campaign=campaign,
        office=announce("Trần Văn Sơn", "office", home="phong-noi-vu"),
        lan=announce("Nguyễn Thị Lan", f"unit:{THAI}"),
        binh=announce("Lê Văn Bình", f"unit:{TU}"),
        hoa=announce("Phạm Thị Hoa", "body:phong-tckh", home=TU),
    )
    cloud.clock.set(lives.START)
    stored("the scene of a merger", lambda: _set(made))
    cloud.clock.set(MORNING)
    return made


def _set(made: World) -> None:
    for record, (unit, life) in SCENE.items():
        maker = made.lan.id if unit == THAI else made.binh.id
        one = records.new(record, made.campaign, unit, maker)
        if life is None:
            records.save_draft(one, {"title": f"Việc {record}"}, made.campaign, clock.now())
            continue
        for entry in life().history:
            one = records.save(one, titled(entry, record), made.campaign)


def titled(entry: Any, record: str) -> Any:  # noqa: ANN401 - an entry of a history
    """The entry with a title that names the record."""
    if not entry.changes.get("facts"):
        return entry
    facts = entry.changes["facts"] | {"title": f"Việc {record}"}
    return msgspec.structs.replace(entry, changes=entry.changes | {"facts": facts})
