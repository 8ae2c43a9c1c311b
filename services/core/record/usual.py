"""What a command changes that means the same in every track; a track's own effects come before these."""

from functools import singledispatch

from services.core.record import commands as c
from services.core.record.case import Case
from services.core.record.effects import Effect, effect, returned, taken_back
from services.core.record.moving import moved


@singledispatch
def usual_effect(command: c.Command, case: Case) -> Effect:  # noqa: ARG001 - what every effect takes
    """What `command` changes on the record of `case`."""
    raise TypeError(f"no effect is written for {type(command).__name__}")


@usual_effect.register
def _withdraw(command: c.Withdraw, _: Case) -> Effect:
    return effect(command.reason, due=None)


@usual_effect.register
def _return(command: c.Return, _: Case) -> Effect:
    return returned(command)


@usual_effect.register
def _take_back(command: c.TakeBack, case: Case) -> Effect:
    return taken_back(case, command.reason)


@usual_effect.register
def _declare_conflict(command: c.DeclareConflict, case: Case) -> Effect:
    return effect(command.reason, conflicts=(*case.record.conflicts, case.person.id))


@usual_effect.register
def _move(command: c.Move, case: Case) -> Effect:
    return effect(command.reason, **moved(case, command.unit))
