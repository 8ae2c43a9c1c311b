"""What people ask of a citizen's record, in the imperative. Who may, and when: see `transitions.py`."""

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
    "Command",
    "DeclareConflict",
    "HandOver",
    "Move",
    "Recognise",
    "Refuse",
    "Resubmit",
    "Return",
    "Submit",
    "TakeBack",
    "Withdraw",
]


class Recognise(Command, frozen=True, kw_only=True):
    """The council recognises what was contributed."""

    remark: str = ""


class Refuse(Command, frozen=True, kw_only=True):
    """The council does not recognise it, and says why."""

    reasons: str
