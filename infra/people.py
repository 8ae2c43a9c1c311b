"""A file of people: TOML text becomes persons with their roles, or every mistake in it by line and field.

One `[[people]]` for each role of each person, as in infra/local/people.toml:

    [[people]]
    name = "Nguyễn Thị Lan"
    email = "lan@vinh-lam.example"
    role = "unit"          # unit, body, seat, office or leader
    of = "vinh-lam"        # the unit, body or seat; left out for office and leader
    home = "vinh-lam"      # the unit that they belong to; a member's is their unit
    language = "vi"        # vi (left out) or en

Whoever has two roles stands here twice, under one address.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from services.core.campaign.lines import Path
from services.core.campaign.model import Campaign
from services.core.campaign.reading import MistakesError, read_file
from services.core.campaign.shape import Report, Shape
from services.core.language.message import Language, message
from services.core.people.person import Grant, Person, Role, clean_email, is_email, joined, person_id

__all__ = ["Change", "Entry", "MistakesError", "changes", "entries", "read"]

#: What each role is for: the section of the campaign file whose ids `of` may name.
_SECTIONS: Final[Mapping[Role, str]] = {Role.UNIT: "units", Role.BODY: "bodies", Role.SEAT: "seats"}

#: Roles that decide, and must never decide on their own unit's records.
_DECIDE: Final = frozenset({Role.BODY, Role.SEAT})


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


class _File(msgspec.Struct, frozen=True, kw_only=True):
    people: tuple[Entry, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a load does to one person: `sign` is `+` (new), `~` (other than before) or `=` (kept)."""

    sign: str
    email: str
    what: str


def entries(text: str | bytes) -> tuple[Entry, ...]:
    """The rows of a file, held against no campaign.

    Raises:
        MistakesError: anything in it is wrong by itself.
    """
    return read_file(text, _File, _alone).people


def read(text: str | bytes, campaign: Campaign) -> tuple[Person, ...]:
    """The people of a file, each once with all roles, in the order of their first row.

    Raises:
        MistakesError: anything in it is wrong, or the campaign has no such unit, body or seat.
    """

    def check(found: Shape, data: Mapping[str, Any], names: Mapping[Path, str], report: Report) -> None:
        _alone(found, data, names, report)
        _within(found, campaign, report)

    people: dict[str, Person] = {}
    for entry in read_file(text, _File, check).people:
        given = entry.person(campaign.id)
        known = people.get(given.id, given)
        people[given.id] = msgspec.structs.replace(
            joined(known, given), home=entry.home or known.home, language=entry.language or known.language
        )
    return tuple(people.values())


def changes(known: Person | None, given: Person, campaign: str) -> Iterator[Change]:
    """What loading `given` does to whom the table knows as `known`; nothing is ever taken away."""
    holders = sorted(given.holders(campaign))
    if known is None:
        yield Change(sign="+", email=given.email, what=", ".join((given.name, *holders)))
        return
    whole = joined(known, given)
    for before, after in ((known.name, whole.name), (known.home, whole.home)):
        if before != after:
            yield Change(sign="~", email=given.email, what=f"{before or '∅'} → {after}")
    had = known.holders(campaign)
    yield from (Change(sign="+", email=given.email, what=each) for each in holders if each not in had)
    kept = sorted(had - given.holders(campaign))
    yield from (Change(sign="=", email=given.email, what=each) for each in kept)


# --- rules -------------------------------------------------------------------------------------


def _alone(found: Shape, _data: Mapping[str, Any], _names: Mapping[Path, str], report: Report) -> None:
    """What holds whatever the campaign."""
    rows = found.of(Entry)
    for path, row in rows:
        if "email" in row and not is_email(row["email"]):
            report((*path, "email"), message("This is no e-mail address, such as ten@donvi.example."))
        role, of = row.get("role"), row.get("of", "")
        if role in _SECTIONS and not of and "of" not in found.given[path]:
            report((*path, "of"), message("This key is missing."))
        if role is not None and role not in _SECTIONS and of:
            report((*path, "of"), message("The roles office and leader are for nobody else: leave this out."))
        if role in _DECIDE and not row.get("home") and "home" not in found.given[path]:
            report(
                (*path, "home"),
                message("Name the unit that they belong to: nobody decides on their own unit's records."),
            )
    _agree(rows, report)


def _agree(rows: Iterable[tuple[Path, Mapping[str, Any]]], report: Report) -> None:
    """Rows of one address are of one person, and each of their roles stands there once."""
    first: dict[str, dict[str, Any]] = {}
    roles: set[tuple[str, str, str]] = set()
    for path, row in rows:
        email = clean_email(row.get("email", ""))
        if not email:
            continue
        known = first.setdefault(email, {})
        for field in ("name", "home", "language"):
            if field in row and known.setdefault(field, row[field]) != row[field]:
                report(
                    (*path, field),
                    message("Above, this address has “{before}” here.", before=known[field]),
                )
        if "role" in row:
            role = (email, str(row["role"]), row.get("of", ""))
            if role in roles:
                report((*path, "role"), message("This person has this role above already."))
            roles.add(role)


def _within(found: Shape, campaign: Campaign, report: Report) -> None:
    """Whoever is named of the campaign is there."""
    ids: Mapping[str, frozenset[str]] = {
        "units": frozenset(unit.id for unit in campaign.units),
        "bodies": frozenset(body.id for body in campaign.bodies),
        "seats": frozenset(seat.id for seat in campaign.seats),
    }
    for path, row in found.of(Entry):
        section = _SECTIONS.get(row["role"], "") if "role" in row else ""
        for field, where in (("of", section), ("home", "units")):
            wanted = row.get(field)
            if wanted and where and wanted not in ids[where]:
                report(
                    (*path, field),
                    message("No row of [[{section}]] has the id “{id}”.", section=where, id=wanted),
                )
