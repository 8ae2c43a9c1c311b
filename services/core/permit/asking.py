"""What the office types to grant a permit, and how it is read: for a unit or one record, until when, and why.

Pure: which record a number names is asked elsewhere.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from services.core.campaign.model import Campaign
from services.core.form import Choice, Field, Kind, Problem, read
from services.core.language.message import message
from services.core.permit.permit import problems as problems_of
from services.core.vietnam import VIETNAM, vietnam_day

_HOUR: Final = re.compile(r"(\d{1,2})\s*(?:(?:[:.h]|giờ)\s*(\d{2})?)?", re.IGNORECASE)
_MIDNIGHT: Final = 24


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the office wants to grant. Either `unit`, or `number`, a record's number, is filled."""

    unit: str
    number: str
    until: datetime
    reason: str


def fields(campaign: Campaign, now: datetime) -> tuple[Field, ...]:
    """The form's fields; the units are those that are there today and are asked for works."""
    today = vietnam_day(now)
    units = (unit for unit in campaign.units if unit.registers and unit.exists_on(today))
    return (
        Field(
            name="unit",
            kind=Kind.PICK,
            label=message("For all that a unit registers"),
            required=False,
            choices=tuple(Choice(unit.id, unit.name) for unit in units),
        ),
        Field(
            name="number",
            kind=Kind.LINE,
            label=message("Or for one record only: its number"),
            hint=message("For example VLAM-7KQ2MN; it stands on the record's pages and in every e-mail"),
            required=False,
            longest=40,
        ),
        Field(
            name="day",
            kind=Kind.DAY,
            label=message("Until which day"),
            longest=12,
        ),
        Field(
            name="hour",
            kind=Kind.LINE,
            label=message("Until which hour"),
            hint=message("In Vietnam, for example 17 or 17:30; this minute's first second still counts"),
            longest=12,
        ),
        Field(
            name="reason",
            kind=Kind.TEXT,
            label=message("Reason"),
            hint=message("The unit reads it in the e-mail"),
            longest=1000,
        ),
    )


def starting_text(campaign: Campaign) -> dict[str, str]:
    """What the form holds when it is opened: the hour at which registration ends."""
    return {"hour": f"{campaign.registration_deadline.astimezone(VIETNAM):%H:%M}"}


def read_wish(
    typed: Mapping[str, str], campaign: Campaign, now: datetime
) -> tuple[Wish | None, tuple[Problem, ...]]:
    """What is wished, or everything that has to be mended."""
    values, found = read(fields(campaign, now), typed)
    unit, number = str(values["unit"] or ""), clean_number(str(values["number"] or ""))
    reason = str(values["reason"] or "")
    mend = list(found)
    if bool(unit) == bool(number) and not {"unit", "number"} & {problem.field for problem in found}:
        mend.append(Problem("unit", message("Choose a unit, or write the number of a record")))
    hour = read_hour(str(values["hour"] or ""))
    if values["hour"] and hour is None:
        mend.append(Problem("hour", message("Write the hour as 17 or 17:30")))
    day = values["day"]
    if mend or hour is None or not isinstance(day, date):
        return None, tuple(mend)
    until = datetime.combine(day, time(), tzinfo=VIETNAM) + hour
    mend += problems_of(until, reason, campaign.registration_deadline, now)
    return (None if mend else Wish(unit=unit, number=number, until=until, reason=reason)), tuple(mend)


def read_hour(text: str) -> timedelta | None:
    """The time of day in `17`, `17:30`, `17 giờ 30`, `17h`; 24 ends the day; `None` for what is no hour."""
    found = _HOUR.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    if minutes > 59 or hours > _MIDNIGHT or (hours == _MIDNIGHT and minutes):  # noqa: PLR2004 - a clock's
        return None
    return timedelta(hours=hours, minutes=minutes)


def clean_number(text: str) -> str:
    """A record's number as it is stored, however it was typed: `VLAM-7KQ2MN` for `vlam 7kq2mn`."""
    code, _, suffix = re.sub(r"[\s–-]+", "-", text.strip().upper()).partition("-")
    return f"{code}-{suffix}" if suffix else code
