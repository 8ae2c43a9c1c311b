"""What the entries say that mean the same in every track, by the end of their type's name."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

import msgspec

from services.core.language.message import Message, Value, message
from services.core.record.history import Entry
from services.core.record.tracks import track_of

#: The sentence of an entry, and its values beside `who`.
Telling: TypeAlias = tuple[Message, dict[str, Value]]

_PLAIN: Mapping[str, Message] = {
    "Submitted": message("{who} submitted the record"),
    "Withdrawn": message("{who} withdrew it"),
    "DecisionTakenBack": message("{who} took its last decision back"),
    "ConflictDeclared": message("A member of {who} declared a conflict of interest"),
    "Reassigned": message("{who} handed it to the substitute"),
}


def usual_telling(entry: Entry) -> Telling:
    """What the entry says. Raises: KeyError, where its track has to say it."""
    track = track_of(entry.type)
    kind = entry.type.removeprefix(track.value.capitalize() if track else "")
    if kind == "Resubmitted":
        return _resubmitted(entry), {}
    if kind == "Returned":
        due = msgspec.convert(entry.changes["ask"]["due"], type=datetime)
        return message("{who} returned it for completion by {due}"), {"due": due}
    return _PLAIN[kind], {}


def _resubmitted(entry: Entry) -> Message:
    if entry.changes.get("answered_late"):
        return message("{who} completed and submitted it again after the due time")
    return message("{who} completed and submitted it again")
