"""What each entry in the history of a work says."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import msgspec

from services.core.language.message import Message, Value, message
from services.core.record.history import Entry
from services.core.record.record import Outcome

_PLAIN: Mapping[str, Message] = {
    "WorkSubmitted": message("{who} submitted the record"),
    "WorkSentBack": message("{who} sent it back to be appraised again"),
    "WorkSeatApproved": message("{who} approved it"),
    "WorkApproved": message("{who} approved it, and thereby every seat has"),
    "WorkDeclined": message("{who} declined it"),
    "WorkWithdrawn": message("{who} withdrew it"),
    "WorkAmendmentSeatApproved": message("{who} agreed to the amendment"),
    "WorkAmended": message("{who} agreed to the amendment, which is now in force"),
    "WorkAmendmentDeclined": message("{who} refused the amendment"),
    "WorkCompletionSentBack": message("{who} sent the reported completion back"),
    "WorkNotAchieved": message("{who} judged it as not achieved"),
    "WorkDecisionTakenBack": message("{who} took its last decision back"),
    "WorkConflictDeclared": message("A member of {who} declared a conflict of interest"),
    "WorkReassigned": message("{who} handed it to the substitute"),
}

_VERIFIED: Mapping[Outcome, Message] = {
    Outcome.EARLY: message("{who} verified that it was completed on {day}, early"),
    Outcome.ON_TIME: message("{who} verified that it was completed on {day}, on time"),
    Outcome.LATE: message("{who} verified that it was completed on {day}, late"),
}


_Told = tuple[Message, dict[str, Value]]


def tell(entry: Entry) -> _Told:
    """The sentence of an entry, and its values beside `who`."""
    teller = _DETAILED.get(entry.type)
    return teller(entry) if teller else (_PLAIN[entry.type], {})


def _resubmitted(entry: Entry) -> _Told:
    if entry.changes.get("answered_late"):
        return message("{who} completed and submitted it again after the due time"), {}
    return message("{who} completed and submitted it again"), {}


def _returned(entry: Entry) -> _Told:
    due = msgspec.convert(entry.changes["ask"]["due"], type=datetime)
    return message("{who} returned it for completion by {due}"), {"due": due}


def _appraised(entry: Entry) -> _Told:
    if entry.changes["opinion"]["favourable"]:
        return message("{who} appraised it and recommends approval"), {}
    return message("{who} appraised it and does not recommend approval"), {}


def _progress(entry: Entry) -> _Told:
    percent = entry.changes["progress"]["percent"]
    return message("{who} reported that {percent}% is done"), {"percent": percent}


def _amendment(entry: Entry) -> _Told:
    asked = entry.changes["amendment"]
    if asked["deadline"] is None:
        return message("{who} asked to change the scope"), {}
    deadline = msgspec.convert(asked["deadline"], type=date)
    if asked["description"] is None:
        return message("{who} asked for the deadline {deadline}"), {"deadline": deadline}
    return message("{who} asked to change the scope and for the deadline {deadline}"), {"deadline": deadline}


def _claimed(entry: Entry) -> _Told:
    day = msgspec.convert(entry.changes["claim"]["done_on"], type=date)
    return message("{who} reported it completed on {day}"), {"day": day}


def _verified(entry: Entry) -> _Told:
    verdict = entry.changes["verdict"]
    day = msgspec.convert(verdict["done_on"], type=date)
    return _VERIFIED[Outcome(verdict["outcome"])], {"day": day}


_DETAILED: Mapping[str, Callable[[Entry], _Told]] = {
    "WorkResubmitted": _resubmitted,
    "WorkReturned": _returned,
    "WorkAppraised": _appraised,
    "WorkProgressReported": _progress,
    "WorkAmendmentRequested": _amendment,
    "WorkCompletionClaimed": _claimed,
    "WorkVerified": _verified,
}
