"""When reminders before the end of registration are due, to the second."""

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.permit.permit import Ended, Permit
from services.core.vietnam import VIETNAM, vietnam_day
from services.notify.reminders.due import Left, permit_reminded, registration_reminded
from tests.conftest import plan

CAMPAIGN = plan()  # ends at 17:00 on 31 December 2024; reminded 30, 14, 7 and 1 days before
DEADLINE = CAMPAIGN.registration_deadline
SECOND = timedelta(seconds=1)
PERMIT = Permit(
    scope="unit:vinh-lam",
    unit="vinh-lam",
    until=datetime(2025, 1, 10, 17, 0, tzinfo=VIETNAM),
    reason="Mưa lũ",
    by="o",
    at=datetime(2025, 1, 2, 8, 0, tzinfo=VIETNAM),
)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2024-12-01T06:59:59", False),
        ("2024-12-01T07:00:00", True),
        ("2024-12-01T23:59:59", True),
        ("2024-12-02T07:00:00", False),
        ("2024-12-17T12:00:00", True),
        ("2024-12-24T12:00:00", True),
        ("2024-12-30T07:00:00", True),
        ("2024-12-31T07:00:00", False),
    ],
)
def test_registration_is_reminded_on_its_days_from_seven_on(moment: str, due: bool) -> None:  # noqa: FBT001 - a table
    """The whole day catches up what a tick missed; the day after does not."""
    assert registration_reminded(CAMPAIGN, _at(moment)) is due


def test_on_the_last_day_the_deadlines_second_is_the_last() -> None:
    """Where the file asks for the day itself, nothing is sent one second after the deadline."""
    reminders = msgspec.structs.replace(CAMPAIGN.reminders, registration=(0,))
    campaign = msgspec.structs.replace(CAMPAIGN, reminders=reminders)
    assert registration_reminded(campaign, DEADLINE)
    assert not registration_reminded(campaign, DEADLINE + SECOND)


@given(st.integers(0, 60 * 24 * 3600), st.sets(st.integers(0, 40), max_size=4))
def test_every_asked_for_day_is_reminded_and_no_other(seconds: int, days: set[int]) -> None:
    """At any second: reminded exactly on the days of the file, from seven on, up to the deadline."""
    reminders = msgspec.structs.replace(CAMPAIGN.reminders, registration=tuple(days))
    campaign = msgspec.structs.replace(CAMPAIGN, reminders=reminders)
    now = DEADLINE + timedelta(days=2) - timedelta(seconds=seconds)
    wanted = {vietnam_day(DEADLINE) - timedelta(days=day) for day in days}
    expected = vietnam_day(now) in wanted and now.hour >= 7 and now <= DEADLINE
    assert registration_reminded(campaign, now) is expected


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2025-01-09T12:00:00", False),
        ("2025-01-10T06:59:59", False),
        ("2025-01-10T07:00:00", True),
        ("2025-01-10T17:00:00", True),
        ("2025-01-10T17:00:01", False),
    ],
)
def test_late_access_is_reminded_on_its_last_day(moment: str, due: bool) -> None:  # noqa: FBT001 - the same
    """From seven on that day, up to its last second."""
    assert permit_reminded(PERMIT, _at(moment)) is due


def test_late_access_that_ends_before_seven_is_reminded_the_day_before() -> None:
    """A morning that comes after the end helps nobody; midnight belongs to the day that it ends."""
    early = msgspec.structs.replace(PERMIT, until=_at("2025-01-10T00:00:00"))
    assert permit_reminded(early, _at("2025-01-09T07:00:00"))
    assert not permit_reminded(early, _at("2025-01-08T07:00:00"))


def test_late_access_of_today_or_ended_is_not_reminded() -> None:
    """Whoever was told this morning is not told again; what was ended is over."""
    today = msgspec.structs.replace(PERMIT, at=_at("2025-01-10T08:00:00"))
    assert not permit_reminded(today, _at("2025-01-10T09:00:00"))
    ended = msgspec.structs.replace(PERMIT, ended=Ended(by="o", at=_at("2025-01-09T08:00:00"), reason="x"))
    assert not permit_reminded(ended, _at("2025-01-10T09:00:00"))


def test_without_drafts_and_with_the_minimum_met_there_is_nothing() -> None:
    """An e-mail is never empty."""
    nothing = Left(unit="vinh-lam", until=DEADLINE, late=False, drafts=(), missing=0)
    assert nothing.is_nothing
    assert not msgspec.structs.replace(nothing, missing=1).is_nothing
