"""Who may act on a work, who is barred from deciding on it, and for whom it exists at all.

Source: domain rules, "Who". Nobody decides on their own record, on their own unit's, or on one where they
declared a conflict of interest.
"""

from enum import Enum, auto

from services.core.campaign import routing
from services.core.campaign.model import Campaign
from services.core.people.person import Person, Role
from services.core.work.history import Entry, last_act
from services.core.work.judgement import same_title
from services.core.work.record import Work


class Who(Enum):
    """Who may give a command. Everybody but the unit and the office is barred from their own."""

    UNIT = auto()  # a member of the record's unit
    APPRAISER = auto()  # a member of the body that has the record
    SEAT = auto()  # whoever decides for the seat that the command names
    DECIDER = auto()  # whoever holds the role in which the last decision was made
    REVIEWER = auto()  # the appraising body or any seat
    OFFICE = auto()  # who runs the campaign


def seat_holder(work: Work, seat: str, campaign: Campaign) -> str:
    """Who decides for `seat`: its stand-in by the office's word, else by the campaign's routing."""
    return work.stand_ins.get(seat) or routing.seat_holder(campaign, seat, work.unit)


def reassignment(work: Work, seat: str, campaign: Campaign) -> tuple[str, str]:
    """The holder that has the task now, and the one to whom the office can hand it.

    `seat` is empty for the appraising body's task. The work was submitted.
    """
    if seat:
        return seat_holder(work, seat, campaign), routing.substitute_for_seat(campaign, seat)
    area = work.facts.area if work.facts else ""
    substitute = routing.substitute_for_body(campaign, area, work.body)
    return f"{Role.BODY.value}:{work.body}", f"{Role.BODY.value}:{substitute}"


def unit_of(holder: str, campaign: Campaign) -> str:
    """The id of the unit to which a `body:` or `seat:` holder belongs."""
    kind, _, of = holder.partition(":")
    return campaign.seat(of).unit if kind == Role.SEAT.value else campaign.body(of).unit


def entitled(
    who: Who, work: Work, history: tuple[Entry, ...], campaign: Campaign, seat: str
) -> tuple[str, ...]:
    """The holders of whom any one may act as `who` on this work; `seat` is the one a command names."""
    body = f"{Role.BODY.value}:{work.body}"
    match who:
        case Who.UNIT:
            return (f"{Role.UNIT.value}:{work.unit}",)
        case Who.APPRAISER:
            return (body,)
        case Who.SEAT:
            known = any(seat == row.id for row in campaign.seats)
            return (seat_holder(work, seat, campaign),) if known else ()
        case Who.DECIDER:
            last = last_act(history)
            return (last.holder,) if last else ()
        case Who.REVIEWER:
            return (body, *(seat_holder(work, row.id, campaign) for row in campaign.seats))
        case _:  # Who.OFFICE
            return (Role.OFFICE.value,)


def is_own(person: Person, work: Work) -> bool:
    """Whether the record is the person's own: made by, in charge, or of a unit they belong to."""
    in_charge = work.facts is not None and _named_in(person.name, work.facts.in_charge)
    return work.made_by == person.id or work.unit in own_units(person, work.campaign) or in_charge


def own_units(person: Person, campaign: str) -> frozenset[str]:
    """The units on whose records the person decides nothing: the home unit and those they are a member of."""
    return frozenset({person.home, *person.of(campaign, Role.UNIT)}) - {""}


def _named_in(name: str, in_charge: str) -> bool:
    """Whether the full name stands at the start of "name and position"."""
    wanted, found = same_title(name), same_title(in_charge)
    return bool(wanted) and found.startswith(wanted) and not found[len(wanted) :][:1].isalnum()


def is_barred(person: Person, work: Work) -> bool:
    """Whether the person may not decide on this work: it is their own, or they declared a conflict."""
    return is_own(person, work) or person.id in work.conflicts


def may_see(person: Person, work: Work, history: tuple[Entry, ...], campaign: Campaign) -> bool:
    """Whether the record exists for this person at all.

    A unit sees its own records only, and nobody else its drafts. An appraiser sees what the own body has, a
    seat what was appraised (and, until somebody acts on it, what it sent back: it may take that back), the
    office everything that was submitted.
    """
    holders = person.holders(work.campaign)
    if f"{Role.UNIT.value}:{work.unit}" in holders:
        return True
    if work.facts is None:
        return False
    if holders & {Role.OFFICE.value, f"{Role.BODY.value}:{work.body}"}:
        return True
    last = last_act(history)
    if last is not None and last.is_decision and last.holder in holders:
        return True
    seats = {seat_holder(work, seat.id, campaign) for seat in campaign.seats}
    return work.opinion is not None and bool(holders & seats)
