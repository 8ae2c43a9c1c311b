"""The moment that a page looks at: now, or with `?on=` the end of that day in Vietnam."""

from datetime import datetime

import msgspec

from services.core.campaign.model import Campaign
from services.core.form import Field, Kind, Problem, UnreadableError, clean, read_day
from services.core.language.message import Message, message
from services.core.vietnam import end_of_day, vietnam_day

ON = Field(
    name="on",
    kind=Kind.DAY,
    label=message("Figures as of the end of"),
    required=False,
    longest=12,
)


class AsOf(msgspec.Struct, frozen=True, kw_only=True):
    """The moment looked at. `past`: a day gone by; `problem`: what was wrong with `?on=`."""

    at: datetime
    past: bool = False
    typed: str = ""
    problem: Problem | None = None


def read(typed: str, campaign: Campaign, now: datetime) -> AsOf:
    """The moment that `typed` asks for; with something unreadable the present, and the problem."""
    text = clean(typed)[: ON.longest]
    if not text:
        return AsOf(at=now)
    today, first = vietnam_day(now), vietnam_day(campaign.launch)
    try:
        day = read_day(text)
    except UnreadableError as error:
        return _wrong(now, text, error.mend)
    if day > today:
        return _wrong(now, text, message("This day is still to come: choose today or an earlier day"))
    if day < first:
        return _wrong(
            now, text, message("The campaign began on {first}: choose a day from then on", first=first)
        )
    if day == today:
        return AsOf(at=now, typed=text)
    return AsOf(at=end_of_day(day), past=True, typed=text)


def _wrong(now: datetime, typed: str, mend: Message) -> AsOf:
    return AsOf(at=now, typed=typed, problem=Problem(ON.name, mend))
