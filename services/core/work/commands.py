"""What people ask of a work, in the imperative. Who may, when, and what it needs: see `transitions.py`."""

from datetime import date, datetime

import msgspec

from services.core.work.record import Facts


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all commands."""


class Submit(Command, frozen=True, kw_only=True):
    """The unit hands in the work for the first time."""

    facts: Facts


class Resubmit(Command, frozen=True, kw_only=True):
    """The unit answers a return; `answer` says what it changed, in its own words."""

    facts: Facts
    answer: str = ""


class Withdraw(Command, frozen=True, kw_only=True):
    """The unit gives the work up, possible until a claim."""

    reason: str


class Return(Command, frozen=True, kw_only=True):
    """The appraiser asks for what is missing, by a due moment."""

    missing: str
    due: datetime


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
    """The unit says how far it is."""

    percent: int
    note: str


class RequestAmendment(Command, frozen=True, kw_only=True):
    """The unit asks for another deadline or scope."""

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
    """The unit says that the work is done, on which day, and what shows it."""

    done_on: date
    evidence: str


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


class TakeBack(Command, frozen=True, kw_only=True):
    """Whoever decided last undoes it, as long as nobody acted on it."""

    reason: str


class DeclareConflict(Command, frozen=True, kw_only=True):
    """A reviewer declares a conflict of interest and is barred from this work from then on."""

    reason: str


class Reassign(Command, frozen=True, kw_only=True):
    """The office hands the open task to the named substitute; `seat` is empty for the appraising body."""

    seat: str = ""
    reason: str
