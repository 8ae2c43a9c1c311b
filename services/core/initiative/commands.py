"""What people ask of an initiative, in the imperative. Who may, when, and what it needs: `transitions.py`."""

from services.core.record.commands import (
    Command,
    DeclareConflict,
    HandOver,
    Move,
    Resubmit,
    Return,
    Submit,
    TakeBack,
    Withdraw,
)

__all__ = [
    "Accept",
    "Command",
    "Confirm",
    "DeclareConflict",
    "HandOver",
    "Move",
    "Resubmit",
    "Return",
    "Submit",
    "TakeBack",
    "Withdraw",
]


class Confirm(Command, frozen=True, kw_only=True):
    """A colleague who is no author confirms for the unit that it is as the record says."""

    remark: str = ""


class Accept(Command, frozen=True, kw_only=True):
    """The council takes it up: from then on it has to decide in time."""

    remark: str = ""
