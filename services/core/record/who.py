"""Whose own a record is, who is barred from deciding on it, and for whom it exists at all.

Source: domain rules, "Who". Nobody decides on their own record, on their own unit's, or on one where they
declared a conflict of interest.
"""

from collections.abc import Callable
from datetime import date, datetime

from services.core.campaign import succession
from services.core.campaign.model import Campaign
from services.core.language.folding import fold
from services.core.people.person import Person, Role, clean_email, person_id
from services.core.record.history import Entry, last_act
from services.core.record.record import Record
from services.core.record.tracks import rules_of
from services.core.subjects.subject import Details
from services.core.vietnam import vietnam_day


def is_own(person: Person, record: Record, campaign: Campaign, day: date) -> bool:
    """Whether the record is the person's own: made by, named in it, or of a unit they belong to."""
    return (
        record.made_by == person.id
        or record.unit in own_units(person, campaign, day)
        or rules_of(record).owns(person, record)
    )


def own_units(person: Person, campaign: Campaign, day: date) -> frozenset[str]:
    """The units on whose records the person decides nothing: the home unit and those they are a member of.

    With those that by `day` stand in their place, or in whose place they stand: a reorganisation moves
    records first and people later.
    """
    return succession.kin(campaign, _units(person, campaign.id), day)


def _units(person: Person, campaign: str) -> frozenset[str]:
    return frozenset({person.home, *person.of(campaign, Role.UNIT)}) - {""}


def is_barred(
    person: Person, record: Record, campaign: Campaign, day: date, *, is_named: bool = False
) -> bool:
    """Whether the person may not decide on this record: it is their own, or they declared a conflict.

    `is_named` where it is known by now that the record speaks of the person.
    """
    return is_named or person.id in record.conflicts or is_own(person, record, campaign, day)


def is_namesake(person: Person, name: str, record: Record) -> bool:
    """Whether somebody of the record's unit has that name; accents and capitals do not tell people apart."""
    return record.unit in _units(person, record.campaign) and fold(person.name) == fold(name)


def is_meant(person: Person, record: Record, details: Details, owner: Callable[[str], str]) -> bool:
    """Whether the details of somebody of whom the record speaks are this person's.

    An e-mail address tells: it is theirs, or that of somebody else who signs in with it. Without such a one
    it is whoever of the record's unit has the name. `owner` gives the id of whoever has an address now, or
    nothing; it is asked about namesakes only.
    """
    email = clean_email(details.email)
    if email and (email == clean_email(person.email) or person_id(email) == person.id):
        return True
    if not is_namesake(person, details.name, record):
        return False
    return not email or owner(email) in ("", person.id)


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
