"""Vietnam's time zone and calendar day, in which every term of a campaign is judged."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def vietnam_day(moment: datetime) -> date:
    """The calendar day of an aware moment in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def end_of_day(day: date) -> datetime:
    """The last second of `day` in Vietnam: what "as of a day" and a deadline without an hour mean."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=VIETNAM)
