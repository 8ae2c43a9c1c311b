"""Who may do what with a citizen's record, and where it leads: written by hand, from docs and domain.

Nothing here reads the table of transitions. How it is walked: tests/unit/record/test_tables.py.
"""

from services.core.record.record import State
from tests.unit.record import walk

MEMBERS = {"author", "colleague"}
_CHAIR, _DEPUTY, OFFICE = {"chair"}, {"vice-chair"}, {"office"}


def _deciding(who: set[str]) -> dict[str, set[str]]:
    return dict.fromkeys(("return", "recognise", "recognise with a remark", "refuse"), who)


ALLOWED: walk.Allowed = {
    "draft": {"submit": MEMBERS},
    "submitted": {
        **_deciding(_CHAIR),
        "withdraw": MEMBERS,
        "conflict": _CHAIR | _DEPUTY,
        "hand over": OFFICE,
    },
    "deputised": {
        **_deciding(_DEPUTY),
        "withdraw": MEMBERS,
        "conflict": _DEPUTY,
        "hand over": OFFICE,
    },
    "handed_over": {
        **_deciding(_DEPUTY),
        "withdraw": MEMBERS,
        "conflict": _CHAIR | _DEPUTY,
        "hand over": OFFICE,
    },
    "returned": {"resubmit": MEMBERS, "withdraw": MEMBERS, "take back": _CHAIR},
    "recognised": {"take back": _CHAIR},
    "recognised_by_deputy": {"take back": _DEPUTY},
    "refused": {"take back": _CHAIR},
    "withdrawn": {},
}

LEADS: walk.Leads = {
    "submit": {"": ("CitizenSubmitted", State.SUBMITTED)},
    "resubmit": {"": ("CitizenResubmitted", State.SUBMITTED)},
    "withdraw": {"": ("CitizenWithdrawn", State.WITHDRAWN)},
    "return": {"": ("CitizenReturned", State.RETURNED)},
    "recognise": {"": ("CitizenRecognised", State.RECOGNISED)},
    "recognise with a remark": {"": ("CitizenRecognised", State.RECOGNISED)},
    "refuse": {"": ("CitizenRefused", State.REFUSED)},
    "take back": {"": ("CitizenDecisionTakenBack", State.SUBMITTED)},
    "conflict": {"": ("CitizenConflictDeclared", None)},
    "hand over": {"": ("CitizenReassigned", None)},
}
