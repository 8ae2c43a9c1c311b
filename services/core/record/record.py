"""A record as it stands: what the tracks have in common of the state that folding a history gives.

Values inside are immutable and JSON. People appear by id only; the campaign names the bodies and seats.
"""

import hashlib
import re
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import msgspec

from services.core.campaign.model import Track

#: Letters and digits of a record's number: none that can be taken for another when read out.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_SUFFIX = 6
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


class State(StrEnum):
    """Where a record is on its way; which of them a track knows, and how they follow, stands in its table."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    # works: draft → … → verified
    APPRAISED = "appraised"
    APPROVED = "approved"
    DECLINED = "declined"
    COMPLETED = "completed"
    VERIFIED = "verified"
    NOT_ACHIEVED = "not_achieved"
    # initiatives and citizens: what a council recognises
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    RECOGNISED = "recognised"
    REFUSED = "refused"


#: States in which nothing is awaited from anybody any more.
CONCLUDED = frozenset(
    {
        State.DECLINED,
        State.VERIFIED,
        State.NOT_ACHIEVED,
        State.WITHDRAWN,
        State.RECOGNISED,
        State.REFUSED,
    }
)


class Outcome(StrEnum):
    """How a verified completion is judged."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


class RecordFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What was filled in, as far as lists and queues show it; each track adds its own."""

    title: str
    area: str


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer wants added, and by when; `notes` says what of single fields, by their names."""

    missing: str
    due: datetime
    notes: dict[str, str] = {}


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked last, and what the unit said to single fields when it answered."""

    ask: Ask
    answers: dict[str, str] = {}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One registered record; each track adds what its way needs.

    `made_by` is the person who began it. `facts` are those in force, absent until it is submitted. `since` is
    the moment of the present state, `due` the term of whoever has it now. `conflicts` are the people who
    declared a conflict of interest; `answered_late` marks an answer to a return after its due time,
    `answered` keeps what was asked and said then. `origin` is the unit in which it began, once it has moved
    to that unit's successor.
    """

    track: ClassVar[Track]

    id: str
    campaign: str
    unit: str
    number: str
    made_by: str
    state: State = State.DRAFT
    sequence: int = 0
    since: datetime | None = None
    due: datetime | None = None
    facts: RecordFacts | None = None
    submitted_at: datetime | None = None
    answered_late: bool = False
    ask: Ask | None = None
    answered: Answered | None = None
    conflicts: tuple[str, ...] = ()
    origin: str = ""

    @property
    def first_unit(self) -> str:
        """The unit in which it began, which never changes."""
        return self.origin or self.unit

    @property
    def outcome(self) -> Outcome | None:
        """How its completion was judged, in a track that judges one."""
        return None


def is_record_id(text: str) -> bool:
    """Whether `text` can be the id of a record; what an address or a form brings along is not trusted."""
    return _ID.fullmatch(text) is not None


def number_of(unit_code: str, record_id: str) -> str:
    """The record's number: its unit's code and six characters drawn from its id, not a running number."""
    value = int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:8])
    suffix = ""
    for _ in range(_SUFFIX):
        value, digit = divmod(value, len(_ALPHABET))
        suffix += _ALPHABET[digit]
    return f"{unit_code}-{suffix}"
