"""What people ask of a record of any track, in the imperative. Who may, when: see each track's table."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from services.core.record.record import RecordFacts


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all commands."""


class Submit(Command, frozen=True, kw_only=True):
    """The record is handed in for the first time."""

    facts: RecordFacts


class Resubmit(Command, frozen=True, kw_only=True):
    """A return is answered; `answer` says in the unit's words what was changed, `answers` field by field."""

    facts: RecordFacts
    answer: str = ""
    answers: Mapping[str, str] = {}


class Withdraw(Command, frozen=True, kw_only=True):
    """The unit gives the record up."""

    reason: str


class Return(Command, frozen=True, kw_only=True):
    """A reviewer asks for what is missing, by a due moment; `notes` say what of fields, by their names."""

    missing: str
    due: datetime
    notes: Mapping[str, str] = {}


class HandOver(Command, frozen=True, kw_only=True):
    """The office hands the record to another within its council, where whoever has it cannot decide."""

    reason: str


class TakeBack(Command, frozen=True, kw_only=True):
    """Whoever decided last undoes it, as long as nobody acted on it."""

    reason: str


class Move(Command, frozen=True, kw_only=True):
    """The office hands the record to `unit`, which stands in the place of the one that has it and ended."""

    unit: str
    reason: str = ""


class DeclareConflict(Command, frozen=True, kw_only=True):
    """A reviewer declares a conflict of interest and is barred from this record from then on."""

    reason: str
