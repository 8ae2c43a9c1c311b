"""When people hear that registration ends, and whether there is anything to tell: pure, in Vietnam's time.

A reminder belongs to a day, from seven in the morning on. So a tick that was missed is caught up within that
day, and never on another; one that is doubled tells nothing twice: e-mails are known by person and day.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.permit.permit import Permit, Standing, standing
from services.core.vietnam import VIETNAM, vietnam_day

#: What a tick calls the occasion on which it writes to somebody; it travels nowhere.
EVENT: Final = "ReminderDue"

#: Nobody is written to at night.
_FROM: Final = time(7)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A record that was never submitted, and when somebody last saved it; `title` may still be empty."""

    record: str
    track: Track
    title: str
    saved: datetime


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What is left to do for a unit until a moment: its drafts, and how many works it lacks of the minimum.

    `late`: it is late access that ends then, not registration.
    """

    unit: str
    until: datetime
    late: bool
    drafts: tuple[Draft, ...]
    missing: int

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to write about."""
        return not self.drafts and not self.missing


def registration_reminded(campaign: Campaign, now: datetime) -> bool:
    """Whether units are reminded today that registration ends, and still in time."""
    deadline = campaign.registration_deadline
    before = (vietnam_day(deadline) - vietnam_day(now)).days
    return before in campaign.reminders.registration and _is_morning(now) and now <= deadline


def permit_reminded(permit: Permit, now: datetime) -> bool:
    """Whether today is the day on which its unit is reminded of late access that ends: the last one.

    One that was granted this very day has just been told.
    """
    if standing(permit, now) is not Standing.IN_FORCE or not _is_morning(now):
        return False
    return vietnam_day(permit.at) < vietnam_day(now) == _last_day(permit.until)


def _is_morning(now: datetime) -> bool:
    return now.astimezone(VIETNAM).time() >= _FROM


def _last_day(until: datetime) -> date:
    """The last day with a morning that leaves some time."""
    day = vietnam_day(until)
    return day if until > datetime.combine(day, _FROM, tzinfo=VIETNAM) else day - timedelta(days=1)
