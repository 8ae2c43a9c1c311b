"""A row of a track's table: who may do what, from which state, to which, and what it needs.

`decide.decide` reads a table top to bottom and takes the first row whose command, state and `when` fit. A
command without a fitting row is refused.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import Any, TypeAlias

import msgspec

from services.core.record.case import Case
from services.core.record.commands import Command
from services.core.record.needs import always, before_deadline
from services.core.record.record import State

#: A gate or a need: refuses with a sentence, or lets the case pass.
Rule: TypeAlias = Callable[[Case[Any]], None]


class Who(Enum):
    """Who may give a command. Everybody but the unit and the office is barred from their own."""

    UNIT = auto()  # a member of the record's unit
    APPRAISER = auto()  # a member of the body that has the record
    SEAT = auto()  # whoever decides for the seat that the command names
    COUNCIL = auto()  # whoever acts for the council that has the record
    DECIDER = auto()  # whoever holds the role in which the last decision was made
    REVIEWER = auto()  # whoever decides on it anywhere on its way
    OFFICE = auto()  # who runs the campaign


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
