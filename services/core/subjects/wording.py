"""What subjects are called, and how the trail tells that one was erased."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from services.core.language.message import Message, Text, Value, message
from services.core.subjects.subject import Erasure, Kind, Why
from services.core.vietnam import vietnam_day

if TYPE_CHECKING:
    from services.core.subjects.store import Stored

KIND_NAMES: Mapping[Kind, Message] = {
    Kind.AUTHOR: message("Author of an initiative"),
    Kind.CITIZEN: message("Citizen put forward"),
    Kind.HOUSEHOLD: message("Household put forward"),
    Kind.GUARDIAN: message("Guardian of a minor"),
}

#: What stands in the place of a name that was erased.
ERASED = message("(erased)")

_TOLD: Mapping[Why, Message] = {
    Why.REQUEST: message("Personal data erased on {day} by {who}, at the person's request"),
    Why.TERM: message(
        "Personal data erased on {day} by {who}, because the time for which they are kept was over"
    ),
}

_TOLD_WITH_GUARDIAN: Mapping[Why, Message] = {
    Why.REQUEST: message(
        "Personal data of the person put forward and of the guardian erased on {day} by {who}, "
        "at the person's request"
    ),
    Why.TERM: message(
        "Personal data of the person put forward and of the guardian erased on {day} by {who}, "
        "because the time for which they are kept was over"
    ),
}


def name_of(stored: "Stored | None") -> Message | Text:
    """The person's name as it stands now, handed in or only typed; "(erased)" once there is none."""
    if stored is None or stored.subject.erased:
        return ERASED
    details = stored.subject.details
    name = details.name if details else (stored.typed or {}).get("name", "").strip()
    return Text(vi=name, en=name) if name else message("(no name yet)")


def told(erasure: Erasure, who: Message | Text) -> Message:
    """That the person was erased, when, by whom and why; `who` is how the campaign calls the holder."""
    values: dict[str, Value] = {"day": vietnam_day(erasure.at), "who": who}
    sentences = _TOLD_WITH_GUARDIAN if erasure.guardian else _TOLD
    return Message(sentences[erasure.why].sentence, values)
