"""Terms in working days: Saturdays, Sundays and the campaign's public holidays do not count.

Source: domain rules, "Deadlines and claims"; the holidays stand in the campaign file.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from services.core.campaign.model import Campaign
from services.core.vietnam import VIETNAM, vietnam_day

_SATURDAY = 5


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether offices work on that day."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    """The `count`-th working day after `day`; the day itself does not count.

    Raises:
        ValueError: `count` is below 1.
    """
    if count < 1:
        raise ValueError(f"a term has at least one working day, not {count}")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, holidays)
    return day


def due(moment: datetime, days: int, campaign: Campaign) -> datetime:
    """When a term of `days` working days that begins at `moment` ends: at the campaign's hour, aware."""
    last = add_working_days(vietnam_day(moment), days, campaign.holidays)
    return datetime.combine(last, campaign.terms.due_hour, tzinfo=VIETNAM)
