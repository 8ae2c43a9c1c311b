"""Who may act on a citizen's record, and for which reviewers it exists."""

from services.core.campaign.model import Campaign
from services.core.citizen.citizen import Citizen
from services.core.citizen.standing import deciding
from services.core.people.person import OF_A_COUNCIL, Person, Role
from services.core.record.case import Case
from services.core.record.history import last_act
from services.core.record.people import of_facts
from services.core.record.transitions import Who


def entitled(who: Who, case: Case[Citizen]) -> tuple[str, ...]:
    """The holders of whom any one may act as `who` on the case's record."""
    record = case.record
    last = last_act(case.history)
    named: dict[Who, tuple[str, ...]] = {
        Who.UNIT: (f"{Role.UNIT.value}:{record.unit}",),
        Who.COUNCIL: (deciding(record),),
        Who.DECIDER: (last.holder,) if last else (),
        Who.REVIEWER: tuple(f"{role.value}:{record.council}" for role in (Role.CHAIR, Role.VICE_CHAIR)),
        Who.OFFICE: (Role.OFFICE.value,),
    }
    return named.get(who, ())


def owns(person: Person, record: Citizen) -> bool:
    """Whether it may be the person, or the guardian: whose account it may be was noted with the facts."""
    return any(person.id in named.accounts for named in of_facts(record.facts))


def shows(holders: frozenset[str], record: Citizen, _: Campaign) -> bool:
    """Whether the submitted record exists for these reviewers: the members of its council."""
    return any(f"{role.value}:{record.council}" in holders for role in OF_A_COUNCIL)
