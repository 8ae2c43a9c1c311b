"""What the history of an initiative says, and the first line of the e-mails about it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from services.core.initiative.initiative import Initiative
from services.core.language.message import Message, message
from services.core.record.history import Entry
from services.core.record.showing.telling import Telling, usual_telling

_OWN: Mapping[str, Message] = {
    "InitiativeConfirmed": message("{who} confirmed it"),
    "InitiativeReassigned": message("{who} handed it to the deputy within the council"),
}

_HEADLINES: Mapping[str, Message] = {
    "InitiativeAccepted": message("Accepted, waiting for the council's session: {what}"),
    "InitiativeDecisionTakenBack": message("Decision taken back: {what}"),
}

#: How the words written with an entry are headed, where they are not reasons.
QUOTED: Mapping[str, Message] = {
    "InitiativeReturned": message("What has to be added"),
    "InitiativeResubmitted": message("What the unit changed"),
    "InitiativeConfirmed": message("Remark"),
    "InitiativeAccepted": message("Remark"),
}

#: The facts that tell one initiative from another, by the names of the form's fields.
TELLING = ("area", "place", "first_applied")


def tell(entry: Entry) -> Telling:
    """The sentence of an entry, and its values beside `who`."""
    if entry.type == "InitiativeAccepted":
        return _accepted(entry)
    own = _OWN.get(entry.type)
    return (own, {}) if own else usual_telling(entry)


def _accepted(entry: Entry) -> Telling:
    due = entry.changes["due"]
    if due is None:
        return message("{who} accepted it"), {}
    return message("{who} accepted it; the council decides by {due}"), {
        "due": msgspec.convert(due, type=datetime)
    }


def headline(entry: Entry, _: Initiative) -> Message:
    """The sentence about `entry`: what it means for the unit."""
    return _HEADLINES[entry.type]
