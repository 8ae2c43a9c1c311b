"""The history of a record: one entry per event, and how folding the entries gives the state.

An entry carries the values that changed, so the trail, the state and the event can never disagree.
"""

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from services.core.events import VERSIONS, Event
from services.core.people.person import DECIDING
from services.core.record.record import Record, State


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a record.

    `actor` is a person's id and `holder` the role in which they acted; `reason` is what they wrote;
    `changes` maps attributes of the record to their new JSON values. `rules` names the campaign version (and
    any dated rule of law) on which it was decided. `causation` is the id of the request that led to it: no
    rule asks for it, and entries from before it was kept have none.
    """

    sequence: int
    type: str
    at: datetime
    actor: str
    holder: str
    state: State
    reason: str = ""
    changes: dict[str, Any] = {}
    rules: str = ""
    causation: str = ""

    def caused_by(self, request: str) -> "Entry":
        """The same entry, as that request led to it."""
        return msgspec.structs.replace(self, causation=request)

    @property
    def is_decision(self) -> bool:
        """Whether a body or a seat decided something that can be taken back until the next one acts."""
        return not (self.is_aside or self.type.endswith("DecisionTakenBack")) and self.holder.startswith(
            _DECIDERS
        )

    @property
    def is_handing_in(self) -> bool:
        """Whether the unit handed the record in, for the first time or in answer to a return."""
        return self.type.endswith(_HANDED_IN)

    @property
    def is_return(self) -> bool:
        """Whether the record was returned to the unit for completion."""
        return self.type.endswith("Returned")

    @property
    def is_aside(self) -> bool:
        """Whether it moved nothing and ended nobody's right to take a decision back."""
        return self.type.endswith(_ASIDE)


#: Ends of the names of events beside the way of a record, whatever its track.
_ASIDE = ("ConflictDeclared", "Reassigned", "Moved")

#: Ends of the names of events by which a unit hands a record in.
_HANDED_IN = ("Submitted", "Resubmitted")

#: Kinds of holders who decide.
_DECIDERS = tuple(f"{role.value}:" for role in DECIDING)


R = TypeVar("R", bound=Record)


def apply(record: R, entry: Entry) -> R:
    """The record after `entry`. Pure; `entry` must be the next in sequence.

    Raises:
        ValueError: an entry is missing between the two.
    """
    if entry.sequence != record.sequence + 1:
        raise ValueError(f"entry {entry.sequence} cannot follow {record.sequence}")
    values: dict[str, Any] = msgspec.to_builtins(record)
    if entry.state is not record.state:
        values["since"] = entry.at
    values |= entry.changes | {"state": entry.state, "sequence": entry.sequence}
    return msgspec.convert(values, type=type(record))


def fold(blank: R, entries: Iterable[Entry]) -> R:
    """The state that `entries` lead to, starting from the draft that was first saved."""
    record = blank
    for entry in entries:
        record = apply(record, entry)
    return record


def blank(record: R) -> R:
    """The draft with which a record began: what no entry ever changes."""
    return type(record)(
        id=record.id,
        campaign=record.campaign,
        unit=record.first_unit,
        number=record.number,
        made_by=record.made_by,
    )


def event_of(record: Record, entry: Entry) -> Event:
    """The thin event that tells the other stages about `entry`.

    Its id is derived from subject and sequence: telling it twice is telling it once, and whoever tells it
    again out of the history tells the same.
    """
    return Event(
        id=f"{record.id}.{entry.sequence}",
        type=entry.type,
        version=VERSIONS[entry.type],
        occurred_at=entry.at,
        campaign=record.campaign,
        subject=record.id,
        sequence=entry.sequence,
        actor=entry.actor,
        causation=entry.causation,
    )


def pack(entries: Sequence[Entry]) -> bytes:
    """The entries as they are stored: compressed JSON, a fifth of its size."""
    return zlib.compress(msgspec.json.encode(entries), 6)


def unpack(packed: Any) -> tuple[Entry, ...]:  # noqa: ANN401 - PynamoDB's attribute, bytes at run time
    """The entries that `pack` stored."""
    return msgspec.json.decode(zlib.decompress(packed), type=tuple[Entry, ...])


def last_act(history: Sequence[Entry]) -> Entry | None:
    """The last entry that moved the record; declaring a conflict or handing it on does not."""
    for entry in reversed(history):
        if not entry.is_aside:
            return entry
    return None


def files_reported(history: Iterable[Entry]) -> frozenset[str]:
    """The ids of the attachments that went with reports; with a claim that was sent back went none."""
    told: set[str] = set()
    last: dict[str, tuple[str, ...]] = {}
    for entry in history:
        for name, value in entry.changes.items():
            if value is None:
                told.difference_update(last.pop(name, ()))
            elif isinstance(value, dict) and value.get("files"):
                last[name] = tuple(value["files"])
                told.update(last[name])
    return frozenset(told)


def files_with(entry: Entry) -> tuple[str, ...]:
    """The ids of the attachments that went with an entry."""
    values = (value for value in entry.changes.values() if isinstance(value, dict))
    return tuple(file for value in values for file in value.get("files", ()))
