"""Readers of reports, and works whose lives are already lived."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec
import pytest

from infra.local.pump import Pump
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record import store
from services.core.record.history import Entry
from services.core.record.store import Stored
from tests.conftest import TestCloud
from tests.flow.visitor import Visitor, announce
from tests.unit.record.life import Life
from tests.unit.work.lives import UNIT

Keep: TypeAlias = Callable[..., Stored]


@pytest.fixture
def pump(cloud: TestCloud) -> Pump:
    """The relay and the report stage."""
    from infra.local import stages  # noqa: PLC0415 - imports the stages, whose models need the environment

    return Pump(cloud.inner, stages.load(("relay", "report")))


@pytest.fixture
def keep(campaign: Campaign) -> Keep:
    """Puts a lived record into the table, entry by entry; `title` and `unit` may be chosen."""

    def one(life: Life[Any], record: str = "w1", unit: str = UNIT, title: str = "") -> Stored:
        stored = store.new(record, campaign, unit, "author", life.record.track)
        for entry in life.history:
            stored = store.save(stored, _titled(entry, title), campaign)
        return stored

    return one


def _titled(entry: Entry, title: str) -> Entry:
    if not title or not entry.changes.get("facts"):
        return entry
    facts = entry.changes["facts"] | {"title": title}
    return msgspec.structs.replace(entry, changes=entry.changes | {"facts": facts})


@pytest.fixture
def leader(campaign: Campaign) -> Person:  # noqa: ARG001 - people live in its cloud
    """Reads dashboards."""
    return announce("Nguyễn Văn Lãnh", "leader", email="lanh@vinhlinh.example")


@pytest.fixture
def office(campaign: Campaign) -> Person:  # noqa: ARG001 - the same
    """Runs the campaign."""
    return announce("Trần Văn Sơn", "office", home="phong-noi-vu", email="son@vinhlinh.example")


@pytest.fixture
def browser(campaign: Campaign) -> Callable[[Person | None], Visitor]:  # noqa: ARG001 - the same
    """A browser before the report stage."""
    from services.report.app import app  # noqa: PLC0415 - its models need the cloud's environment

    return lambda person: Visitor(app, person)
