"""Who may do what with an initiative, and where it leads: written by hand, from docs and domain.

Nothing here reads the table of transitions. How it is walked: tests/unit/record/test_tables.py.
"""

from services.core.record.record import State
from tests.unit.record import walk

MEMBERS, _NO_AUTHOR = {"author", "clerk", "colleague"}, {"clerk", "colleague"}
_SECRETARY, _CHAIR, OFFICE = {"secretary"}, {"chair"}, {"office"}
COUNCILLORS = {"secretary", "chair", "vice-chair", "member"}

ALLOWED: walk.Allowed = {
    "draft": {"submit": MEMBERS},
    "submitted": {"confirm": _NO_AUTHOR, "return": _NO_AUTHOR, "withdraw": MEMBERS},
    "returned_by_unit": {"resubmit": MEMBERS, "withdraw": MEMBERS},
    "confirmed": {
        "accept": _SECRETARY,
        "return": _SECRETARY,
        "withdraw": MEMBERS,
        "conflict": COUNCILLORS,
        "hand over": OFFICE,
    },
    "chaired": {
        "accept": _CHAIR,
        "return": _CHAIR,
        "withdraw": MEMBERS,
        "conflict": COUNCILLORS - _SECRETARY,
        "hand over": OFFICE,
    },
    "handed_over": {
        "accept": _CHAIR,
        "return": _CHAIR,
        "withdraw": MEMBERS,
        "conflict": COUNCILLORS,
        "hand over": OFFICE,
    },
    "returned_by_council": {"resubmit": MEMBERS, "withdraw": MEMBERS, "take back": _SECRETARY},
    "answered": {
        "accept": _SECRETARY,
        "return": _SECRETARY,
        "withdraw": MEMBERS,
        "conflict": COUNCILLORS,
        "hand over": OFFICE,
    },
    "accepted": {
        "withdraw": MEMBERS,
        "take back": _SECRETARY,
        "conflict": COUNCILLORS,
        "hand over": OFFICE,
    },
    "accepted_by_chair": {
        "withdraw": MEMBERS,
        "take back": _CHAIR,
        "conflict": COUNCILLORS - _SECRETARY,
        "hand over": OFFICE,
    },
    "withdrawn": {},
}

LEADS: walk.Leads = {
    "submit": {"": ("InitiativeSubmitted", State.SUBMITTED)},
    "resubmit": {
        "returned_by_unit": ("InitiativeResubmitted", State.SUBMITTED),
        "returned_by_council": ("InitiativeResubmitted", State.CONFIRMED),
    },
    "withdraw": {"": ("InitiativeWithdrawn", State.WITHDRAWN)},
    "confirm": {"": ("InitiativeConfirmed", State.CONFIRMED)},
    "return": {"": ("InitiativeReturned", State.RETURNED)},
    "accept": {"": ("InitiativeAccepted", State.ACCEPTED)},
    "take back": {"": ("InitiativeDecisionTakenBack", State.CONFIRMED)},
    "conflict": {"": ("InitiativeConflictDeclared", None)},
    "hand over": {"": ("InitiativeReassigned", None)},
}
