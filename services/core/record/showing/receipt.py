"""What a record's receipt tells: when, by whom and for which unit it was handed in, and what it said then.

It is read from the history, so that it tells the same however the record goes on. Templates:
`registration/templates/records/receipt.html`.
"""

from datetime import datetime

import msgspec

from services.core.campaign.model import Campaign
from services.core.language.message import Text
from services.core.record.history import blank, fold
from services.core.record.record import RecordFacts
from services.core.record.showing import sheet
from services.core.record.showing.naming import Known
from services.core.record.showing.sheet import Change, Group
from services.core.record.showing.wording import unit_on
from services.core.record.store import Stored
from services.core.vietnam import vietnam_day


class HandedIn(msgspec.Struct, frozen=True, kw_only=True):
    """The last time the unit handed the record in. `by` is a person's id, `unit` its name on that day."""

    at: datetime
    by: str
    unit: Text
    facts: RecordFacts


def handed_in(stored: Stored, campaign: Campaign) -> HandedIn | None:
    """When it was handed in last, with the facts of that moment; `None` while it never was."""
    last = next((entry for entry in reversed(stored.history) if entry.is_handing_in), None)
    if last is None:
        return None
    entries = (entry for entry in stored.history if entry.sequence <= last.sequence)
    then = fold(blank(stored.record), entries)
    if then.facts is None:
        raise ValueError(f"{last.type} of {stored.record.id} hands in no facts")
    return HandedIn(
        at=last.at, by=last.actor, unit=unit_on(then.unit, vietnam_day(last.at), campaign), facts=then.facts
    )


def groups(stored: Stored, given: HandedIn, campaign: Campaign, known: Known) -> tuple[Group, ...]:
    """The facts as they were handed in; `known` are the people of whom they speak."""
    return sheet.groups(stored.record.track, given.facts, campaign, known)


def since(stored: Stored, given: HandedIn, campaign: Campaign, known: Known) -> tuple[Change, ...]:
    """What reads otherwise now than it was handed in."""
    return sheet.changes(stored.record.track, given.facts, stored.record.facts, campaign, known)
