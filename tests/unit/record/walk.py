"""The walk that every track's table has to pass: every command in every situation by everybody.

What is allowed, and where it leads, each track writes down by hand, from docs and domain.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from services.core.record.commands import Command
from services.core.record.decide import acting_as, may
from services.core.record.record import State
from services.core.record.transitions import Transition
from tests.unit.record.life import Life

#: Leads to a situation.
Make = Callable[[], Life[Any]]

#: What somebody may do: situation -> command -> who. What is not named is refused to everybody.
Allowed = Mapping[str, Mapping[str, set[str]]]

#: Where a command leads: command -> situation, or "" for any -> event and state; absent: the state stays.
Leads = Mapping[str, Mapping[str, tuple[str, State | None]]]


def types_of(commands: ModuleType) -> set[type[Command]]:
    """The commands that a module offers: a class that some other test invents is not one of them."""
    kinds = {kind for kind in vars(commands).values() if isinstance(kind, type) and issubclass(kind, Command)}
    return kinds - {Command}


def states_of(table: tuple[Transition, ...]) -> set[State]:
    """Every state that the table leads from or to."""
    return {state for row in table for state in (*row.source, row.to) if state}


def happens(allowed: Allowed) -> list[tuple[str, str, str]]:
    """Everything that is allowed: situation, command, who."""
    return [
        (situation, command, who)
        for situation, row in allowed.items()
        for command, everybody in row.items()
        for who in sorted(everybody)
    ]


def who_may(life: Life[Any], command: Command) -> set[str]:
    """Everybody whom the rules let give the command."""
    return {who for who in life.people if life.allows(who, command)}


def who_is_offered(life: Life[Any], command: Command) -> set[str]:
    """Everybody whom a page would offer the command before anything is typed."""
    seat = getattr(command, "seat", "")
    return {who for who in life.people if may(type(command), life.case(who, None, seat))}


def leads(make: Make, who: str, command: Command, event: str, state: State | None) -> None:
    """Giving the command adds one entry, of that event, state, person and role."""
    life, seat = make(), getattr(command, "seat", "")
    before, steps = life.record, len(life.history)
    life.do(who, command)
    entry = life.history[-1]
    assert (entry.type, entry.state) == (event, state or before.state)
    assert (entry.sequence, entry.actor, entry.at) == (steps + 1, who, life.now)
    assert entry.holder in life.people[who].holders("vinh-linh-70")
    assert entry.holder == acting_as(type(command), make().case(who, None, seat))
    assert entry.rules.split()[0] == "vinh-linh-70@0"
    assert (life.record.sequence, life.record.state) == (entry.sequence, entry.state)
