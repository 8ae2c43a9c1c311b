# ruff: noqa: E501 - a table is read by its lines
"""The one table of the track of works: who may do what, from which state, to which, and what it needs.

How it is read: services/core/record/transitions.py. Every command is walked through every state by tests/unit/record/test_tables.py.
"""

from services.core.record import needs as r
from services.core.record.moving import succeeds, unit_ended
from services.core.record.record import State
from services.core.record.transitions import Transition, Who, row
from services.core.work import commands as c
from services.core.work import needs as n

_S = State
_OPEN = frozenset({_S.SUBMITTED, _S.RETURNED, _S.APPRAISED, _S.APPROVED})
_REVIEWED = frozenset({_S.SUBMITTED, _S.APPRAISED, _S.APPROVED, _S.COMPLETED})
_DECIDED = frozenset(
    {_S.RETURNED, _S.SUBMITTED, _S.APPRAISED, _S.APPROVED, _S.DECLINED, _S.VERIFIED, _S.NOT_ACHIEVED}
)

# fmt: off
TABLE: tuple[Transition, ...] = (
    # Registering
    row(c.Submit, _S.DRAFT, _S.SUBMITTED, Who.UNIT, "WorkSubmitted",
        r.known_area, gates=(r.campaign_open, r.before_deadline)),
    row(c.Resubmit, _S.RETURNED, _S.SUBMITTED, Who.UNIT, "WorkResubmitted", r.known_area),
    row(c.Withdraw, _OPEN, _S.WITHDRAWN, Who.UNIT, "WorkWithdrawn", r.reason),
    # Appraising
    row(c.Return, _S.SUBMITTED, _S.RETURNED, Who.APPRAISER, "WorkReturned", r.missing_said, r.due_ahead),
    row(c.Appraise, _S.SUBMITTED, _S.APPRAISED, Who.APPRAISER, "WorkAppraised", r.reasons),
    # Approving: all seats are needed, one that declines suffices
    row(c.SendBack, _S.APPRAISED, _S.SUBMITTED, Who.SEAT, "WorkSentBack", r.reason, gates=(n.seat_open,)),
    row(c.Approve, _S.APPRAISED, _S.APPROVED, Who.SEAT, "WorkApproved", gates=(n.seat_open,), when=n.last_seat),
    row(c.Approve, _S.APPRAISED, None, Who.SEAT, "WorkSeatApproved", gates=(n.seat_open,)),
    row(c.Decline, _S.APPRAISED, _S.DECLINED, Who.SEAT, "WorkDeclined", r.reasons, gates=(n.seat_open,)),
    # While approved
    row(c.ReportProgress, _S.APPROVED, None, Who.UNIT, "WorkProgressReported", n.percent, n.note),
    row(c.RequestAmendment, _S.APPROVED, None, Who.UNIT, "WorkAmendmentRequested",
        n.something_amended, n.amended_days, r.reason, gates=(n.no_amendment,)),
    row(c.ApproveAmendment, _S.APPROVED, None, Who.SEAT, "WorkAmended",
        gates=(n.amendment, n.seat_open), when=n.last_seat),
    row(c.ApproveAmendment, _S.APPROVED, None, Who.SEAT, "WorkAmendmentSeatApproved",
        gates=(n.amendment, n.seat_open)),
    row(c.DeclineAmendment, _S.APPROVED, None, Who.SEAT, "WorkAmendmentDeclined",
        r.reasons, gates=(n.amendment, n.seat_open)),
    # Completing
    row(c.ClaimCompletion, _S.APPROVED, _S.COMPLETED, Who.UNIT, "WorkCompletionClaimed", n.evidence, n.done_day),
    row(c.SendBackClaim, _S.COMPLETED, _S.APPROVED, Who.APPRAISER, "WorkCompletionSentBack", r.reason),
    row(c.Verify, _S.COMPLETED, _S.VERIFIED, Who.APPRAISER, "WorkVerified", n.done_day, n.correction_explained),
    row(c.JudgeNotAchieved, _S.COMPLETED, _S.NOT_ACHIEVED, Who.APPRAISER, "WorkNotAchieved", r.reason),
    row(c.JudgeNotAchieved, _S.APPROVED, _S.NOT_ACHIEVED, Who.APPRAISER, "WorkNotAchieved",
        r.reason, gates=(n.deadline_passed,)),
    # Setting right
    row(c.TakeBack, _DECIDED, None, Who.DECIDER, "WorkDecisionTakenBack", r.reason, gates=(r.decision_last,)),
    row(c.DeclareConflict, _REVIEWED, None, Who.REVIEWER, "WorkConflictDeclared", r.reason),
    row(c.Move, _OPEN | _REVIEWED, None, Who.OFFICE, "WorkMoved", succeeds, gates=(unit_ended,)),
    row(c.Reassign, _REVIEWED, None, Who.OFFICE, "WorkReassigned", r.reason, gates=(n.something_to_reassign,)),
)
# fmt: on
