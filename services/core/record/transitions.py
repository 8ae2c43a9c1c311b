"""A row of a track's table: who may do what, from which state, to which, and what it needs.

`decide.decide` reads a table top to bottom and takes the first row whose command, state and `when` fit. A
command without a fitting row is refused.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from services.core.record.case import Case
from services.core.record.commands import Command
from services.core.record.needs import always, before_deadline
from services.core.record.record import State
from services.core.record.who import Who

#: A gate or a need: refuses with a sentence, or lets the case pass.
Rule: TypeAlias = Callable[[Case[Any]], None]


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """One row.

    `to` absent leaves the state as it is or, for a decision taken back, restores the former one. `when` picks
    between rows of one command. `gates` can be asked before anything is typed, so pages use them to offer
    only what can be done; `needs` look at what was typed.
    """

    command: type[Command]
    source: frozenset[State]
    to: State | None
    who: Who
    event: str
    when: Callable[[Case[Any]], bool] = always
    gates: tuple[Rule, ...] = ()
    needs: tuple[Rule, ...] = ()


def is_bound(table: tuple[Transition, ...]) -> bool:
    """Whether the campaign's registration deadline binds the first submission of a track's records."""
    return any(State.DRAFT in one.source and before_deadline in one.gates for one in table)


def row(  # noqa: PLR0913 - one argument per column of the table
    command: type[Command],
    source: State | frozenset[State],
    to: State | None,
    who: Who,
    event: str,
    *needs: Rule,
    gates: tuple[Rule, ...] = (),
    when: Callable[[Case[Any]], bool] = always,
) -> Transition:
    """A row, written on one line of a table."""
    states = source if isinstance(source, frozenset) else frozenset({source})
    return Transition(
        command=command, source=states, to=to, who=who, event=event, when=when, gates=gates, needs=needs
    )
