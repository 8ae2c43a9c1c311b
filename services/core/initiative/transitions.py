# ruff: noqa: E501 - a table is read by its lines
"""The one table of the track of initiatives: who may do what, from which state, to which, and what it needs.

How it is read: services/core/record/transitions.py. Every command is walked through every state by tests/unit/record/test_tables.py.
"""

from services.core.initiative import commands as c
from services.core.initiative import needs as n
from services.core.record import needs as r
from services.core.record.moving import succeeds, unit_ended
from services.core.record.record import State
from services.core.record.transitions import Transition, Who, row

_S = State
_OPEN = frozenset({_S.SUBMITTED, _S.RETURNED, _S.CONFIRMED, _S.ACCEPTED})
_COUNCIL = frozenset({_S.CONFIRMED, _S.ACCEPTED})
_DECIDED = frozenset({_S.RETURNED, _S.ACCEPTED})
_FILED = (r.known_area, n.in_use, n.in_time, n.shares)

# fmt: off
TABLE: tuple[Transition, ...] = (
    # Filing; the campaign's registration deadline is of works (decision 026)
    row(c.Submit, _S.DRAFT, _S.SUBMITTED, Who.UNIT, "InitiativeSubmitted", *_FILED,
        gates=(n.somebody_decides, r.campaign_open)),
    row(c.Resubmit, _S.RETURNED, _S.CONFIRMED, Who.UNIT, "InitiativeResubmitted", *_FILED, when=n.still_confirmed),
    row(c.Resubmit, _S.RETURNED, _S.SUBMITTED, Who.UNIT, "InitiativeResubmitted", *_FILED),
    row(c.Withdraw, _OPEN, _S.WITHDRAWN, Who.UNIT, "InitiativeWithdrawn", r.reason),
    # The unit confirms: a member who is no author
    row(c.Confirm, _S.SUBMITTED, _S.CONFIRMED, Who.UNIT, "InitiativeConfirmed", gates=(n.no_author,)),
    row(c.Return, _S.SUBMITTED, _S.RETURNED, Who.UNIT, "InitiativeReturned",
        r.missing_said, r.due_ahead, gates=(n.no_author,)),
    # The council takes it up
    row(c.Return, _S.CONFIRMED, _S.RETURNED, Who.COUNCIL, "InitiativeReturned", r.missing_said, r.due_ahead),
    row(c.Accept, _S.CONFIRMED, _S.ACCEPTED, Who.COUNCIL, "InitiativeAccepted"),
    # Setting right
    row(c.TakeBack, _DECIDED, None, Who.DECIDER, "InitiativeDecisionTakenBack", r.reason, gates=(r.decision_last,)),
    row(c.DeclareConflict, _COUNCIL, None, Who.REVIEWER, "InitiativeConflictDeclared", r.reason),
    row(c.Move, _OPEN, None, Who.OFFICE, "InitiativeMoved", succeeds, gates=(unit_ended,)),
    row(c.HandOver, _COUNCIL, None, Who.OFFICE, "InitiativeReassigned", r.reason),
)
# fmt: on
