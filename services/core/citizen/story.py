"""What the history of a citizen's record says, and the first line of the e-mails about it."""

from collections.abc import Mapping

from services.core.citizen.citizen import Citizen
from services.core.language.message import Message, message
from services.core.record.history import Entry
from services.core.record.showing.telling import Telling, usual_telling

_OWN: Mapping[str, Message] = {
    "CitizenSubmitted": message("{who} put it forward"),
    "CitizenRecognised": message("{who} recorded that it was recognised"),
    "CitizenRefused": message("{who} recorded that it was not recognised"),
    "CitizenReassigned": message("{who} handed it to the deputy within the council"),
}

_HEADLINES: Mapping[str, Message] = {
    "CitizenRecognised": message("Recognised: {what}"),
    "CitizenRefused": message("Not recognised: {what}"),
    "CitizenDecisionTakenBack": message("Decision taken back: {what}"),
}

#: How the words written with an entry are headed, where they are not reasons.
QUOTED: Mapping[str, Message] = {
    "CitizenReturned": message("What has to be added"),
    "CitizenResubmitted": message("What the unit changed"),
    "CitizenRecognised": message("Remark"),
}

#: The facts that tell one record from another, by the names of the form's fields.
TELLING = ("area", "place", "start")


def tell(entry: Entry) -> Telling:
    """The sentence of an entry, and its values beside `who`."""
    own = _OWN.get(entry.type)
    return (own, {}) if own else usual_telling(entry)


def headline(entry: Entry, _: Citizen) -> Message:
    """The sentence about `entry`: what it means for the locality."""
    return _HEADLINES[entry.type]
