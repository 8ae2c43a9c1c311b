"""What each entry in the history of a work says."""

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from services.core.language.message import Message, Value, message
from services.core.record.history import Entry
from services.core.record.record import Outcome
from services.core.record.showing.telling import Telling, usual_telling

_PLAIN: Mapping[str, Message] = {
    "WorkSentBack": message("{who} sent it back to be appraised again"),
    "WorkSeatApproved": message("{who} approved it"),
    "WorkApproved": message("{who} approved it, and thereby every seat has"),
    "WorkDeclined": message("{who} declined it"),
    "WorkAmendmentSeatApproved": message("{who} agreed to the amendment"),
    "WorkAmended": message("{who} agreed to the amendment, which is now in force"),
    "WorkAmendmentDeclined": message("{who} refused the amendment"),
    "WorkCompletionSentBack": message("{who} sent the reported completion back"),
    "WorkNotAchieved": message("{who} judged it as not achieved"),
}

_VERIFIED: Mapping[Outcome, Message] = {
    Outcome.EARLY: message("{who} verified that it was completed on {day}, early"),
    Outcome.ON_TIME: message("{who} verified that it was completed on {day}, on time"),
    Outcome.LATE: message("{who} verified that it was completed on {day}, late"),
}


def tell(entry: Entry) -> Telling:
    """The sentence of an entry, and its values beside `who`."""
    teller, plain = _DETAILED.get(entry.type), _PLAIN.get(entry.type)
    if teller:
        return teller(entry)
    return (plain, {}) if plain else usual_telling(entry)


def _appraised(entry: Entry) -> Telling:
    if entry.changes["opinion"]["favourable"]:
        return message("{who} appraised it and recommends approval"), {}
    return message("{who} appraised it and does not recommend approval"), {}


def _progress(entry: Entry) -> Telling:
    percent = entry.changes["progress"]["percent"]
    return message("{who} reported that {percent}% is done"), {"percent": percent}


#: What an amendment asks for: another start, another deadline, another scope.
_AMENDMENTS: Mapping[tuple[bool, bool, bool], Message] = {
    (False, False, True): message("{who} asked to change the scope"),
    (False, True, False): message("{who} asked for the deadline {deadline}"),
    (False, True, True): message("{who} asked to change the scope and for the deadline {deadline}"),
    (True, False, False): message("{who} asked for the start {start}"),
    (True, False, True): message("{who} asked to change the scope and for the start {start}"),
    (True, True, False): message("{who} asked for the start {start} and the deadline {deadline}"),
    (True, True, True): message(
        "{who} asked to change the scope and for the start {start} and the deadline {deadline}"
    ),
}


def _amendment(entry: Entry) -> Telling:
    asked = entry.changes["amendment"]
    days: dict[str, Value] = {
        name: msgspec.convert(asked[name], type=date) for name in ("start", "deadline") if asked.get(name)
    }
    return _AMENDMENTS["start" in days, "deadline" in days, asked["description"] is not None], days


def _claimed(entry: Entry) -> Telling:
    day = msgspec.convert(entry.changes["claim"]["done_on"], type=date)
    return message("{who} reported it completed on {day}"), {"day": day}


def _verified(entry: Entry) -> Telling:
    verdict = entry.changes["verdict"]
    day = msgspec.convert(verdict["done_on"], type=date)
    return _VERIFIED[Outcome(verdict["outcome"])], {"day": day}


_DETAILED: Mapping[str, Callable[[Entry], Telling]] = {
    "WorkAppraised": _appraised,
    "WorkProgressReported": _progress,
    "WorkAmendmentRequested": _amendment,
    "WorkCompletionClaimed": _claimed,
    "WorkVerified": _verified,
}
