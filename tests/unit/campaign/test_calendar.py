"""Terms in working days: weekends and holidays never count, and no term ends on one."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.campaign.calendar import add_working_days, due, is_working_day
from services.core.campaign.file import read
from services.core.vietnam import VIETNAM

PLAN = read((Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_bytes())

#: The same examples in every run, however slow the machine.
SAME_EACH_TIME = settings(deadline=None, derandomize=True)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
COUNTS = st.integers(1, 60)
HOLIDAYS = st.frozensets(DAYS, max_size=40)


@SAME_EACH_TIME
@given(DAYS, COUNTS, HOLIDAYS)
def test_a_term_ends_on_a_working_day_after_it_began(
    day: date, count: int, holidays: frozenset[date]
) -> None:
    """Nobody's term ends on a day on which offices are closed."""
    last = add_working_days(day, count, holidays)
    assert last > day
    assert is_working_day(last, holidays)


@SAME_EACH_TIME
@given(DAYS, COUNTS, HOLIDAYS)
def test_a_term_holds_exactly_its_working_days(day: date, count: int, holidays: frozenset[date]) -> None:
    """Of the days after the first up to the last, exactly `count` are working days."""
    last = add_working_days(day, count, holidays)
    span = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
    assert sum(is_working_day(each, holidays) for each in span) == count


@SAME_EACH_TIME
@given(DAYS, COUNTS, COUNTS, HOLIDAYS)
def test_terms_add_up(day: date, first: int, second: int, holidays: frozenset[date]) -> None:
    """Two terms one after the other end when one of their sum ends."""
    halfway = add_working_days(day, first, holidays)
    assert add_working_days(halfway, second, holidays) == add_working_days(day, first + second, holidays)


@pytest.mark.parametrize("count", [0, -1])
def test_a_term_has_at_least_a_day(count: int) -> None:
    """A term without a day is a mistake of the caller, not the same day."""
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2024, 10, 7), count, ())


@pytest.mark.parametrize(
    ("moment", "days", "ends"),
    [
        ("2024-10-07T08:00+07:00", 1, "2024-10-08T17:00+07:00"),
        ("2024-10-07T08:00+07:00", 10, "2024-10-21T17:00+07:00"),
        ("2024-10-11T16:59+07:00", 1, "2024-10-14T17:00+07:00"),  # over a weekend
        ("2024-10-07T18:00+00:00", 1, "2024-10-09T17:00+07:00"),  # already the 8th in Vietnam
        ("2025-01-24T08:00+07:00", 1, "2025-02-03T17:00+07:00"),  # over Tết Ất Tỵ
        ("2025-04-04T08:00+07:00", 1, "2025-04-08T17:00+07:00"),  # over Giỗ Tổ
        ("2025-04-29T08:00+07:00", 1, "2025-05-05T17:00+07:00"),  # over 30/4 and 1/5
        ("2024-12-31T08:00+07:00", 1, "2025-01-02T17:00+07:00"),  # over New Year
    ],
)
def test_the_plans_terms_skip_its_holidays(moment: str, days: int, ends: str) -> None:
    """Due times of the first campaign, over each of its holidays, at 17:00 in Vietnam."""
    assert due(datetime.fromisoformat(moment), days, PLAN) == datetime.fromisoformat(ends)


@SAME_EACH_TIME
@given(st.datetimes(datetime(2024, 9, 1), datetime(2025, 12, 1), timezones=st.just(UTC)), COUNTS)  # noqa: DTZ001 - bounds are naive by hypothesis' rule
def test_due_is_aware_and_at_the_campaigns_hour(moment: datetime, days: int) -> None:
    """Whatever the zone of the moment, the term ends at the hour of the file in Vietnam's time."""
    ends = due(moment, days, PLAN)
    assert ends.astimezone(VIETNAM).time() == PLAN.terms.due_hour == time(17)
    assert ends > moment
