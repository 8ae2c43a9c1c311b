"""Carrying out what was noted that the office does with a person; once or again, the outcome is the same.

All that it needs stands with the deed, and a deed changes only what it speaks of: so what broke off is
completed later, by whoever comes next, on top of what became of the person meanwhile.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final, TypeAlias

import msgspec

from services.core.people import store as people
from services.core.people.addresses import store as addresses
from services.core.people.person import Grant, Person, Role, person_id
from services.core.people.roll.rules import KnownError
from services.core.trail import store as trails
from services.core.trail.deed import Deed, Todo, What


def settle(person: str) -> frozenset[int]:
    """Complete what broke off with a person, in the order in which it was noted; the deeds' numbers.

    What needs an address that came to somebody else meanwhile is given up.
    """
    found = trails.unfinished(trails.of_person(person))
    for deed, todo in found:
        with suppress(KnownError):
            carry_out(person, deed, todo)
    return frozenset(deed.number for deed, _ in found)


def carry_out(person: str, deed: Deed, todo: Todo) -> None:
    """Do what the deed says, and say that there is nothing left to do of it.

    Raises:
        KnownError: the address came to somebody else since the deed was noted; nothing of it is done.
    """
    try:
        _HOW[deed.what](person, deed, todo)
    except KnownError:
        trails.finish(trails.of_person(person), deed)
        raise
    trails.finish(trails.of_person(person), deed)


def _invite(_: str, deed: Deed, todo: Todo) -> None:
    new = _other(todo)
    _claim(new.email, new.id)
    people.invite(new, deed.at, todo.causation)


def _give(person: str, deed: Deed, todo: Todo) -> None:
    given = msgspec.structs.replace(_corrected(_known(person), deed), grants=_grants(deed, todo))
    people.invite(given, deed.at, todo.causation, str(deed.number))


def _end(person: str, deed: Deed, todo: Todo) -> None:
    people.save(_without(_known(person), _grants(deed, todo)))


def _hand_over(person: str, deed: Deed, todo: Todo) -> None:
    """The successor has the roles before the other loses them; both trails tell of it, each once.

    Whoever has no address any more, since they were erased or their mailbox is another's, takes nothing over.
    """
    known, named = _known(person), _other(todo)
    found = people.get(named.id)
    if found is None:
        _claim(named.email, named.id)
    if found is None or found.email:
        took = msgspec.structs.replace(deed, what=What.TOOK_OVER, other=person, other_name=known.name)
        _let_take_over(named.id, took, todo)
    people.save(_without(known, _grants(deed, todo)))


def _let_take_over(successor: str, took: Deed, todo: Todo) -> None:
    """Once: what the office has done with the successor since, stays."""
    trail = trails.of_person(successor)
    before = trails.deeds(trail)
    same = (one for one in before if (one.what, one.other, one.at) == (took.what, took.other, took.at))
    last = before[0].number if before else 0
    noted = next(same, None) or trails.note(trail, last, took, todo)
    if noted and noted in (one for one, _ in trails.unfinished(trail)):
        carry_out(successor, noted, todo)


def _take_over(person: str, deed: Deed, todo: Todo) -> None:
    known, named = people.get(person), _other(todo)
    successor = msgspec.structs.replace(known, home=known.home or named.home) if known else named
    given = msgspec.structs.replace(successor, grants=_grants(deed, todo))
    people.invite(given, deed.at, todo.causation, str(deed.number))


def _correct(person: str, deed: Deed, _: Todo) -> None:
    changed = _corrected(_known(person), deed)
    has_moved = any(change.field == "email" for change in deed.changes)
    if has_moved:
        _claim(changed.email, person)
    people.save(changed)
    if has_moved:
        _close(person)


def _remind(person: str, deed: Deed, todo: Todo) -> None:
    known = _known(person)
    held = tuple(grant for grant in known.grants if grant.campaign == todo.campaign)
    if held:
        again = msgspec.structs.replace(known, grants=held)
        people.invite(again, deed.at, todo.causation, str(deed.number))


def _sign_out(person: str, _: Deed, __: Todo) -> None:
    _close(person)


def _leave_address(person: str, _: Deed, __: Todo) -> None:
    """Whoever had the mailbox before has no address any more, and nobody is signed in by it."""
    people.save(msgspec.structs.replace(_known(person), email=""))
    _close(person)


_How: TypeAlias = Callable[[str, Deed, Todo], None]

_HOW: Final[Mapping[What, _How]] = {
    What.INVITED: _invite,
    What.GIVEN: _give,
    What.ENDED: _end,
    What.HANDED_OVER: _hand_over,
    What.TOOK_OVER: _take_over,
    What.CORRECTED: _correct,
    What.REMINDED: _remind,
    What.SIGNED_OUT: _sign_out,
    What.LEFT_ADDRESS: _leave_address,
}


def _known(person: str) -> Person:
    known = people.get(person)
    if known is None:
        raise LookupError(person)
    return known


def _other(todo: Todo) -> Person:
    if todo.person is None:
        raise LookupError(todo.causation)
    return todo.person


def _corrected(known: Person, deed: Deed) -> Person:
    """The person as the deed says, otherwise as they are now."""
    return msgspec.structs.replace(known, **{change.field: change.after for change in deed.changes})


def _grants(deed: Deed, todo: Todo) -> tuple[Grant, ...]:
    split = (holder.partition(":") for holder in deed.holders)
    return tuple(Grant(campaign=todo.campaign, role=Role(kind), of=of) for kind, _, of in split)


def _without(person: Person, grants: Iterable[Grant]) -> Person:
    gone = set(grants)
    return msgspec.structs.replace(person, grants=tuple(g for g in person.grants if g not in gone))


def _claim(email: str, person: str) -> None:
    """Let the address be the person's from now on.

    Raises:
        KnownError: it is somebody else's.
        ConflictError: somebody else claims it at this moment.
    """
    address = person_id(email)
    owner = addresses.owner(address)
    if owner and owner.id != person:
        raise KnownError(owner)
    before = addresses.came_to(address)
    if before != person:
        addresses.claim(address, person, before)


def _close(person: str) -> None:
    people.remove_sessions(person, [session.hash for session in people.partition(person)[1]])
