"""What every test may ask for: a cloud of its own that costs milliseconds, and a clock that stands still."""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra import catalogues
from infra.local.cloud import Cloud, Mail, set_environment
from services.core import clock
from services.core.campaign import file
from services.core.campaign.model import Campaign
from services.core.telemetry import metrics
from services.core.telemetry.metrics import Metric
from services.core.vietnam import VIETNAM
from tests.browsing import mailbox
from tests.told import Told, listening

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

    from infra.local.front import Front
    from infra.local.pump import Pump
    from services.core.people.person import Person


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where tests/journey takes place."""
    group = parser.getgroup("journey")
    group.addoption(
        "--cloud",
        choices=("moto", "ministack"),
        default="moto",
        help="where tests/journey takes place: in this process (moto), or in what `make rehearse` deployed",
    )
    group.addoption(
        "--rehearsal",
        type=Path,
        metavar="FILE",
        help="with --cloud=ministack: where the deployment is, as JSON (tests/journey/ministack.py)",
    )


#: Fixtures that take tens of seconds to make.
_COSTLY = frozenset({"chromium", "live", "killed", "here", "target", "oldest"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is costly to make is asked for first, all by one of several processes.

    pytest-xdist gives the first process the first eighth of the tests (of two processes): then no second
    browser and server are started, nobody waits for a package that another one builds, and the end is small.
    """
    items.sort(key=lambda item: _COSTLY.isdisjoint(getattr(item, "fixturenames", ())))


# Before any stage is imported: its models take the table's name from the environment.
set_environment()
# What is said while tests are collected is said in Vietnamese too.
catalogues.compile_stale()

#: Where time stands unless a test moves it: a Monday morning in the week of the launch.
MONDAY = datetime(2024, 10, 7, 8, 0, tzinfo=VIETNAM)


class HeldClock:
    """Business time that moves only when a test says so."""

    def __init__(self) -> None:
        self.now = MONDAY

    def set(self, moment: datetime | str) -> None:
        """It is `moment`: an aware datetime or its ISO text."""
        self.now = datetime.fromisoformat(moment) if isinstance(moment, str) else moment

    def forward(self, **span: float) -> None:
        """Time passes: `clock.forward(days=3)`."""
        self.now += timedelta(**span)


class TestCloud:
    """The local cloud as a test sees it."""

    __test__ = False  # a name that starts with Test, but no test class

    def __init__(self, cloud: Cloud, held: HeldClock) -> None:
        self.inner = cloud
        self.clock = held
        self._pump: Pump | None = None

    @property
    def pump(self) -> "Pump":
        """The pump with every stage behind it; `cloud.pump.drain()` lets everything arrive."""
        if self._pump is None:
            from infra.local.pump import Pump  # noqa: PLC0415 - imports every stage; most tests need none

            self._pump = Pump(self.inner)
        return self._pump

    @property
    def table(self) -> "Table":
        """The table through boto3: `cloud.table.get_item(Key={"pk": ..., "sk": ...})`."""
        return self.inner.table

    def mails(self) -> list[Mail]:
        """Every e-mail sent in this test, newest last."""
        return self.inner.mails()


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[HeldClock]:
    """Business time stands still in every test."""
    held = HeldClock()
    clock.use(lambda: held.now)
    yield held
    clock.use(None)


@pytest.fixture
def cloud(held_clock: HeldClock) -> TestCloud:
    """An empty cloud: table, bus, queues, bucket and mail, built once per process and emptied per test."""
    inner = Cloud.start()
    inner.reset()
    if "services.core.campaign.store" in sys.modules:
        # It keeps the campaign of the test before for a minute.
        sys.modules["services.core.campaign.store"].forget()
    return TestCloud(inner, held_clock)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """What is logged from here on, as when deployed: `told.lines("a run failed")` is all that says so."""
    with listening(monkeypatch) as everything:
        yield everything


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, str]]:
    """As if deployed, somebody hears of metrics: each with its value and of what, in the order told."""
    found: list[tuple[str, float, str]] = []
    tell = metrics.tell

    def heard(metric: Metric, value: float = 1, of: str = "") -> None:
        tell(metric, value, of)
        found.append((metric.value, value, of))

    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "thidua-test")
    monkeypatch.setattr(metrics, "tell", heard)
    return found


FILE = Path(__file__).parents[1] / "campaigns" / "vinh-linh-70.toml"


@cache
def plan() -> Campaign:
    """The plan's campaign, as its file says, without any cloud."""
    return file.read(FILE.read_bytes())


@pytest.fixture
def campaign(cloud: TestCloud) -> Campaign:  # noqa: ARG001 - it is loaded into that cloud
    """The plan's campaign, loaded."""
    from services.core.campaign import store  # noqa: PLC0415 - its model needs the cloud's environment
    from tests.storing import stored  # noqa: PLC0415 - imports moto; most tests need none

    now = clock.now()
    stored(("the plan", now), lambda: store.load(plan(), now))
    if now in _AS_READ:
        store._cache[plan().id] = time.monotonic(), _AS_READ[now]  # noqa: SLF001 - as if it had just been read
    return _AS_READ.setdefault(now, store.current(plan().id))


#: The plan's campaign as it is read after a load at that time: 50 units are 13 ms.
_AS_READ: dict[datetime, Campaign] = {}


@pytest.fixture
def front(campaign: Campaign) -> "Front":  # noqa: ARG001 - its pages show the campaign
    """The registration stage behind the port of this machine."""
    from infra.local import stages  # noqa: PLC0415 - imports the stage
    from infra.local.front import Front  # noqa: PLC0415 - the same

    return Front(stages.load(["registration"]))


@pytest.fixture
def announce(campaign: Campaign) -> Callable[[str], "Person"]:
    """Makes a stored member of commune Vĩnh Lâm out of a name."""
    from services.core.people import store  # noqa: PLC0415 - its model needs the cloud's environment
    from services.core.people.person import Grant, Person, Role, person_id  # noqa: PLC0415 - the same

    def make(name: str) -> Person:
        email = f"{mailbox(name)}@vinh-lam.example"
        grant = Grant(campaign=campaign.id, role=Role.UNIT, of="vinh-lam")
        person = Person(id=person_id(email), email=email, name=name, home="vinh-lam", grants=(grant,))
        store.save(person)
        return person

    return make
