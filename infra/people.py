"""A file of people: TOML text becomes persons with their roles, or every mistake in it by line and field.

One `[[people]]` for each role of each person, as in infra/local/people.toml:

    [[people]]
    name = "Nguyễn Thị Lan"
    email = "lan@vinh-lam.example"
    role = "unit"          # unit, body, seat, office, leader; chair, vice_chair, secretary, council
    of = "vinh-lam"        # the unit, body, seat or council; left out for office and leader
    home = "vinh-lam"      # the unit that they belong to; a member's is their unit
    language = "vi"        # vi (left out) or en

Whoever has two roles stands here twice, under one address.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from services.core.campaign.lines import Path
from services.core.campaign.model import Campaign
from services.core.campaign.reading import MistakesError, read_file
from services.core.campaign.shape import Report, Shape
from services.core.language.message import message
from services.core.people.person import Person, Role, joined
from services.core.people.roll.listing import Entry, faults, gathered

__all__ = ["Change", "Entry", "MistakesError", "changes", "entries", "read"]

#: What each role is for: the section of the campaign file whose ids `of` may name.
_SECTIONS: Final[Mapping[Role, str]] = {
    Role.UNIT: "units",
    Role.BODY: "bodies",
    Role.SEAT: "seats",
    **dict.fromkeys((Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, Role.COUNCIL), "councils"),
}


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

    return gathered(read_file(text, _File, check).people, campaign.id)


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
    """What holds whatever the campaign; a key that is there, but wrong, is not said to be missing, too."""
    rows = found.of(Entry)
    for fault in faults([row for _, row in rows]):
        path = rows[fault.row][0]
        if not (fault.lacks and fault.field in found.given[path]):
            report((*path, fault.field), fault.message)


def _within(found: Shape, campaign: Campaign, report: Report) -> None:
    """Whoever is named of the campaign is there."""
    ids: Mapping[str, frozenset[str]] = {
        "units": frozenset(unit.id for unit in campaign.units),
        "bodies": frozenset(body.id for body in campaign.bodies),
        "seats": frozenset(seat.id for seat in campaign.seats),
        "councils": frozenset(council.id for council in campaign.councils),
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
