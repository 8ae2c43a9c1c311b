"""A late-access permit: the office lets a unit, or one record, be submitted after the registration deadline.

Domain rules, "Deadlines and claims". Like the deadline, a permit includes its last second. Of several grants
to the same unit or record the newest counts; the older ones stay readable behind it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from services.core.campaign import succession
from services.core.campaign.model import Campaign
from services.core.events import VERSIONS, Event
from services.core.form import Problem
from services.core.language.message import message

#: The kinds of scope.
UNIT, RECORD = "unit", "record"


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """That the office ended a permit early: `by` is the person's id."""

    by: str
    at: datetime
    reason: str


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """One grant. `scope` is `unit:<id>` or `record:<id>`; `by` the id of the person who granted it.

    `unit` is the id of the unit whose it is, `number` that of the record where it is for one only.
    """

    scope: str
    unit: str
    number: str = ""
    until: datetime
    reason: str
    by: str
    at: datetime
    ended: Ended | None = None

    @property
    def kind(self) -> str:
        """`UNIT` or `RECORD`."""
        return self.scope.partition(":")[0]

    @property
    def of(self) -> str:
        """The unit's or the record's id."""
        return self.scope.partition(":")[2]


class Standing(StrEnum):
    """How a permit stands at a moment."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    ENDED = "ended"  # early, by the office


def for_unit(unit: str) -> str:
    """The scope of a unit: all that it registers."""
    return f"{UNIT}:{unit}"


def for_record(record: str) -> str:
    """The scope of one record."""
    return f"{RECORD}:{record}"


def for_units(campaign: Campaign, unit: str, day: date) -> tuple[str, ...]:
    """The scopes that count for a unit on that day: its own, and those of the units in whose place it stands.

    What was granted before a reorganisation lasts until its moment, whoever has the records now.
    """
    return tuple(for_unit(each) for each in (unit, *succession.forebears(campaign, unit, day)))


def standing(permit: Permit, now: datetime) -> Standing:
    """How the permit stands; its last second still counts."""
    if permit.ended:
        return Standing.ENDED
    return Standing.IN_FORCE if now <= permit.until else Standing.EXPIRED


def late_until(grants: Iterable[Sequence[Permit]]) -> datetime | None:
    """Until when the deadline is lifted by the grants of several scopes: the furthest moment of any.

    Of each scope (grants in their order) the newest counts, unless it was ended. `None` where none lifts it;
    the moment may have passed.
    """
    newest = (of_scope[-1] for of_scope in grants if of_scope)
    return max((permit.until for permit in newest if not permit.ended), default=None)


def problems(until: datetime, reason: str, deadline: datetime, now: datetime) -> tuple[Problem, ...]:
    """What has to be mended before the office can grant this; the fields are `day` and `reason`."""
    found = []
    if until <= now:
        found.append(Problem("day", message("The permit would be over already: choose a later moment")))
    elif until <= deadline:
        found.append(
            Problem(
                "day",
                message(
                    "Registration is open until {deadline}: a permit has to last longer", deadline=deadline
                ),
            )
        )
    if not reason.strip():
        found.append(Problem("reason", message("Write the reason")))
    return tuple(found)


def ended(grants: Sequence[Permit], how: Ended) -> tuple[Permit, ...] | None:
    """The grants after the newest was ended early; `None` where it is not in force."""
    if not grants or standing(grants[-1], how.at) is not Standing.IN_FORCE:
        return None
    return (*grants[:-1], msgspec.structs.replace(grants[-1], ended=how))


def event_of(campaign: str, grants: Sequence[Permit], causation: str = "") -> Event:
    """That the newest of the grants was made; `sequence` counts the grants of its scope."""
    permit = grants[-1]
    return Event(
        id=f"{campaign}.{permit.scope}.permit.{len(grants)}",
        type="PermitGranted",
        version=VERSIONS["PermitGranted"],
        occurred_at=permit.at,
        campaign=campaign,
        subject=permit.scope,
        sequence=len(grants),
        actor=permit.by,
        causation=causation,
    )
