"""What a command changes on a record, once it is allowed: how such a change is written, and undone."""

from typing import Any

import msgspec

from services.core.record.case import Case
from services.core.record.commands import Resubmit, Return
from services.core.record.history import blank, fold, last_act
from services.core.record.moving import moved_home
from services.core.record.record import Answered, Ask, State


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """New JSON values by attribute of the record, the words kept with the entry, a state to restore.

    `rules` are the ids of the dated rules of law on which it rests.
    """

    changes: dict[str, Any]
    reason: str = ""
    state: State | None = None
    rules: tuple[str, ...] = ()


def effect(reason: str = "", **changes: object) -> Effect:
    """An effect that gives the attributes named these values."""
    return Effect(changes=_as_json(changes), reason=reason)


def _as_json(changes: dict[str, object]) -> dict[str, Any]:
    """The very values that reading the stored entry gives, so that a repeat can be told by comparing."""
    values: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(changes))
    return values


def taken_back(case: Case, reason: str) -> Effect:
    """Everything that the last decision changed stands again as it stood before it.

    A record that was concluded before its unit ended is open again: it goes to the successor.
    """
    last = last_act(case.history)
    assert last is not None  # noqa: S101 - the table's gate saw to it
    before = fold(blank(case.record), (entry for entry in case.history if entry.sequence < last.sequence))
    changes = {name: getattr(before, name) for name in (*last.changes, "since")}
    changes |= moved_home(case)
    return Effect(changes=_as_json(changes), reason=reason, state=before.state)


def returned(command: Return) -> Effect:
    """A record is returned: what is asked, and by when."""
    ask = Ask(missing=command.missing, due=command.due, notes=dict(command.notes))
    return effect(command.missing, ask=ask, due=command.due)


def answer_to(case: Case, command: Resubmit) -> dict[str, object]:
    """What an answer to a return changes in any track: what was asked is kept with the answer.

    Once late, the mark stays on the record; the entry carries it only where this very answer was late.
    """
    ask = case.record.ask
    changes: dict[str, object] = {"ask": None}
    if ask is not None:
        changes["answered"] = Answered(ask=ask, answers=dict(command.answers))
        if case.now > ask.due:
            changes["answered_late"] = True
    return changes
