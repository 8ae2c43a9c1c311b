"""What a unit asks of its record, put to the rules: foreseen, or carried out."""

from services.core.acting.question import case
from services.core.record import store
from services.core.record.commands import Command
from services.core.record.decide import decide
from services.core.record.history import Entry
from services.core.record.refusal import RefusedError
from services.core.record.store import Stored
from services.core.web.visit import FormOutcome, Visit


def foresee(visit: Visit, stored: Stored, command: Command) -> Entry | RefusedError:
    """What `command` would add to the history now, or why not; nothing is changed by asking."""
    try:
        return decide(case(visit, stored, command))
    except RefusedError as error:
        return error


def carry_out(visit: Visit, stored: Stored, command: Command) -> Stored:
    """Decide and save in one conditional write; history and event keep the visit's id as their cause.

    Raises:
        RefusedError: the rules do not allow it.
        ConflictError: somebody else wrote meanwhile.
    """
    visit.tell(command=type(command).__name__)
    try:
        entry = decide(case(visit, stored, command))
    except RefusedError as refused:
        visit.tell(outcome=FormOutcome.REFUSED, refusal=type(refused).__name__)
        raise
    saved = store.save(stored, entry.caused_by(visit.causation), visit.campaign)
    visit.tell(outcome=FormOutcome.DONE)
    return saved
