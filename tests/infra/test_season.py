"""The example season: every step works on the real pages, and ends where its story says."""

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from services.core.campaign.model import Campaign
from services.core.vietnam import VIETNAM
from tests.conftest import HeldClock, TestCloud

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from infra.local.pump import Pump
    from infra.local.season import Season


#: Mondays from the first after the launch to the season's end.
WEEKS = 24
SEVEN = 7


class _Clock:
    """The held clock of a test, moved as the local one is."""

    def __init__(self, held: HeldClock) -> None:
        self.move_to: Callable[[datetime], None] = held.set


@pytest.fixture
def season(cloud: TestCloud, campaign: Campaign) -> "Season":
    """A machine with every stage, at the launch, and the season that can be played on it."""
    from infra.local import stages  # noqa: PLC0415 - imports every stage
    from infra.local.front import Front  # noqa: PLC0415 - the same
    from infra.local.machine import Machine, example_people  # noqa: PLC0415 - the same
    from infra.local.season import Season  # noqa: PLC0415 - the same
    from services.core.people import store  # noqa: PLC0415 - its model needs the cloud's environment

    for person in example_people():
        store.save(person.person(campaign.id))
    cloud.clock.set(campaign.launch)
    front = Front(stages.load())
    return Season(Machine(cloud.inner, cloud.pump, _Clock(cloud.clock), "http://localhost"), front.answer)


def _every_morning(pump: "Pump") -> "Callable[[datetime], Iterator[datetime]]":
    """One tick a day, at seven, where the machine fires one each hour: the test takes a tenth of the time."""
    hourly = pump.due_ticks

    def due(until: "datetime") -> "Iterator[datetime]":
        return (moment for moment in hourly(until) if moment.astimezone(VIETNAM).hour == SEVEN)

    return due


def test_the_season_is_lived_to_its_end(
    cloud: TestCloud, season: "Season", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step works, the works stand where their story leaves them, and each week was reported once."""
    monkeypatch.setattr(cloud.pump, "due_ticks", _every_morning(cloud.pump))
    season.play()
    progress = season.progress()
    assert [line.trouble for line in progress.lines if line.trouble] == []
    assert (progress.state, progress.taken) == ("done", progress.steps)
    assert cloud.inner.dead_letters() == {}
    works = [item for item in cloud.table.scan()["Items"] if str(item["pk"]).startswith("R#")]
    assert Counter(str(item["state"]) for item in works) == {
        "verified": 6,
        "declined": 1,
        "withdrawn": 1,
        "not_achieved": 1,
        "approved": 2,
        "completed": 1,
        "appraised": 1,
        "submitted": 1,
        "returned": 1,
    }
    Counter(mail.kind for mail in cloud.mails())
    reports = [mail for mail in cloud.mails() if mail.attachments]
    assert {mail.at.strftime("%u %H:%M") for mail in reports} == {"1 07:00"}
    assert len({mail.at.date() for mail in reports}) == WEEKS


def test_a_season_begins_once_and_in_time(cloud: TestCloud, season: "Season") -> None:
    """A clock that is past the season's beginning cannot play it, and says so."""
    assert season.progress().state == "new"
    cloud.clock.set("2025-06-01T08:00:00+07:00")
    assert season.progress().state == "missed"
    assert season.start() is False
