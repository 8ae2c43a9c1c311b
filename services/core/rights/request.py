"""A request about personal data: received, acknowledged, done. Pure.

Due times: domain, "Ends"; NĐ 356/2025, which details the law on the protection of personal data
(91/2025/QH15), in force since 1 January 2026. Acknowledging counts in working days, everything else in days;
a day that falls on a holiday stays where it is, because earlier is never wrong.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from services.core.campaign import calendar
from services.core.campaign.model import Campaign
from services.core.subjects.subject import Channel
from services.core.vietnam import VIETNAM

_ID = re.compile(r"[0-9a-f]{32}")


class What(StrEnum):
    """What is asked for."""

    VIEW = "view"  # a copy of everything that is held
    CORRECT = "correct"
    WITHDRAW = "withdraw"  # a consent
    DELETE = "delete"


#: Working days until the office confirms that it has the request.
ACKNOWLEDGED_IN = 2

#: Days until it is done.
DONE_IN: Mapping[What, int] = {What.VIEW: 10, What.CORRECT: 10, What.WITHDRAW: 15, What.DELETE: 20}


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"  # with a reason that the law allows
    NOTHING = "nothing"  # nothing is held about that person


class End(msgspec.Struct, frozen=True, kw_only=True):
    """That it was answered: by whom, when, how; `note` says what was done or why not."""

    at: datetime
    by: str
    outcome: Outcome
    note: str = ""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asked, who need not have an account.

    `name` and `contact` are theirs, `words` is what they wrote; `unit` the one in whose records they think
    they stand, or empty. `person` is the account of whoever asked while signed in; `by` is the id of whoever
    entered it. `subjects` are the people of records whom the office found to be this person.
    """

    id: str
    campaign: str
    what: What
    received: date
    channel: Channel
    name: str
    contact: str
    words: str = ""
    unit: str = ""
    person: str = ""
    by: str
    subjects: tuple[str, ...] = ()
    acknowledged: datetime | None = None
    end: End | None = None


def is_request_id(text: str) -> bool:
    """Whether `text` can be the id of a request; what an address or a form brings along is not trusted."""
    return _ID.fullmatch(text) is not None


def acknowledge_by(request: Request, campaign: Campaign) -> datetime:
    """Until when the office confirms that it has the request: at the campaign's hour."""
    start = datetime.combine(request.received, time(0), tzinfo=VIETNAM)
    return calendar.due(start, ACKNOWLEDGED_IN, campaign)


def finish_by(request: Request, campaign: Campaign) -> datetime:
    """Until when what was asked is done: at the campaign's hour."""
    last = request.received + timedelta(days=DONE_IN[request.what])
    return datetime.combine(last, campaign.terms.due_hour, tzinfo=VIETNAM)


def due(request: Request, campaign: Campaign) -> datetime | None:
    """The next term that the office has to keep; `None` once it is answered."""
    if request.end:
        return None
    last = finish_by(request, campaign)
    return last if request.acknowledged else min(last, acknowledge_by(request, campaign))


def in_order(requests: tuple[Request, ...], campaign: Campaign) -> tuple[Request, ...]:
    """What is due first comes first; then what is answered, latest first."""
    waiting = [(term, one.id, one) for one in requests if (term := due(one, campaign))]
    ended = [(one.end.at, one.id, one) for one in requests if one.end]
    return (*(one for *_, one in sorted(waiting)), *(one for *_, one in sorted(ended, reverse=True)))


def blank(request: Request) -> Request:
    """The request without anything that tells who asked: what remains shows that it was answered in time."""
    end = msgspec.structs.replace(request.end, note="") if request.end else None
    return msgspec.structs.replace(request, name="", contact="", words="", end=end)
