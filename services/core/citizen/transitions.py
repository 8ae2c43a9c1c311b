# ruff: noqa: E501 - a table is read by its lines
"""The one table of the track of citizens: who may do what, from which state, to which, and what it needs.

How it is read: services/core/record/transitions.py. Every command is walked through every state by tests/unit/record/test_tables.py.
"""

from services.core.citizen import commands as c
from services.core.citizen import needs as n
from services.core.record import needs as r
from services.core.record.moving import succeeds, unit_ended
from services.core.record.record import State
from services.core.record.transitions import Transition, Who, row

_S = State
_OPEN = frozenset({_S.SUBMITTED, _S.RETURNED})
_DECIDED = frozenset({_S.RETURNED, _S.RECOGNISED, _S.REFUSED})

# fmt: off
TABLE: tuple[Transition, ...] = (
    # Putting forward
    row(c.Submit, _S.DRAFT, _S.SUBMITTED, Who.UNIT, "CitizenSubmitted",
        r.known_area, n.begun, gates=(n.locality, n.somebody_recognises, r.campaign_open, r.before_deadline)),
    row(c.Resubmit, _S.RETURNED, _S.SUBMITTED, Who.UNIT, "CitizenResubmitted", r.known_area, n.begun),
    row(c.Withdraw, _OPEN, _S.WITHDRAWN, Who.UNIT, "CitizenWithdrawn", r.reason),
    # Recognising: the council decides, its chair records it
    row(c.Return, _S.SUBMITTED, _S.RETURNED, Who.COUNCIL, "CitizenReturned", r.missing_said, r.due_ahead),
    row(c.Recognise, _S.SUBMITTED, _S.RECOGNISED, Who.COUNCIL, "CitizenRecognised"),
    row(c.Refuse, _S.SUBMITTED, _S.REFUSED, Who.COUNCIL, "CitizenRefused", r.reasons),
    # Setting right
    row(c.TakeBack, _DECIDED, None, Who.DECIDER, "CitizenDecisionTakenBack", r.reason, gates=(r.decision_last,)),
    row(c.DeclareConflict, _S.SUBMITTED, None, Who.REVIEWER, "CitizenConflictDeclared", r.reason),
    row(c.Move, _OPEN, None, Who.OFFICE, "CitizenMoved", succeeds, gates=(unit_ended,)),
    row(c.HandOver, _S.SUBMITTED, None, Who.OFFICE, "CitizenReassigned", r.reason),
)
# fmt: on
