"""A work as it stands: what a collective registers to finish by a date (plan, section IV.2.1)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import msgspec

from services.core.campaign.model import Track
from services.core.record.record import Outcome, Record, RecordFacts


class WorkKind(StrEnum):
    """What the plan lets a collective register (section IV.2.1)."""

    CONSTRUCTION = "construction"  # công trình
    MODEL = "model"  # mô hình
    PROJECT = "project"  # dự án
    GOAL = "goal"  # mục tiêu
    TASK = "task"  # phần việc


class Facts(RecordFacts, frozen=True, kw_only=True):
    """What the unit filled in. `budget` is whole đồng; `quantity` is in the measure of `target`."""

    kind: WorkKind
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
    """How far the unit says it is: 0 to 100, may fall, and 100 is no claim. `files` are attachments' ids."""

    percent: int
    note: str
    at: datetime
    files: tuple[str, ...] = ()


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """A new start, deadline or scope that waits for all seats; `None` leaves that part as approved."""

    start: date | None = None
    deadline: date | None
    description: str | None
    reason: str
    at: datetime
    due: datetime
    votes: dict[str, Vote] = {}


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """The unit's word that it is done: on which day, and what shows it. `files` are ids of attachments."""

    done_on: date
    evidence: str
    at: datetime
    files: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The verifier's judgement; `done_on` may correct the claim, then `reason` says why."""

    outcome: Outcome
    done_on: date
    reason: str
    at: datetime


class Work(Record, frozen=True, kw_only=True):
    """One registered work.

    `baseline` are the facts first approved (visible for ever once an amendment changed them). `body`
    appraises and verifies; `stand_ins` names the holder who decides for a seat in its place.
    """

    track: ClassVar[Track] = Track.WORK

    facts: Facts | None = None
    baseline: Facts | None = None
    body: str = ""
    opinion: Opinion | None = None
    votes: dict[str, Vote] = msgspec.field(default_factory=dict)
    stand_ins: dict[str, str] = msgspec.field(default_factory=dict)
    progress: Progress | None = None
    amendment: Amendment | None = None
    claim: Claim | None = None
    verdict: Verdict | None = None

    @property
    def outcome(self) -> Outcome | None:
        """How its completion was judged, once it is verified."""
        return self.verdict.outcome if self.verdict else None
