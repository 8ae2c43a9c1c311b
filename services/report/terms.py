"""Due times kept and missed: how long bodies and seats took against the time that the campaign gives them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from services.core.record.duty import Duty
from services.core.record.record import State
from services.report.rows import Milestone, Row, until

#: The states in which somebody's time runs, and what they owe.
RUNNING: Final[Mapping[State, Duty]] = {
    State.SUBMITTED: Duty.APPRAISE,
    State.APPRAISED: Duty.APPROVE,
    State.COMPLETED: Duty.VERIFY,
}

_TAKEN_BACK: Final = "WorkDecisionTakenBack"
_WITHDRAWN: Final = "WorkWithdrawn"


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """One stay with a body or the seats: due at `due`, answered at `ended`, `None` while it runs.

    A return, a decision sent back and a claim sent back are answers, too.
    """

    duty: Duty
    due: datetime
    ended: datetime | None = None


def terms(row: Row, moment: datetime) -> tuple[Term, ...]:
    """Every term of a record up to `moment`.

    A decision that was taken back never answered: its term runs on. A term that ended because the unit
    withdrew, or because the decision before it was taken back, was nobody's to keep and is left out.
    """
    found: list[Term] = []
    open_at: int | None = None
    for milestone in until(row, moment):
        running = _running(milestone)
        if open_at is not None and _goes_on(found[open_at], running):
            continue
        if open_at is not None:
            _close(found, open_at, milestone)
            open_at = None
        if running is not None:
            open_at = _open(found, running, milestone)
    return tuple(found)


def _running(milestone: Milestone) -> Term | None:
    """The term that runs at this milestone."""
    duty = RUNNING.get(milestone.state)
    due = next((wait.due for wait in milestone.waits if wait.duty is duty), None)
    return Term(duty=duty, due=due) if duty and due else None


def _goes_on(term: Term, running: Term | None) -> bool:
    return running is not None and (term.duty, term.due) == (running.duty, running.due)


def _close(found: list[Term], at: int, milestone: Milestone) -> None:
    if milestone.event in (_TAKEN_BACK, _WITHDRAWN):
        del found[at]
    else:
        found[at] = msgspec.structs.replace(found[at], ended=milestone.at)


def _open(found: list[Term], running: Term, milestone: Milestone) -> int:
    """Start the term, or go on with the one that a take-back restores."""
    if milestone.event == _TAKEN_BACK:
        for at in reversed(range(len(found))):
            if _goes_on(found[at], running):
                found[at] = running
                return at
    found.append(running)
    return len(found) - 1
