"""The sentences in which the desk tells what was done with a person or a unit."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

import msgspec

from services.core.campaign.model import Campaign
from services.core.language.message import Message, Text, message
from services.core.people.roll.posts import role_name
from services.core.record.showing.wording import unit_name
from services.core.trail.deed import Change, Deed, What

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


def units_sought(campaign: Campaign, today: date) -> tuple[tuple[str, Message | Text], ...]:
    """The units whose records can be looked for: those that stand today, then those that ended, marked so."""
    ended = [(unit, unit.until) for unit in campaign.units if unit.until is not None and unit.until <= today]
    return (
        *((unit.id, unit.name) for unit in campaign.units if unit.exists_on(today)),
        *((unit.id, message("{unit} (until {day})", unit=unit.name, day=day)) for unit, day in ended),
    )


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A deed in words: the sentence, and what it was about."""

    sentence: Message
    details: tuple[Message | Text, ...]
    at: datetime


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
