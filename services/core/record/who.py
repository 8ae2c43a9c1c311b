"""Whose own a record is, who is barred from deciding on it, and for whom it exists at all.

Source: domain rules, "Who". Nobody decides on their own record, on their own unit's, or on one where they
declared a conflict of interest.
"""

from datetime import datetime

from services.core.campaign import succession
from services.core.campaign.model import Campaign
from services.core.people.person import Person, Role
from services.core.record.history import Entry, last_act
from services.core.record.record import Record
from services.core.record.tracks import rules_of
from services.core.vietnam import vietnam_day


def is_own(person: Person, record: Record) -> bool:
    """Whether the record is the person's own: made by, named in it, or of a unit they belong to."""
    return (
        record.made_by == person.id
        or record.unit in own_units(person, record.campaign)
        or rules_of(record).owns(person, record)
    )


def own_units(person: Person, campaign: str) -> frozenset[str]:
    """The units on whose records the person decides nothing: the home unit and those they are a member of."""
    return frozenset({person.home, *person.of(campaign, Role.UNIT)}) - {""}


def is_barred(person: Person, record: Record) -> bool:
    """Whether the person may not decide on this record: it is their own, or they declared a conflict."""
    return person.id in record.conflicts or is_own(person, record)


def may_see(
    person: Person, record: Record, history: tuple[Entry, ...], campaign: Campaign, now: datetime
) -> bool:
    """Whether the record exists for this person at all.

    A unit sees its own records only (and from their end on those of the units in whose place it stands), and
    nobody else its drafts; the office everything that was submitted.
    Whoever decided last sees it until somebody acts on it, for they may take that back; who else reviews it,
    and from when on, is for its track to say. Whoever succeeds a body or a seat reads what that one could.
    """
    acts = person.holders(record.campaign)
    before = {forerunner for one in acts for forerunner in succession.forerunners(campaign, one)}
    holders = acts | before
    owners = succession.keepers(campaign, record.unit, vietnam_day(now))
    own = {f"{Role.UNIT.value}:{unit}" for unit in owners}
    if holders & own:
        return True
    if record.facts is None:
        return False
    last = last_act(history)
    return (
        Role.OFFICE.value in holders
        or (last is not None and last.is_decision and last.holder in holders)
        or rules_of(record).shows(holders, record, campaign)
    )
