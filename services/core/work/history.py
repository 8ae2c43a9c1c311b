"""The history of a work: one entry per event, and how folding the entries gives the state.

An entry carries the values that changed, so the trail, the state and the event can never disagree.
"""

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from services.core.events import VERSIONS, Event
from services.core.work.record import State, Work


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a work.

    `actor` is a person's id and `holder` the role in which they acted; `reason` is what they wrote;
    `changes` maps attributes of `Work` to their new JSON values. `rules` names the campaign version (and any
    dated rule of law) on which it was decided. `causation` is the id of the request that led to it: no rule
    asks for it, and entries from before it was kept have none.
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
        return self.type not in _ASIDE | {"WorkDecisionTakenBack"} and self.holder.startswith(
            ("body:", "seat:")
        )


#: Events beside the way of a work: they move nothing and end nobody's right to take a decision back.
_ASIDE = frozenset({"WorkConflictDeclared", "WorkReassigned"})


def apply(work: Work, entry: Entry) -> Work:
    """The work after `entry`. Pure; `entry` must be the next in sequence.

    Raises:
        ValueError: an entry is missing between the two.
    """
    if entry.sequence != work.sequence + 1:
        raise ValueError(f"entry {entry.sequence} cannot follow {work.sequence}")
    values: dict[str, Any] = msgspec.to_builtins(work)
    if entry.state is not work.state:
        values["since"] = entry.at
    values |= entry.changes | {"state": entry.state, "sequence": entry.sequence}
    return msgspec.convert(values, type=Work)


def fold(blank: Work, entries: Iterable[Entry]) -> Work:
    """The state that `entries` lead to, starting from the draft that was first saved."""
    work = blank
    for entry in entries:
        work = apply(work, entry)
    return work


def blank(work: Work) -> Work:
    """The draft with which a work began: what no entry ever changes."""
    return Work(id=work.id, campaign=work.campaign, unit=work.unit, number=work.number, made_by=work.made_by)


def event_of(work: Work, entry: Entry) -> Event:
    """The thin event that tells the other stages about `entry`.

    Its id is derived from subject and sequence: telling it twice is telling it once, and whoever tells it
    again out of the history tells the same.
    """
    return Event(
        id=f"{work.id}.{entry.sequence}",
        type=entry.type,
        version=VERSIONS[entry.type],
        occurred_at=entry.at,
        campaign=work.campaign,
        subject=work.id,
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
    """The last entry that moved the work; declaring a conflict or reassigning does not."""
    for entry in reversed(history):
        if entry.type not in _ASIDE:
            return entry
    return None
