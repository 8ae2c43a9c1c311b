"""Deciding on a command: a pure function from a record and a command to the entry that it adds.

Who may ask is checked here, what a transition needs and changes stands with each track.
"""

from services.core.campaign.succession import holder_on
from services.core.language.message import message
from services.core.record.case import Case
from services.core.record.commands import Command
from services.core.record.history import Entry
from services.core.record.record import Record
from services.core.record.refusal import NotYoursError, RefusedError, WrongStateError
from services.core.record.tracks import rules_of
from services.core.record.transitions import Transition, Who
from services.core.record.who import is_barred


def decide(case: Case) -> Entry:
    """The entry that the case's command adds to the history; the same case always has the same answer.

    Raises:
        WrongStateError: the record is not (or no longer) in a state for it.
        NotYoursError: the person does not hold the role, or is barred.
        RefusedError: something that was typed does not do; names the field.
    """
    command = case.command
    if command is None:
        raise TypeError("a case without a command cannot be decided")
    rows = _rows(type(command), case.record)
    if not rows:
        raise WrongStateError.because(
            message("This can no longer be done: the record has moved on. Read it again before you decide.")
        )
    row = next(row for row in rows if row.when(case))
    holder = _holder(case, row)
    for rule in (*row.gates, *row.needs):
        rule(case)
    effect = rules_of(case.record).effect(command, case)
    return Entry(
        sequence=case.record.sequence + 1,
        type=row.event,
        at=case.now,
        actor=case.person.id,
        holder=holder,
        state=row.to or effect.state or case.record.state,
        reason=effect.reason,
        changes=effect.changes,
        rules=" ".join((f"{case.campaign.id}@{case.campaign.version}", *effect.rules)),
    )


def may(command: type[Command], case: Case) -> bool:
    """Whether a page should offer `command` in this case, which carries none yet.

    Asks the table for state, role and gates, whatever may be typed; `decide` has the last word.
    """
    return bool(acting_as(command, case))


def acting_as(command: type[Command], case: Case) -> str:
    """The holder in which the person would give `command`; empty where they may not, as `may` tells."""
    return next(filter(None, (_offered(case, row) for row in _rows(command, case.record))), "")


def _offered(case: Case, row: Transition) -> str:
    try:
        holder = _holder(case, row)
        for gate in row.gates:
            gate(case)
    except RefusedError:
        return ""
    return holder


def _rows(command: type[Command], record: Record) -> list[Transition]:
    table = rules_of(record).table
    return [row for row in table if row.command is command and record.state in row.source]


def _is_barred(case: Case) -> bool:
    return is_barred(case.person, case.record, case.campaign, case.today, is_named=case.is_named)


def _holder(case: Case, row: Transition) -> str:
    """The role in which the person acts, or a refusal."""
    mine = case.person.holders(case.record.campaign)
    owing = rules_of(case.record).entitled(row.who, case)
    # Who ended meanwhile no longer acts: whoever came then does, and the history says so.
    holders = [holder_on(case.campaign, holder, case.today) for holder in owing]
    holder = next((one for one in holders if one in mine), "")
    if not holder:
        raise NotYoursError.because(message("This is for somebody else to do"))
    if row.who not in (Who.UNIT, Who.OFFICE) and _is_barred(case):
        raise NotYoursError.because(
            message(
                "You cannot decide here: the record is your own or your unit's, or you declared a conflict"
            )
        )
    return holder
