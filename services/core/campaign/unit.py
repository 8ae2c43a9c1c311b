"""A unit: who registers, how long it has existed, and under which names.

Units are owned by the app once they were loaded: a reorganisation (services/core/reorganising) dates their
end, their successors and their names, so that whatever was concluded keeps the name of its day.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from services.core.language.message import Text

#: An identifier: lower-case ASCII letters, digits and hyphens.
Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]

#: What the numbers of a unit's records begin with.
Code = Annotated[str, Meta(pattern=r"^[A-Z0-9]{2,6}$")]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in a campaign: immutable, and a misspelt key is a mistake, not ignored."""


class UnitKind(StrEnum):
    """The kinds of unit that the plan calls upon (section IV.1)."""

    AGENCY = "agency"
    PARTY = "party"
    MASS = "mass"
    ARMED = "armed"
    COMMUNE = "commune"
    TOWN = "town"
    QUARTER = "quarter"
    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"


class EarlierName(Row, frozen=True, kw_only=True):
    """A name that a unit had before; from the day `until` on it has the next one."""

    name: Text
    until: date


class Unit(Row, frozen=True, kw_only=True):
    """Who registers. `code` starts the numbers of its records; `example` marks invented ones.

    `registers` is false for a unit that the campaign does not ask for works (it stands here as a parent, an
    owner of targets or somebody's home), so it is never counted as silent or below the minimum. `since` is
    the first day of a unit that came to be during the campaign, `until` the day from which it no longer
    exists, `successors` who took its place then; the first of them keeps what was concluded. `earlier` are
    its former names, oldest first.
    """

    id: Id
    code: Code
    name: Text
    kind: UnitKind
    parent: Id | None = None
    head: str = ""
    phone: str = ""
    address: str = ""
    registers: bool = True
    example: bool = False
    since: date | None = None
    until: date | None = None
    successors: tuple[Id, ...] = ()
    earlier: tuple[EarlierName, ...] = ()

    def exists_on(self, day: date) -> bool:
        """Whether there is such a unit on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def name_on(self, day: date) -> Text:
        """The name that the unit has on that day; of one that has ended, the name of its last day."""
        return next((former.name for former in self.earlier if day < former.until), self.name)


def is_code(text: str) -> bool:
    """Whether numbers of records can begin with `text`."""
    try:
        msgspec.convert(text, Code)
    except msgspec.ValidationError:
        return False
    return True
