"""A weekly report is due at its hour in Vietnam, once a week, whatever ticks were missed or doubled."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.campaign.model import ReportSchedule, Source
from services.core.language.message import Text
from services.core.vietnam import VIETNAM
from services.report.schedule import latest_slot, next_slot

LAUNCH = datetime(2024, 9, 30, 7, 30, tzinfo=VIETNAM)  # a Monday, half an hour after the slot
_TICKS = st.integers(0, 2 * 365 * 96).map(lambda quarters: LAUNCH + timedelta(minutes=15 * quarters))


def _schedule(weekday: int = 1, at: time = time(7)) -> ReportSchedule:
    return ReportSchedule(
        id="weekly",
        name=Text(vi="Báo cáo tuần", en="Weekly report"),
        every="week",
        weekday=weekday,
        at=at,
        to=("office",),
        source=Source(where="Kế hoạch"),
    )


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2024-09-30T06:59:59", None),  # before the launch
        ("2024-09-30T07:30:00", None),  # the launch day's own slot lies before the launch
        ("2024-10-07T06:59:59", None),
        ("2024-10-07T07:00:00", "2024-10-07T07:00:00"),
        ("2024-10-07T07:14:00", "2024-10-07T07:00:00"),
        ("2024-10-13T23:59:59", "2024-10-07T07:00:00"),
        ("2024-10-14T06:59:59", "2024-10-07T07:00:00"),
        ("2024-12-31T12:00:00", "2024-12-30T07:00:00"),  # across the end of the year
        ("2025-01-01T00:00:00", "2024-12-30T07:00:00"),
        ("2025-01-06T07:00:00", "2025-01-06T07:00:00"),
        ("2025-03-03T09:00:00", "2025-03-03T07:00:00"),  # weeks of missed ticks: the latest slot only
    ],
)
def test_the_slot_due(now: str, slot: str | None) -> None:
    """The latest slot at or before now and not before the launch."""
    assert latest_slot(_schedule(), LAUNCH, _at(now)) == (_at(slot) if slot else None)


def test_a_launch_in_the_very_second_of_a_slot_has_its_report() -> None:
    """Not before the launch includes the launch itself."""
    launch = _at("2024-09-30T07:00:00")
    assert latest_slot(_schedule(), launch, launch) == launch


def test_the_hour_is_vietnams_wherever_the_clock_stands() -> None:
    """Monday 07:00 in Hanoi is Monday 00:00 in UTC."""
    now = datetime.fromisoformat("2024-10-07T00:00:00+00:00")
    assert latest_slot(_schedule(), LAUNCH, now) == now
    assert latest_slot(_schedule(), LAUNCH, now - timedelta(seconds=1)) is None


@settings(max_examples=300, deadline=None, derandomize=True)
@given(_TICKS, st.integers(1, 7), st.times(timezones=st.none()))
def test_slots_lie_a_week_apart(now: datetime, weekday: int, at: time) -> None:
    """Of every schedule exactly one slot is the latest, at most a week ago, on its day and hour."""
    schedule = _schedule(weekday, at.replace(microsecond=0))
    slot = latest_slot(schedule, LAUNCH, now)
    coming = next_slot(schedule, LAUNCH, now)
    assert coming > now
    assert (coming.isoweekday(), coming.time()) == (weekday, schedule.at)
    if slot is None:
        assert now - LAUNCH < timedelta(days=7)
        assert LAUNCH <= coming < LAUNCH + timedelta(days=7)
    else:
        assert slot <= now < slot + timedelta(days=7) == coming
        assert (slot.isoweekday(), slot.time()) == (weekday, schedule.at)
        assert slot >= LAUNCH


def test_one_slot_a_week_over_two_years_of_ticks() -> None:
    """Ticking every quarter of an hour finds 104 slots in 104 weeks, across two year ends."""
    end = LAUNCH + timedelta(weeks=104)
    ticks = (LAUNCH + timedelta(minutes=15 * n) for n in range(104 * 7 * 96 + 1))
    slots = {latest_slot(_schedule(), LAUNCH, tick) for tick in ticks if tick <= end} - {None}
    assert len(slots) == 104


def test_before_the_launch_the_next_slot_is_the_first() -> None:
    """Somebody who looks early is told when the first report comes."""
    assert next_slot(_schedule(), LAUNCH, _at("2024-08-01T10:00:00")) == _at("2024-10-07T07:00:00")
    monday = _at("2024-09-30T07:00:00")
    assert next_slot(_schedule(), monday, _at("2024-08-01T10:00:00")) == monday
