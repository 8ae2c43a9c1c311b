"""What the office does with people, each time noted first and then carried out.

A form carries the number of the last deed that its reader saw (`seen`). Whoever was overtaken is told, and
nothing is done; the same form sent twice is one deed. What broke off is completed before anything else is
done with the person (carrying.py), and whoever's form did not show that is told as well.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from services.core.language.message import message
from services.core.people import store as people
from services.core.people.addresses import store as addresses
from services.core.people.person import Grant, Person, Role, clean_email, joined, person_id
from services.core.people.roll.carrying import carry_out, settle
from services.core.people.roll.rules import (
    KnownError,
    NotAllowedError,
    check_corrected,
    check_ended,
    check_given,
    check_home,
    later_id,
)
from services.core.table import ConflictError
from services.core.trail import store as trails
from services.core.trail.by import By
from services.core.trail.deed import Change, Deed, Todo, What, changes


class Enrolled(StrEnum):
    """What becomes of somebody in a list."""

    NEW = "new"  # let in
    MORE = "more"  # known, and given what they lacked
    SAME = "same"  # nothing is to be done


class NobodyError(LookupError):
    """No person has this id."""


def invite(given: Person, by: By, *, instead: bool = False) -> str:
    """Let somebody new in with these roles, and let notify tell them; their id.

    `given.id` does not count: it follows from the address. With `instead` they take over the mailbox of
    whoever had the address and holds no role any more, who has none from then on.

    Raises:
        KnownError: the address is somebody's, and that was not meant.
        NotAllowedError: a role that decides needs a home.
        ConflictError: somebody else let a person of that address in at the same moment.
    """
    check_given(given.grants, given, by.person)
    known = _owner(given)
    if known and known.name == given.name and set(given.grants) <= set(known.grants):
        return known.id  # the form was sent twice
    if known and (known.grants or not instead):
        raise KnownError(known)
    new = _newcomer(given)
    if known:
        left = by.did(What.LEFT_ADDRESS, other=new)
        _do(known.id, trails.last(trails.of_person(known.id)), left, by.todo())
    deed = by.did(What.INVITED, holders=_holders(given.grants))
    _do(new.id, trails.last(trails.of_person(new.id)), deed, by.todo(person=new))
    return new.id


def enrol(given: Person, by: By) -> Enrolled:
    """Bring about what a list says of somebody: let them in, or give whoever has the address what they lack.

    Nothing is taken away, and whoever lacks nothing hears nothing, so that a list may be sent again.

    Raises:
        NotAllowedError: the rules do not allow it.
        ConflictError: somebody else lets a person of that address in at the same moment.
    """
    standing, known = enrolment(given)
    if known is None:
        try:
            invite(given, by)
        except KnownError as taken:
            raise ConflictError(str(taken)) from taken
    elif standing is Enrolled.MORE:
        _add(known.id, given, by)
    return standing


def _add(person: str, given: Person, by: By) -> None:
    """Give somebody what they lack; read behind their trail, so that nobody's deed is written over."""
    settle(person)
    seen = trails.last(trails.of_person(person))
    known = people.get(person)
    if known is None:
        raise NobodyError(person)
    whole = _whole(known, given)
    new = tuple(grant for grant in given.grants if grant not in known.grants)
    check_given(new, whole, by.person)
    check_corrected(known, whole, by.person)
    if whole == known:
        return
    what = What.GIVEN if new else What.CORRECTED
    deed = by.did(what, holders=_holders(new), changed=_corrected(known, whole))
    _do(person, seen, deed, by.todo())


def enrolment(given: Person) -> tuple[Enrolled, Person | None]:
    """What `enrol` would do, without doing it, and who has the address now."""
    known = addresses.owner(person_id(given.email))
    if known is None:
        return Enrolled.NEW, None
    return (Enrolled.SAME if _whole(known, given) == known else Enrolled.MORE), known


def give(person: str, grant: Grant, home: str, seen: int, by: By) -> None:
    """Give somebody one more role, and tell them. `home`, where given, is the unit that they belong to.

    Raises: as all that follow,
        NobodyError: there is no such person.
        NotAllowedError: the rules do not allow it.
        ConflictError: somebody else did something with the person since the form was opened.
    """
    known = _known(person, seen)
    home = home or known.home or (grant.of if grant.role is Role.UNIT else "")
    changed = msgspec.structs.replace(known, home=home)
    if _is_fresh(person, seen):
        if grant in known.grants:
            raise NotAllowedError(message("They hold this role already."), "role")
        check_given((grant,), changed, by.person)
        check_corrected(known, changed, by.person)
    deed = by.did(What.GIVEN, holders=(grant.holder,), changed=_corrected(known, changed))
    _do(person, seen, deed, by.todo())


def end(person: str, grants: Sequence[Grant], seen: int, by: By) -> None:
    """End roles of a person, at once: what an open session may do follows from the roles of the moment."""
    known = _known(person, seen)
    if _is_fresh(person, seen):
        check_ended(grants, known, _office(by))
    _do(person, seen, by.did(What.ENDED, holders=_holders(grants)), by.todo())


def hand_over(person: str, grants: Sequence[Grant], to: Person, seen: int, by: By) -> str:
    """Give a person's roles to somebody else, new or known by their address, and end them; the other's id.

    Whoever is known keeps the unit that they belong to: they are barred from its records.
    Records are with units, bodies and seats, so that whatever is open is the successor's at once.

    Raises:
        KnownError: the address came to somebody else at this moment.
    """
    known = _known(person, seen)
    found = _owner(to)
    successor = msgspec.structs.replace(found, home=found.home or to.home) if found else _newcomer(to)
    if _is_fresh(person, seen):
        if successor.id == person:
            raise NotAllowedError(message("This is their own address: name somebody else."), "email")
        check_ended(grants, known, office=2)
        check_given(grants, successor, by.person)
    deed = by.did(What.HANDED_OVER, holders=_holders(grants), other=successor)
    _do(person, seen, deed, by.todo(person=successor))
    return successor.id


def correct(person: str, name: str, home: str, seen: int, by: By) -> None:
    """Correct the name, and the unit that they belong to."""
    known = _known(person, seen)
    changed = msgspec.structs.replace(known, name=name, home=home)
    if _is_fresh(person, seen):
        check_home(known.grants, changed)
        check_corrected(known, changed, by.person)
    what = _corrected(known, changed)
    if what:
        _do(person, seen, by.did(What.CORRECTED, changed=what), by.todo())


def readdress(person: str, email: str, seen: int, by: By) -> None:
    """Give a person another address, by which alone they sign in from now on, everywhere anew.

    Raises:
        KnownError: it is somebody else's.
    """
    known, address = _known(person, seen), person_id(email)
    owner = addresses.owner(address)
    if owner and owner.id != person:
        raise KnownError(owner)
    changed = msgspec.structs.replace(known, email=clean_email(email))
    if known == changed:
        return
    what = (Change(field="email", before=known.email, after=changed.email),)
    _do(person, seen, by.did(What.CORRECTED, changed=what), by.todo())


def sign_out(person: str, seen: int, by: By) -> None:
    """Close every session of a person."""
    _known(person, seen)
    _do(person, seen, by.did(What.SIGNED_OUT), by.todo())


def remind(person: str, seen: int, by: By) -> None:
    """Send the invitation to all roles of the campaign once more."""
    known = _known(person, seen)
    if not known.holders(by.campaign):
        raise NotAllowedError(message("They hold no role: give them one, and they are told."))
    _do(person, seen, by.did(What.REMINDED), by.todo())


# --- how ---------------------------------------------------------------------------------------


def _do(person: str, seen: int, deed: Deed, todo: Todo) -> None:
    """Note the deed and carry it out, unless it was done before."""
    noted = trails.note(trails.of_person(person), seen, deed, todo)
    if noted:
        carry_out(person, noted, todo)


def _known(person: str, seen: int) -> Person:
    """The person, with everything done that was noted.

    Raises:
        NobodyError: there is none.
        ConflictError: the form was made before the last deed that it shows was carried out.
    """
    settled = settle(person)
    known = people.get(person)
    if known is None:
        raise NobodyError(person)
    if seen in settled:
        raise ConflictError(f"what was noted of {person} under {seen} was carried out only now")
    return known


def _owner(given: Person) -> Person | None:
    """Whoever has the address, also where letting them in broke off: that is completed first."""
    address = person_id(given.email)
    known = addresses.owner(address)
    settled = settle(known.id if known else _newcomer(given).id)
    return addresses.owner(address) if settled else known


def _is_fresh(person: str, seen: int) -> bool:
    """Whether nothing was done since; else the trail tells a repeated form from a late one."""
    return trails.last(trails.of_person(person)) == seen


def _newcomer(given: Person) -> Person:
    """Somebody new under the id that they get: the address's own, unless somebody was known under it."""
    address = person_id(given.email)
    before = addresses.came_to(address)
    if before and people.get(before) is None:
        return msgspec.structs.replace(given, id=before)  # letting them in broke off
    taken = before or address
    return msgspec.structs.replace(given, id=later_id(address, taken) if people.get(taken) else address)


def _whole(known: Person, given: Person) -> Person:
    """Whoever is known, with what a list gives them; their id may be another than that of the address."""
    return msgspec.structs.replace(joined(known, given), id=known.id)


def _holders(grants: Sequence[Grant]) -> tuple[str, ...]:
    return tuple(sorted(grant.holder for grant in grants))


def _corrected(before: Person, after: Person) -> tuple[Change, ...]:
    return changes(
        {"name": before.name, "home": before.home}, {"name": after.name, "home": after.home}, ("name", "home")
    )


def _office(by: By) -> int:
    return len(people.holders_of(by.campaign, Role.OFFICE.value))
