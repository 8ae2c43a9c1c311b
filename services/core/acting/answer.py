"""An action's form comes in: carried out, or given back with what was typed.

The form carries the sequence that its reader saw. If somebody acted since, nothing is done, unless the action
stands beside what they did; the same form sent twice is found done.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import takewhile

import msgspec

from services.core import form
from services.core.acting.action import Action
from services.core.attaching import store as attachments
from services.core.campaign.model import Track
from services.core.form import Problem
from services.core.record.commands import Command
from services.core.record.handle import NoSuchRecordError, StaleError, handle
from services.core.record.refusal import NotYoursError, RefusedError
from services.core.record.store import Stored
from services.core.web.visit import FormOutcome, NotFound, Visit

#: The status of a page that says that somebody acted since it was opened.
CONFLICT = 409
_FORBIDDEN, _UNPROCESSABLE = 403, 422

_SEQUENCE = re.compile(r"[0-9]{1,9}")


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """The form comes back to its person, nothing was done: with which status, and what has to be mended."""

    status: int
    problems: tuple[Problem, ...] = ()


def named(name: str, actions: Iterable[Action]) -> Action:
    """The action whose address ends in `name`. Raises: NotFound."""
    for action in actions:
        if action.name == name:
            return action
    raise NotFound


def seen(typed: Mapping[str, str]) -> int:
    """The sequence that the form was made for; a form without one is as old as can be."""
    text = typed.get("seen", "")
    return int(text) if _SEQUENCE.fullmatch(text) else 0


def behind(typed: Mapping[str, str], stored: Stored) -> int:
    """How many entries the record has that its reader did not see; none for a form that is just opened."""
    return stored.record.sequence - seen(typed) if "seen" in typed else 0


def _track(typed: Mapping[str, str]) -> Track:
    """The track of the record that the form was made for; it decides only which fields are read."""
    return next((track for track in Track if track.value == typed.get("track")), Track.WORK)


def _files(record_id: str, action: Action, typed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The attachments that the form names; an id that is none of the record's is left out."""
    if not action.with_files:
        return {}
    named = typed.get("files", "").split()
    return {"files": tuple(file.id for file in attachments.of_record(record_id) if file.id in named)}


def carry_out(visit: Visit, record_id: str, action: Action) -> Back | None:
    """Read the form and do what it asks for; `None` once that is done.

    Raises:
        NotFound: there is no such record for the visitor.
    """
    typed = visit.form
    visit.tell(command=action.command.__name__)
    values, problems = form.read(action.asked(_track(typed), visit.campaign), typed)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return Back(status=_UNPROCESSABLE, problems=problems)
    command = action.build(visit.campaign, typed.get("seat", ""), values | _files(record_id, action, typed))
    try:
        _done(visit, record_id, action, command)
    except NoSuchRecordError:
        raise NotFound from None
    except StaleError:
        visit.tell(outcome=FormOutcome.STALE, record=record_id)
        return Back(status=CONFLICT)
    except RefusedError as refused:
        visit.tell(outcome=FormOutcome.REFUSED, refusal=type(refused).__name__, record=record_id)
        status = _FORBIDDEN if isinstance(refused, NotYoursError) else _UNPROCESSABLE
        return Back(status=status, problems=refused.problems)
    visit.tell(outcome=FormOutcome.DONE, record=record_id)
    return None


def _done(visit: Visit, record_id: str, action: Action, command: Command) -> None:
    """Carry the command out, also over what others did since beside which it stands; raises as `handle`."""
    read = seen(visit.form)
    try:
        _handle(visit, record_id, command, read)
    except StaleError as stale:
        passed = tuple(
            takewhile(
                lambda entry: entry.type in action.beside and entry.actor != visit.person.id,
                stale.stored.history[read:],
            )
        )
        if not passed:
            raise
        try:
            _handle(visit, record_id, command, read + len(passed))
        except RefusedError:
            # A colleague did the same: the page says so.
            raise stale from None


def _handle(visit: Visit, record_id: str, command: Command, read: int) -> None:
    handle(
        record_id,
        command,
        visit.person,
        visit.campaign,
        visit.now,
        seen=read,
        causation=visit.causation,
    )
