"""People in a list, one role a row: a file of the operator's or a workbook of the office's. Pure.

Whoever has two roles stands there twice, under one address. A list knows addresses only; whose they are now
is asked of the table (services/core/people/addresses).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from services.core.language.message import Language, Message, message
from services.core.people.person import Grant, Person, Role, clean_email, is_email, joined, person_id
from services.core.people.roll.rules import decides

#: Roles that are nobody else's: they name no unit, body or seat.
OF_NOBODY = frozenset({Role.OFFICE, Role.LEADER})


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row: a person and one of their roles."""

    name: str
    email: str
    role: Role
    of: str = ""
    home: str = ""
    language: Language | None = None

    def person(self, campaign: str) -> Person:
        """The person with this one role in `campaign`."""
        return Person(
            id=person_id(self.email),
            email=clean_email(self.email),
            name=self.name,
            language=self.language or "vi",
            home=self.home or (self.of if self.role is Role.UNIT else ""),
            grants=(Grant(campaign=campaign, role=self.role, of=self.of),),
        )


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What to mend in which field of which row, counted from 0; `lacks` where nothing stands there."""

    row: int
    field: str
    message: Message
    lacks: bool = False


def gathered(entries: Iterable[Entry], campaign: str) -> tuple[Person, ...]:
    """The people of a list, each once with all roles, in the order of their first row.

    A home is what a row says: nobody moves because they become a member elsewhere (`joined`).
    """
    people: dict[str, Person] = {}
    for entry in entries:
        given = entry.person(campaign)
        known = people.get(given.id) or msgspec.structs.replace(given, home=entry.home)
        people[given.id] = msgspec.structs.replace(
            joined(known, given), home=entry.home or known.home, language=entry.language or known.language
        )
    return tuple(people.values())


def faults(rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """What is wrong with rows by themselves and with one another; each holds what could be read of it."""
    for at, row in enumerate(rows):
        if "email" in row and not is_email(row["email"]):
            yield Fault(
                row=at,
                field="email",
                message=message("This is no e-mail address, such as ten@donvi.example."),
            )
        role = row.get("role")
        if role is None:
            continue
        if role not in OF_NOBODY and not row.get("of"):
            yield Fault(row=at, field="of", message=message("This key is missing."), lacks=True)
        if role in OF_NOBODY and row.get("of"):
            yield Fault(
                row=at,
                field="of",
                message=message("The roles office and leader are for nobody else: leave this out."),
            )
        if decides(role) and not row.get("home"):
            yield Fault(
                row=at,
                field="home",
                message=message(
                    "Name the unit that they belong to: nobody decides on their own unit's records."
                ),
                lacks=True,
            )
    yield from _disagreements(rows)


def _disagreements(rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Rows of one address are of one person, and each of their roles stands there once."""
    first: dict[str, dict[str, Any]] = {}
    roles: set[tuple[str, str, str]] = set()
    for at, row in enumerate(rows):
        email = clean_email(row.get("email", ""))
        if not email:
            continue
        known = first.setdefault(email, {})
        for field in ("name", "home", "language"):
            if field in row and known.setdefault(field, row[field]) != row[field]:
                why = message("Above, this address has “{before}” here.", before=known[field])
                yield Fault(row=at, field=field, message=why)
        if "role" in row:
            role = (email, str(row["role"]), row.get("of", ""))
            if role in roles:
                yield Fault(row=at, field="role", message=message("This person has this role above already."))
            roles.add(role)
