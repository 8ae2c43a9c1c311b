"""Who may do what with a work, and where it leads: written by hand, from docs and domain.

Nothing here reads the table of transitions. How it is walked: tests/unit/record/test_tables.py.
"""

from services.core.record.record import State
from tests.unit.record import walk

_UNIT = {"author", "colleague"}
_BODY = {"appraiser", "second appraiser"}
_PARTY, _UBND, _OFFICE = {"party seat"}, {"ubnd seat"}, {"office"}
_REVIEWERS = _BODY | _PARTY | _UBND

ALLOWED: walk.Allowed = {
    "draft": {"submit": _UNIT},
    "submitted": {
        "withdraw": _UNIT,
        "return": _BODY,
        "appraise": _BODY,
        "appraise against": _BODY,
        "conflict": _REVIEWERS,
        "reassign, body": _OFFICE,
    },
    "returned": {"resubmit": _UNIT, "withdraw": _UNIT, "take back": _BODY},
    "appraised": {
        "withdraw": _UNIT,
        "send back, party": _PARTY,
        "send back, ubnd": _UBND,
        "approve, party": _PARTY,
        "approve, ubnd": _UBND,
        "decline, party": _PARTY,
        "decline, ubnd": _UBND,
        "take back": _BODY,
        "conflict": _REVIEWERS,
        "reassign, party": _OFFICE,
        "reassign, ubnd": _OFFICE,
    },
    "half_approved": {
        "withdraw": _UNIT,
        "send back, ubnd": _UBND,
        "approve, ubnd": _UBND,
        "decline, ubnd": _UBND,
        "take back": _PARTY,
        "conflict": _REVIEWERS,
        "reassign, ubnd": _OFFICE,
    },
    "approved": {
        "withdraw": _UNIT,
        "progress": _UNIT,
        "amend": _UNIT,
        "claim": _UNIT,
        "take back": _UBND,
        "conflict": _REVIEWERS,
    },
    "overdue": {
        "withdraw": _UNIT,
        "progress": _UNIT,
        "amend": _UNIT,
        "claim": _UNIT,
        "not achieved": _BODY,
        "take back": _UBND,
        "conflict": _REVIEWERS,
    },
    "amending": {
        "withdraw": _UNIT,
        "progress": _UNIT,
        "claim": _UNIT,
        "agree, party": _PARTY,
        "agree, ubnd": _UBND,
        "refuse, party": _PARTY,
        "refuse, ubnd": _UBND,
        "conflict": _REVIEWERS,
        "reassign, party": _OFFICE,
        "reassign, ubnd": _OFFICE,
    },
    "half_amended": {
        "withdraw": _UNIT,
        "progress": _UNIT,
        "claim": _UNIT,
        "agree, ubnd": _UBND,
        "refuse, ubnd": _UBND,
        "take back": _PARTY,
        "conflict": _REVIEWERS,
        "reassign, ubnd": _OFFICE,
    },
    "completed": {
        "send claim back": _BODY,
        "verify": _BODY,
        "not achieved": _BODY,
        "conflict": _REVIEWERS,
        "reassign, body": _OFFICE,
    },
    "verified": {"take back": _BODY},
    "declined": {"take back": _UBND},
    "not_achieved": {"take back": _BODY},
    "withdrawn": {},
}

LEADS: walk.Leads = {
    "submit": {"": ("WorkSubmitted", State.SUBMITTED)},
    "resubmit": {"": ("WorkResubmitted", State.SUBMITTED)},
    "withdraw": {"": ("WorkWithdrawn", State.WITHDRAWN)},
    "return": {"": ("WorkReturned", State.RETURNED)},
    "appraise": {"": ("WorkAppraised", State.APPRAISED)},
    "appraise against": {"": ("WorkAppraised", State.APPRAISED)},
    "send back, party": {"": ("WorkSentBack", State.SUBMITTED)},
    "send back, ubnd": {"": ("WorkSentBack", State.SUBMITTED)},
    "approve, party": {"": ("WorkSeatApproved", State.APPRAISED)},
    "approve, ubnd": {
        "appraised": ("WorkSeatApproved", State.APPRAISED),
        "half_approved": ("WorkApproved", State.APPROVED),
    },
    "decline, party": {"": ("WorkDeclined", State.DECLINED)},
    "decline, ubnd": {"": ("WorkDeclined", State.DECLINED)},
    "progress": {"": ("WorkProgressReported", State.APPROVED)},
    "amend": {"": ("WorkAmendmentRequested", State.APPROVED)},
    "agree, party": {"": ("WorkAmendmentSeatApproved", State.APPROVED)},
    "agree, ubnd": {
        "amending": ("WorkAmendmentSeatApproved", State.APPROVED),
        "half_amended": ("WorkAmended", State.APPROVED),
    },
    "refuse, party": {"": ("WorkAmendmentDeclined", State.APPROVED)},
    "refuse, ubnd": {"": ("WorkAmendmentDeclined", State.APPROVED)},
    "claim": {"": ("WorkCompletionClaimed", State.COMPLETED)},
    "send claim back": {"": ("WorkCompletionSentBack", State.APPROVED)},
    "verify": {"": ("WorkVerified", State.VERIFIED)},
    "not achieved": {"": ("WorkNotAchieved", State.NOT_ACHIEVED)},
    "take back": {
        "returned": ("WorkDecisionTakenBack", State.SUBMITTED),
        "appraised": ("WorkDecisionTakenBack", State.SUBMITTED),
        "half_approved": ("WorkDecisionTakenBack", State.APPRAISED),
        "approved": ("WorkDecisionTakenBack", State.APPRAISED),
        "overdue": ("WorkDecisionTakenBack", State.APPRAISED),
        "half_amended": ("WorkDecisionTakenBack", State.APPROVED),
        "verified": ("WorkDecisionTakenBack", State.COMPLETED),
        "declined": ("WorkDecisionTakenBack", State.APPRAISED),
        "not_achieved": ("WorkDecisionTakenBack", State.COMPLETED),
    },
    "conflict": {"": ("WorkConflictDeclared", None)},
    "reassign, body": {"": ("WorkReassigned", None)},
    "reassign, party": {"": ("WorkReassigned", None)},
    "reassign, ubnd": {"": ("WorkReassigned", None)},
}
