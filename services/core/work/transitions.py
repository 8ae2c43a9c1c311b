# ruff: noqa: E501 - a table is read by its lines
"""The one table of the track of works: who may do what, from which state, to which, and what it needs.

`decide.decide` reads it top to bottom and takes the first row whose command, state and `when` fit. A command
without a fitting row is refused. The test in tests/unit/work walks every command through every state.
"""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from services.core.work import commands as c
from services.core.work import needs as n
from services.core.work.case import Case
from services.core.work.record import State
from services.core.work.who import Who

Rule: TypeAlias = Callable[[Case], None]


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """One row.

    `to` absent leaves the state as it is or, for a decision taken back, restores the former one. `when` picks
    between rows of one command. `gates` can be asked before anything is typed, so pages use them to offer
    only what can be done; `needs` look at what was typed.
    """

    command: type[c.Command]
    source: frozenset[State]
    to: State | None
    who: Who
    event: str
    when: Callable[[Case], bool] = n.always
    gates: tuple[Rule, ...] = ()
    needs: tuple[Rule, ...] = ()


def _row(  # noqa: PLR0913 - one argument per column of the table
    command: type[c.Command],
    source: State | frozenset[State],
    to: State | None,
    who: Who,
    event: str,
    *needs: Rule,
    gates: tuple[Rule, ...] = (),
    when: Callable[[Case], bool] = n.always,
) -> Transition:
    states = source if isinstance(source, frozenset) else frozenset({source})
    return Transition(
        command=command, source=states, to=to, who=who, event=event, when=when, gates=gates, needs=needs
    )


_S = State
_OPEN = frozenset({_S.SUBMITTED, _S.RETURNED, _S.APPRAISED, _S.APPROVED})
_REVIEWED = frozenset({_S.SUBMITTED, _S.APPRAISED, _S.APPROVED, _S.COMPLETED})
_DECIDED = frozenset(
    {_S.RETURNED, _S.SUBMITTED, _S.APPRAISED, _S.APPROVED, _S.DECLINED, _S.VERIFIED, _S.NOT_ACHIEVED}
)

# fmt: off
TABLE: tuple[Transition, ...] = (
    # Registering
    _row(c.Submit, _S.DRAFT, _S.SUBMITTED, Who.UNIT, "WorkSubmitted",
         n.known_area, gates=(n.campaign_open, n.before_deadline)),
    _row(c.Resubmit, _S.RETURNED, _S.SUBMITTED, Who.UNIT, "WorkResubmitted", n.known_area),
    _row(c.Withdraw, _OPEN, _S.WITHDRAWN, Who.UNIT, "WorkWithdrawn", n.reason),
    # Appraising
    _row(c.Return, _S.SUBMITTED, _S.RETURNED, Who.APPRAISER, "WorkReturned", n.missing_said, n.due_ahead),
    _row(c.Appraise, _S.SUBMITTED, _S.APPRAISED, Who.APPRAISER, "WorkAppraised", n.reasons),
    # Approving: all seats are needed, one that declines suffices
    _row(c.SendBack, _S.APPRAISED, _S.SUBMITTED, Who.SEAT, "WorkSentBack", n.reason, gates=(n.seat_open,)),
    _row(c.Approve, _S.APPRAISED, _S.APPROVED, Who.SEAT, "WorkApproved", gates=(n.seat_open,), when=n.last_seat),
    _row(c.Approve, _S.APPRAISED, None, Who.SEAT, "WorkSeatApproved", gates=(n.seat_open,)),
    _row(c.Decline, _S.APPRAISED, _S.DECLINED, Who.SEAT, "WorkDeclined", n.reasons, gates=(n.seat_open,)),
    # While approved
    _row(c.ReportProgress, _S.APPROVED, None, Who.UNIT, "WorkProgressReported", n.percent, n.note),
    _row(c.RequestAmendment, _S.APPROVED, None, Who.UNIT, "WorkAmendmentRequested",
         n.something_amended, n.amended_deadline, n.reason, gates=(n.no_amendment,)),
    _row(c.ApproveAmendment, _S.APPROVED, None, Who.SEAT, "WorkAmended",
         gates=(n.amendment, n.seat_open), when=n.last_seat),
    _row(c.ApproveAmendment, _S.APPROVED, None, Who.SEAT, "WorkAmendmentSeatApproved",
         gates=(n.amendment, n.seat_open)),
    _row(c.DeclineAmendment, _S.APPROVED, None, Who.SEAT, "WorkAmendmentDeclined",
         n.reasons, gates=(n.amendment, n.seat_open)),
    # Completing
    _row(c.ClaimCompletion, _S.APPROVED, _S.COMPLETED, Who.UNIT, "WorkCompletionClaimed", n.evidence, n.done_day),
    _row(c.SendBackClaim, _S.COMPLETED, _S.APPROVED, Who.APPRAISER, "WorkCompletionSentBack", n.reason),
    _row(c.Verify, _S.COMPLETED, _S.VERIFIED, Who.APPRAISER, "WorkVerified", n.done_day, n.correction_explained),
    _row(c.JudgeNotAchieved, _S.COMPLETED, _S.NOT_ACHIEVED, Who.APPRAISER, "WorkNotAchieved", n.reason),
    _row(c.JudgeNotAchieved, _S.APPROVED, _S.NOT_ACHIEVED, Who.APPRAISER, "WorkNotAchieved",
         n.reason, gates=(n.deadline_passed,)),
    # Setting right
    _row(c.TakeBack, _DECIDED, None, Who.DECIDER, "WorkDecisionTakenBack", n.reason, gates=(n.decision_last,)),
    _row(c.DeclareConflict, _REVIEWED, None, Who.REVIEWER, "WorkConflictDeclared", n.reason),
    _row(c.Reassign, _REVIEWED, None, Who.OFFICE, "WorkReassigned", n.reason, gates=(n.something_to_reassign,)),
)
# fmt: on
