"""What roles are called on the desk, and the sentences in which it tells what was done with whom."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

import msgspec

from services.core.campaign.model import Campaign
from services.core.form import Choice
from services.core.language.message import Message, Text, message
from services.core.people.person import Role
from services.core.record.wording import holder_name, unit_name
from services.core.trail.deed import Change, Deed, What

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

_DEEDS: Final[Mapping[What, Message]] = {
    What.INVITED: message("{by} let this person in"),
    What.GIVEN: message("{by} gave a role"),
    What.ENDED: message("{by} ended a role"),
    What.HANDED_OVER: message("{by} handed roles over to {other}"),
    What.TOOK_OVER: message("{by} handed the roles of {other} over to this person"),
    What.CORRECTED: message("{by} corrected what is held"),
    What.REMINDED: message("{by} had the invitation sent once more"),
    What.SIGNED_OUT: message("{by} closed every session"),
    What.LEFT_ADDRESS: message("{by} gave the address to {other}, who has the mailbox now"),
    What.ADDED: message("{by} added the unit"),
}

#: What the fields of a person or a unit are called.
LABELS: Final[Mapping[str, Message]] = {
    "name": message("Name"),
    "name_en": message("Name in English"),
    "email": message("E-mail address"),
    "home": message("Unit that they belong to"),
    "kind": message("Kind of unit"),
    "parent": message("Belongs to"),
    "head": message("Head"),
    "phone": message("Telephone"),
    "address": message("Address"),
    "registers": message("Is asked to register"),
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A deed in words: the sentence, and what it was about."""

    sentence: Message
    details: tuple[Message | Text, ...]
    at: datetime


def role_name(holder: str, campaign: Campaign) -> Message:
    """A role in words, by its holder: `seat:ubnd` approves for the People's Committee."""
    kind = holder.partition(":")[0]
    return Message(_ROLES[kind].sentence, {"who": holder_name(holder, campaign)})


def posts(campaign: Campaign, today: date) -> tuple[Choice, ...]:
    """Every role that the campaign has to give today, by holder."""
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


def told(deed: Deed, campaign: Campaign) -> Told:
    """A deed in words."""
    sentence = _DEEDS[deed.what].sentence
    who = {"by": deed.by_name, "other": deed.other_name}
    return Told(
        sentence=Message(sentence, {name: text for name, text in who.items() if f"{{{name}}}" in sentence}),
        details=(
            *(role_name(holder, campaign) for holder in deed.holders),
            *(_changed(change, campaign) for change in deed.changes),
        ),
        at=deed.at,
    )


def _changed(change: Change, campaign: Campaign) -> Message:
    def shown(text: str) -> Message | Text | str:
        if not text:
            return message("not given")
        return unit_name(text, campaign) if change.field in ("home", "parent") else text

    label = LABELS[change.field]
    return message(
        "{label}: {before} → {after}", label=label, before=shown(change.before), after=shown(change.after)
    )
