"""Carrying out a command: load, decide, save; the same whether it comes from a page or a spreadsheet.

Harmless when repeated (a form posted twice) and exact when two people act at once: the table's condition
lets one of them through, the other is told.
"""

from datetime import datetime

from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.permit import store as permits
from services.core.record import store
from services.core.record.case import Case
from services.core.record.commands import Command
from services.core.record.decide import decide
from services.core.record.history import blank, fold
from services.core.record.identity import is_named
from services.core.record.refusal import RefusedError
from services.core.record.store import Stored
from services.core.record.who import may_see
from services.core.table import ConflictError


class NoSuchRecordError(LookupError):
    """There is no such record, or none that this person may see; the two look the same from outside."""


class StaleError(RuntimeError):
    """The record has changed since the person read it. `stored` is how it stands now."""

    def __init__(self, stored: Stored) -> None:
        super().__init__(f"{stored.record.id} stands at {stored.record.sequence}")
        self.stored = stored


def find(record_id: str, person: Person, campaign: Campaign, now: datetime) -> Stored:
    """The record, if it exists for this person now.

    Raises:
        NoSuchRecordError: it does not.
    """
    stored = store.get(record_id)
    if stored is None or stored.record.campaign != campaign.id:
        raise NoSuchRecordError(record_id)
    if not may_see(person, stored.record, stored.history, campaign, now):
        raise NoSuchRecordError(record_id)
    return stored


def handle(  # noqa: PLR0913 - who asks what of which record, as seen when, under which rules
    record_id: str,
    command: Command,
    person: Person,
    campaign: Campaign,
    now: datetime,
    *,
    seen: int,
    causation: str = "",
) -> Stored:
    """Carry out `command` on a record of which the person had read sequence `seen`.

    `causation` is the id of the request that asks for it; history and event keep it.

    Giving the very same command again, on the same reading, finds it done and changes nothing.

    Raises:
        NoSuchRecordError: there is none for this person.
        StaleError: somebody else has acted since it was read.
        RefusedError: the rules do not allow it.
    """
    stored = find(record_id, person, campaign, now)
    if stored.record.sequence != seen:
        if is_repeat(stored, command, person, campaign, seen):
            return stored
        raise StaleError(stored)
    case = Case(
        record=stored.record,
        history=stored.history,
        command=command,
        person=person,
        campaign=campaign,
        now=now,
        late_until=permits.lifting(stored.record, campaign, now),
        is_named=is_named(person, stored.record),
    )
    entry = decide(case).caused_by(causation)
    try:
        return store.save(stored, entry, campaign)
    except ConflictError:
        now_stored = find(record_id, person, campaign, now)
        if is_repeat(now_stored, command, person, campaign, seen):
            return now_stored
        raise StaleError(now_stored) from None


def is_repeat(stored: Stored, command: Command, person: Person, campaign: Campaign, seen: int) -> bool:
    """Whether the entry after `seen` is just what this command would have added: a form posted twice.

    The second post is another request than the one that led to the entry.
    """
    if not 0 <= seen < len(stored.history):
        return False
    entry, before = stored.history[seen], stored.history[:seen]
    case = Case(
        record=fold(blank(stored.record), before),
        history=before,
        command=command,
        person=person,
        campaign=campaign,
        now=entry.at,
        # What was accepted then was in time, whatever the office has done with late access since.
        late_until=entry.at,
    )
    try:
        return decide(case).caused_by(entry.causation) == entry
    except RefusedError:
        return False
