"""Who acts for the office."""

from datetime import datetime

import msgspec

from services.core.campaign.unit import Unit
from services.core.people.person import Person
from services.core.trail.deed import Change, Deed, Todo, What


class By(msgspec.Struct, frozen=True, kw_only=True):
    """Who of the office acts, in which campaign, when, and by which request."""

    person: Person
    campaign: str
    now: datetime
    causation: str = ""

    def todo(self, *, person: Person | None = None, unit: Unit | None = None) -> Todo:
        """What carrying out a deed of theirs needs."""
        return Todo(campaign=self.campaign, causation=self.causation, person=person, unit=unit)

    def did(
        self,
        what: What,
        *,
        holders: tuple[str, ...] = (),
        changed: tuple[Change, ...] = (),
        other: Person | None = None,
    ) -> Deed:
        """The deed, before it has a number in its trail."""
        return Deed(
            number=0,
            at=self.now,
            by=self.person.id,
            by_name=self.person.name,
            what=what,
            holders=holders,
            changes=changed,
            other=other.id if other else "",
            other_name=other.name if other else "",
        )
