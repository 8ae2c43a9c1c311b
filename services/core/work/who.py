"""Who may act on a work, and for which reviewers it exists."""

from services.core.campaign import routing
from services.core.campaign.model import Campaign
from services.core.campaign.succession import approvals, lineage
from services.core.people.person import Person, Role
from services.core.record.case import Case
from services.core.record.history import last_act
from services.core.record.title import same_title
from services.core.record.transitions import Who
from services.core.work.work import Work


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


def is_of(holder: str, unit: str, campaign: Campaign) -> bool:
    """Whether a `body:` or `seat:` holder belongs to the unit, or to one in whose place the unit stands."""
    kind, _, of = holder.partition(":")
    own = campaign.seat(of).unit if kind == Role.SEAT.value else campaign.body(of).unit
    return unit in lineage(campaign, own)


def entitled(who: Who, case: Case[Work]) -> tuple[str, ...]:
    """The holders of whom any one may act as `who` on the case's work."""
    work, campaign = case.record, case.campaign
    body = f"{Role.BODY.value}:{work.body}"
    seats = {row.id: seat_holder(work, row.id, campaign) for row in approvals(campaign)}
    last = last_act(case.history)
    named: dict[Who, tuple[str, ...]] = {
        Who.UNIT: (f"{Role.UNIT.value}:{work.unit}",),
        Who.APPRAISER: (body,),
        Who.SEAT: (seats[case.seat],) if case.seat in seats else (),
        Who.DECIDER: (last.holder,) if last else (),
        Who.REVIEWER: (body, *seats.values()),
        Who.OFFICE: (Role.OFFICE.value,),
    }
    return named.get(who, ())


def owns(person: Person, work: Work) -> bool:
    """Whether the person is in charge of the work."""
    return work.facts is not None and _named_in(person.name, work.facts.in_charge)


def shows(holders: frozenset[str], work: Work, campaign: Campaign) -> bool:
    """Whether the submitted work exists for these reviewers.

    An appraiser sees what the own body has, a seat what was appraised.
    """
    if f"{Role.BODY.value}:{work.body}" in holders:
        return True
    seats = {seat_holder(work, seat.id, campaign) for seat in approvals(campaign)}
    return work.opinion is not None and bool(holders & seats)


def _named_in(name: str, in_charge: str) -> bool:
    """Whether the full name stands at the start of "name and position"."""
    wanted, found = same_title(name), same_title(in_charge)
    return bool(wanted) and found.startswith(wanted) and not found[len(wanted) :][:1].isalnum()
