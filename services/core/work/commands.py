"""What people ask of a work, in the imperative. Who may, when, and what it needs: see `transitions.py`."""

from datetime import date

from services.core.record.commands import (
    Command,
    DeclareConflict,
    Move,
    Resubmit,
    Return,
    Submit,
    TakeBack,
    Withdraw,
)

__all__ = [
    "Appraise",
    "Approve",
    "ApproveAmendment",
    "ClaimCompletion",
    "Command",
    "DeclareConflict",
    "Decline",
    "DeclineAmendment",
    "JudgeNotAchieved",
    "Move",
    "Reassign",
    "ReportProgress",
    "RequestAmendment",
    "Resubmit",
    "Return",
    "SendBack",
    "SendBackClaim",
    "Submit",
    "TakeBack",
    "Verify",
    "Withdraw",
]


class Appraise(Command, frozen=True, kw_only=True):
    """The appraiser gives an opinion; it goes on to the seats either way."""

    favourable: bool
    reasons: str


class SendBack(Command, frozen=True, kw_only=True):
    """A seat sends the work back to its appraiser."""

    seat: str
    reason: str


class Approve(Command, frozen=True, kw_only=True):
    """A seat says yes; the work is approved once all seats did."""

    seat: str
    reasons: str = ""


class Decline(Command, frozen=True, kw_only=True):
    """A seat says no, which suffices."""

    seat: str
    reasons: str


class ReportProgress(Command, frozen=True, kw_only=True):
    """The unit says how far it is; `files` are the ids of attachments that show it."""

    percent: int
    note: str
    files: tuple[str, ...] = ()


class RequestAmendment(Command, frozen=True, kw_only=True):
    """The unit asks for another start, deadline or scope; `None` leaves that part as approved."""

    start: date | None = None
    deadline: date | None
    description: str | None
    reason: str


class ApproveAmendment(Command, frozen=True, kw_only=True):
    """A seat agrees to the amendment; it is in force once all seats did."""

    seat: str
    reasons: str = ""


class DeclineAmendment(Command, frozen=True, kw_only=True):
    """A seat refuses the amendment, which suffices; the work stays as approved."""

    seat: str
    reasons: str


class ClaimCompletion(Command, frozen=True, kw_only=True):
    """The unit says that the work is done, on which day, and what shows it; `files` are attachments' ids."""

    done_on: date
    evidence: str
    files: tuple[str, ...] = ()


class SendBackClaim(Command, frozen=True, kw_only=True):
    """The verifier finds the evidence wanting; the work is approved and open again."""

    reason: str


class Verify(Command, frozen=True, kw_only=True):
    """The verifier confirms the day on which it was done, or corrects it with a reason."""

    done_on: date
    reason: str = ""


class JudgeNotAchieved(Command, frozen=True, kw_only=True):
    """The verifier finds that the work was not achieved."""

    reason: str


class Reassign(Command, frozen=True, kw_only=True):
    """The office hands the open task to the named substitute; `seat` is empty for the appraising body."""

    seat: str = ""
    reason: str
