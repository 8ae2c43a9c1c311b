"""When a report is due: pure, in Vietnam's time, whatever tick was missed, doubled or late.

A report that was missed for weeks is issued once, for its latest slot: nobody reads three at a time.
"""

from datetime import datetime, timedelta

from services.core.campaign.model import ReportSchedule
from services.core.vietnam import VIETNAM, vietnam_day

_WEEK = timedelta(days=7)


def latest_slot(schedule: ReportSchedule, launch: datetime, now: datetime) -> datetime | None:
    """The slot at or before `now` whose report should exist by now; `None` before the first one.

    Slots lie on the schedule's weekday and hour in Vietnam; the first is not before `launch`.
    """
    slot = _slot_before(schedule, now)
    return slot if slot >= launch else None


def next_slot(schedule: ReportSchedule, launch: datetime, now: datetime) -> datetime:
    """The first slot after `now`."""
    slot = _slot_before(schedule, max(now, launch))
    return slot if slot > now and slot >= launch else slot + _WEEK


def _slot_before(schedule: ReportSchedule, moment: datetime) -> datetime:
    """The last slot at or before `moment`, whenever the campaign began."""
    day = vietnam_day(moment)
    day -= timedelta(days=(day.isoweekday() - schedule.weekday) % 7)
    slot = datetime.combine(day, schedule.at, tzinfo=VIETNAM)
    return slot if slot <= moment else slot - _WEEK
