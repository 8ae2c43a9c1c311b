"""Every role that a campaign has to give, and what each is called. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from services.core.campaign.model import Campaign
from services.core.form import Choice
from services.core.language.message import Message, message
from services.core.people.person import Role
from services.core.record.showing.wording import holder_name

#: Roles by their value, in the order in which they are offered.
_ROLES: Final[Mapping[str, Message]] = {
    "office": message("Office: {who}"),
    "leader": message("Leadership"),
    "seat": message("Approves for {who}"),
    "body": message("Appraises for {who}"),
    "chair": message("Chair of {who}"),
    "vice_chair": message("Vice-chair of {who}"),
    "secretary": message("Secretary of {who}"),
    "council": message("Member of {who}"),
    "unit": message("Member of {who}"),
}


def role_name(holder: str, campaign: Campaign) -> Message:
    """A role in words, by its holder: `seat:ubnd` approves for the People's Committee."""
    sentence = _ROLES[holder.partition(":")[0]].sentence
    return Message(sentence, {"who": holder_name(holder, campaign)} if "{who}" in sentence else {})


def posts(campaign: Campaign, today: date) -> tuple[Choice, ...]:
    """Every role that there is to give today, by holder."""
    return tuple(Choice(holder, role_name(holder, campaign)) for holder in _posts(campaign, today))


def units(campaign: Campaign, today: date) -> tuple[Choice, ...]:
    """The units that exist today."""
    return tuple(Choice(unit.id, unit.name) for unit in campaign.units if unit.exists_on(today))


def _posts(campaign: Campaign, today: date) -> Iterator[str]:
    known = {role.value for role in Role}
    rows: Mapping[str, Iterable[str]] = {
        "seat": [seat.id for seat in campaign.seats if seat.until is None or seat.until > today],
        "body": [body.id for body in campaign.bodies if body.until is None or body.until > today],
        "unit": [choice.value for choice in units(campaign, today)],
        "office": [""],
        "leader": [""],
    }
    for kind in (kind for kind in _ROLES if kind in known):
        for of in rows.get(kind, [council.id for council in campaign.councils]):
            yield f"{kind}:{of}" if of else kind
