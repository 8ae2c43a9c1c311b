"""A work as it stands: the state that folding its history gives.

Values inside are immutable and JSON. People appear by id only; the campaign names the bodies and seats.
"""

import hashlib
import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

#: Letters and digits of a record's number: none that can be taken for another when read out.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_SUFFIX = 6
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


class State(StrEnum):
    """Where a work is on its way (domain: draft → … → verified)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPRAISED = "appraised"
    APPROVED = "approved"
    DECLINED = "declined"
    COMPLETED = "completed"
    VERIFIED = "verified"
    NOT_ACHIEVED = "not_achieved"
    WITHDRAWN = "withdrawn"


#: States in which nothing is awaited from anybody any more.
CONCLUDED = frozenset({State.DECLINED, State.VERIFIED, State.NOT_ACHIEVED, State.WITHDRAWN})


class Outcome(StrEnum):
    """How a verified completion is judged."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


class WorkKind(StrEnum):
    """What the plan lets a collective register (section IV.2.1)."""

    CONSTRUCTION = "construction"  # công trình
    MODEL = "model"  # mô hình
    PROJECT = "project"  # dự án
    GOAL = "goal"  # mục tiêu
    TASK = "task"  # phần việc


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the unit filled in. `budget` is whole đồng; `quantity` is in the measure of `target`."""

    title: str
    kind: WorkKind
    area: str
    description: str
    meaning: str
    place: str
    beneficiaries: str
    budget: int
    sources: str = ""
    start: date
    deadline: date
    proof: str
    target: str = ""
    quantity: Decimal | None = None
    in_charge: str


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What the appraiser wants added, and by when."""

    missing: str
    due: datetime


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """The appraising body's opinion; favourable or not, the work goes on to the seats."""

    favourable: bool
    reasons: str
    body: str
    at: datetime


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat decided, on a work or on an amendment."""

    approve: bool
    reasons: str
    at: datetime


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the unit says it is: 0 to 100, may fall, and 100 is no claim."""

    percent: int
    note: str
    at: datetime


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """A new deadline or scope that waits for all seats; `None` leaves that part as approved."""

    deadline: date | None
    description: str | None
    reason: str
    at: datetime
    due: datetime
    votes: dict[str, Vote] = {}


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """The unit's word that it is done: on which day, and what shows it."""

    done_on: date
    evidence: str
    at: datetime


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The verifier's judgement; `done_on` may correct the claim, then `reason` says why."""

    outcome: Outcome
    done_on: date
    reason: str
    at: datetime


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One registered work.

    `facts` are those in force, `baseline` the ones first approved (visible for ever once an amendment
    changed them). `body` appraises and verifies; `stand_ins` names the holder who decides for a seat in its
    place. `since` is the moment of the present state, `due` the term of whoever has it now.
    """

    id: str
    campaign: str
    unit: str
    number: str
    made_by: str
    state: State = State.DRAFT
    sequence: int = 0
    since: datetime | None = None
    due: datetime | None = None
    facts: Facts | None = None
    baseline: Facts | None = None
    body: str = ""
    submitted_at: datetime | None = None
    answered_late: bool = False
    ask: Ask | None = None
    opinion: Opinion | None = None
    votes: dict[str, Vote] = {}
    stand_ins: dict[str, str] = {}
    conflicts: tuple[str, ...] = ()
    progress: Progress | None = None
    amendment: Amendment | None = None
    claim: Claim | None = None
    verdict: Verdict | None = None

    @property
    def outcome(self) -> Outcome | None:
        """How its completion was judged, once it is verified."""
        return self.verdict.outcome if self.verdict else None


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
