"""What the office may do with people. It lets in and lets go; it decides nothing by it. Pure."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from services.core.form import Problem
from services.core.language.message import Message, message
from services.core.people.person import Grant, Person, Role

#: Roles that decide on nobody's record; all others do.
_DECIDE_NOTHING: Final = frozenset({Role.UNIT, Role.OFFICE, Role.LEADER})


class NotAllowedError(Exception):
    """The rules do not allow it; `problem` says which field to mend, or speaks of the whole form."""

    def __init__(self, reason: Message, field: str = "") -> None:
        super().__init__(reason.sentence)
        self.problem = Problem(field, reason)


class KnownError(Exception):
    """The address is somebody's already."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"the address is that of {person.id}")
        self.person = person


def decides(role: Role) -> bool:
    """Whether whoever holds the role decides on records, and so must name the unit that they belong to."""
    return role not in _DECIDE_NOTHING


def check_given(grants: Sequence[Grant], to: Person, by: Person) -> None:
    """Whether `by` may give these roles to `to`.

    Raises:
        NotAllowedError: nobody decides by their own grace, nor on the records of their own unit.
    """
    if to.id == by.id and any(decides(grant.role) for grant in grants):
        raise NotAllowedError(
            message("Nobody gives themselves a role that decides: a colleague of the office does."), "role"
        )
    check_home(grants, to)


def check_corrected(before: Person, after: Person, by: Person) -> None:
    """Whether `by` may correct name and unit of a person, which say on whose records they decide nothing.

    Raises:
        NotAllowedError: it is their own, and they decide on records.
    """
    same = (before.name, before.home) == (after.name, after.home)
    if before.id == by.id and not same and any(decides(grant.role) for grant in before.grants):
        raise NotAllowedError(
            message(
                "Whoever decides on records does not correct their own name or unit: a colleague of the "
                "office does."
            )
        )


def check_home(grants: Iterable[Grant], person: Person) -> None:
    """Whether it is known whose records the person must not decide on.

    Raises:
        NotAllowedError: it is not, and one of the roles decides.
    """
    if not person.home and any(decides(grant.role) for grant in grants):
        raise NotAllowedError(
            message("Name the unit that they belong to: nobody decides on their own unit's records."), "home"
        )


def check_ended(grants: Iterable[Grant], person: Person, office: int) -> None:
    """Whether the office may end these roles of a person; `office` counts the people of the office.

    Raises:
        NotAllowedError: they do not hold one of them, or nobody would be left to let people in.
    """
    for grant in grants:
        if grant not in person.grants:
            raise NotAllowedError(message("They no longer hold this role."), "role")
        if grant.role is Role.OFFICE and office <= 1:
            raise NotAllowedError(
                message("Somebody has to run the campaign: give the office's role to another person first."),
                "role",
            )


def later_id(address: str, before: str) -> str:
    """The id of a new person who gets an address after `before` had it; the same whenever it is asked for."""
    return uuid.uuid5(uuid.UUID(address), before).hex
