"""One thing that the office did with a person or a unit, as it is kept.

A trail is numbered from 1 without gaps; the number of its last deed is what a form saw of it. Deeds stand in
the table only, never in an event or a log: they hold names and addresses.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from services.core.campaign.unit import Unit
from services.core.people.person import Person


class What(StrEnum):
    """What was done."""

    # with a person
    INVITED = "invited"  # came to be known here, with these roles
    GIVEN = "given"  # was given these roles
    ENDED = "ended"  # no longer holds these roles
    HANDED_OVER = "handed-over"  # `other` holds these roles now instead
    TOOK_OVER = "took-over"  # holds these roles now instead of `other`
    CORRECTED = "corrected"  # name, address or home, or what a unit is
    REMINDED = "reminded"  # the invitation was sent once more
    SIGNED_OUT = "signed-out"  # every browser
    LEFT_ADDRESS = "left-address"  # the mailbox is somebody else's now: `other`
    # with a unit
    ADDED = "added"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One field that is other than before, as a page shows it; empty where nothing stood or stands."""

    field: str
    before: str
    after: str


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that `by` did at `at`; the names are those of that day.

    `holders` are the roles concerned (`unit:vinh-lam`), `other` is the second person of a deed that has two.
    """

    number: int
    at: datetime
    by: str
    by_name: str
    what: What
    holders: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    other: str = ""
    other_name: str = ""

    def repeats(self, other: "Deed") -> bool:
        """Whether this is the very same deed, sent once more; what it changed may be changed by now."""
        same = msgspec.structs.replace(self, at=other.at, by_name=other.by_name, changes=other.changes)
        return same == other and set(self.changes) <= set(other.changes)


class Todo(msgspec.Struct, frozen=True, kw_only=True):
    """What carrying out a deed needs beside what it tells, in which campaign and for which request.

    It stands beside the deed until that is done: `person` is let in or takes over, `unit` is added.
    """

    campaign: str
    causation: str = ""
    person: Person | None = None
    unit: Unit | None = None


def changes(before: Mapping[str, str], after: Mapping[str, str], fields: Iterable[str]) -> tuple[Change, ...]:
    """What differs between two sets of texts, in the order of `fields`."""
    return tuple(
        Change(field=field, before=before.get(field, ""), after=after.get(field, ""))
        for field in fields
        if before.get(field, "") != after.get(field, "")
    )
