"""Who may act on an initiative, and for which reviewers it exists."""

from services.core.campaign.model import Campaign
from services.core.initiative.initiative import Initiative
from services.core.initiative.standing import acting
from services.core.people.person import OF_A_COUNCIL, Person, Role
from services.core.record.case import Case
from services.core.record.history import last_act
from services.core.record.people import of_facts
from services.core.record.transitions import Who


def entitled(who: Who, case: Case[Initiative]) -> tuple[str, ...]:
    """The holders of whom any one may act as `who` on the case's initiative."""
    record, last = case.record, last_act(case.history)
    named: dict[Who, tuple[str, ...]] = {
        Who.UNIT: (f"{Role.UNIT.value}:{record.unit}",),
        Who.COUNCIL: (acting(record),),
        Who.DECIDER: (last.holder,) if last else (),
        Who.REVIEWER: tuple(_members(record)),
        Who.OFFICE: (Role.OFFICE.value,),
    }
    return named.get(who, ())


def owns(person: Person, record: Initiative) -> bool:
    """Whether the person is one of the authors."""
    return any(person.id in author.accounts for author in of_facts(record.facts))


def shows(holders: frozenset[str], record: Initiative, _: Campaign) -> bool:
    """Whether it exists for these reviewers: the members of its council, once the unit confirmed it."""
    return record.confirmed and any(holder in holders for holder in _members(record))


def _members(record: Initiative) -> list[str]:
    return [f"{role.value}:{record.council}" for role in OF_A_COUNCIL]
