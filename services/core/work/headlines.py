"""What an entry in the history of a work means for its unit: the first line of the e-mail about it."""

from collections.abc import Mapping

from services.core.language.message import Message, message
from services.core.record.history import Entry
from services.core.record.record import Outcome
from services.core.work.work import Work

_DECIDED: Mapping[str, Message] = {
    "WorkApproved": message("Approved: {what}"),
    "WorkDeclined": message("Declined: {what}"),
    "WorkAmended": message("Amendment approved: {what}"),
    "WorkAmendmentDeclined": message("Amendment declined: {what}"),
    "WorkCompletionSentBack": message("Reported completion sent back: {what}"),
    "WorkNotAchieved": message("Judged not achieved: {what}"),
    "WorkDecisionTakenBack": message("Decision taken back: {what}"),
}
_VERIFIED: Mapping[Outcome, Message] = {
    Outcome.EARLY: message("Verified, completed early: {what}"),
    Outcome.ON_TIME: message("Verified, completed on time: {what}"),
    Outcome.LATE: message("Verified, completed late: {what}"),
}

#: How the words written with an entry are headed, where they are not reasons.
QUOTED: Mapping[str, Message] = {
    "WorkReturned": message("What has to be added"),
    "WorkResubmitted": message("What the unit changed"),
    "WorkCompletionClaimed": message("What shows the completion"),
}

#: The facts that tell one work from another, by the names of the form's fields.
TELLING = ("area", "place", "budget", "deadline")


def headline(entry: Entry, after: Work) -> Message:
    """The sentence about `entry`, which led to the work `after`."""
    if entry.type == "WorkVerified" and after.verdict:
        return _VERIFIED[after.verdict.outcome]
    return _DECIDED[entry.type]


def voices(entry: Entry, after: Work) -> Mapping[str, str]:
    """What each seat wrote, once the last of them has approved."""
    if entry.type != "WorkApproved":
        return {}
    return {f"seat:{seat}": vote.reasons for seat, vote in after.votes.items() if vote.reasons}
