"""What may be said of a unit. Pure."""

import hashlib

import msgspec

from services.core.campaign.model import Campaign
from services.core.campaign.unit import Unit
from services.core.form import Problem
from services.core.language.message import Message, message

#: What the office corrects of a unit. Its id and code stand in numbers of records, its end comes by a
#: reorganisation.
CORRECTED = ("name", "kind", "parent", "head", "phone", "address", "registers")


class NotAllowedError(Exception):
    """The rules do not allow it; `problem` names the field to mend."""

    def __init__(self, reason: Message, field: str) -> None:
        super().__init__(reason.sentence)
        self.problem = Problem(field, reason)


def texts(unit: Unit) -> dict[str, str]:
    """What is corrected of a unit, as texts, by field of its form."""
    return {
        "name": unit.name.vi,
        "name_en": unit.name.en,
        "kind": unit.kind.value,
        "parent": unit.parent or "",
        "head": unit.head,
        "phone": unit.phone,
        "address": unit.address,
        "registers": "yes" if unit.registers else "no",
    }


def mark(unit: Unit) -> str:
    """A short mark of what is corrected of a unit, by which a form knows again what it was made of."""
    return hashlib.sha256(msgspec.json.encode(texts(unit))).hexdigest()[:16]


def merged(known: Unit, given: Unit) -> Unit:
    """`known` with everything that the office corrects as `given` says it."""
    return msgspec.structs.replace(known, **{field: getattr(given, field) for field in CORRECTED})


def check(unit: Unit, campaign: Campaign) -> None:
    """Whether a unit, new or corrected, fits among the others.

    Raises:
        NotAllowedError: its code is another's, or it would belong to itself.
    """
    if any(other.code == unit.code for other in campaign.units if other.id != unit.id):
        raise NotAllowedError(message("Another unit has the code {code}: choose one", code=unit.code), "code")
    parents = {other.id: other.parent for other in campaign.units} | {unit.id: unit.parent}
    above, met = unit.parent, {unit.id}
    while above is not None and above not in met:
        met.add(above)
        above = parents.get(above)
    if above is not None:
        raise NotAllowedError(message("A unit does not belong to itself or to one of its own."), "parent")


def below(unit_id: str, campaign: Campaign) -> frozenset[str]:
    """The ids of the units that belong to a unit, at any depth; a ring is walked once."""
    found: set[str] = set()
    waiting = {unit_id}
    while waiting:
        waiting = {unit.id for unit in campaign.units if unit.parent in waiting} - found
        found |= waiting
    return frozenset(found)


def id_of(code: str) -> str:
    """The id of a unit that the office adds; so that two of one code are the same item."""
    return code.lower()
