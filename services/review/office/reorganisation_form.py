"""What the pages of a reorganisation ask, and how the answers become one. Nothing here knows HTTP."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from services.core.campaign.model import Campaign, Unit
from services.core.campaign.unit import UnitKind, is_code
from services.core.form import Choice, Field, FieldValue, Problem, read
from services.core.form import Kind as Typed
from services.core.language import formats
from services.core.language.catalogue import say
from services.core.language.folding import alphabetical
from services.core.language.message import Language, Message, Text, message
from services.core.reorganising.reorganisation import MOST_SUCCESSORS, Kind, Reorganisation, id_from

#: The answer that a successor comes to be by the reorganisation.
NEW = "new"

KIND_NAMES: Mapping[Kind, Message] = {
    Kind.MERGE: message("Units merge into one"),
    Kind.SPLIT: message("A unit is split among several"),
    Kind.RENAME: message("A unit gets another name"),
}

#: What units of one kind are called together.
GROUP_NAMES: Mapping[UnitKind, Message] = {
    UnitKind.COMMUNE: message("Communes"),
    UnitKind.TOWN: message("Towns"),
    UnitKind.AGENCY: message("Agencies"),
    UnitKind.PARTY: message("Party bodies"),
    UnitKind.MASS: message("Mass organisations"),
    UnitKind.ARMED: message("Armed forces"),
    UnitKind.QUARTER: message("Residential quarters"),
    UnitKind.ENTERPRISE: message("Enterprises"),
    UnitKind.COOPERATIVE: message("Cooperatives"),
}

BASIS = (
    Field(
        name="kind",
        kind=Typed.CHOICE,
        label=message("What happens"),
        choices=tuple(Choice(kind.value, name) for kind, name in KIND_NAMES.items()),
    ),
    Field(
        name="day",
        kind=Typed.DAY,
        label=message("In force from"),
        hint=message("The first day on which the units stand in their new form"),
        longest=12,
    ),
    Field(
        name="document",
        kind=Typed.LINE,
        label=message("What it rests on"),
        hint=message("Number and day of the resolution or decision; it stands in the history of each record"),
    ),
)

_VI = message("Name in Vietnamese")
_EN = message("Name in English")


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """The questions about one successor; `place` counts from 1."""

    place: int
    fields: tuple[Field, ...]


def basis_text(one: Reorganisation) -> dict[str, str]:
    """The basis as it would be typed."""
    return {"kind": one.kind.value, "day": formats.typed_day(one.day), "document": one.document}


def choosable(campaign: Campaign, day: date) -> tuple[Unit, ...]:
    """The units that exist until then and have not ended."""
    return tuple(unit for unit in campaign.units if unit.until is None and unit.exists_on(day))


def groups(campaign: Campaign, day: date, language: Language) -> tuple[tuple[Message, tuple[Unit, ...]], ...]:
    """The units that may end, by kind, each kind in the order of the alphabet."""
    units = sorted(choosable(campaign, day), key=lambda unit: alphabetical(say(unit.name, language)))
    found = ((name, tuple(one for one in units if one.kind is kind)) for kind, name in GROUP_NAMES.items())
    return tuple((name, those) for name, those in found if those)


def one_unit(campaign: Campaign, day: date) -> Field:
    """Which unit is split or renamed."""
    choices = tuple(Choice(unit.id, unit.name) for unit in choosable(campaign, day))
    return Field(name="units", kind=Typed.PICK, label=message("Which unit"), choices=choices)


def units_typed(kind: Kind, typed: Mapping[str, str], campaign: Campaign) -> tuple[str, ...]:
    """The units that were chosen, in the order of the campaign."""
    if kind is not Kind.MERGE:
        return (typed["units"],) if typed.get("units") else ()
    return tuple(unit.id for unit in campaign.units if f"unit-{unit.id}" in typed)


def units_text(one: Reorganisation) -> dict[str, str]:
    """The units as they would be chosen."""
    if one.kind is not Kind.MERGE:
        return {"units": "".join(one.units[:1])}
    return {f"unit-{unit}": "1" for unit in one.units}


def slots(one: Reorganisation, campaign: Campaign) -> tuple[Slot, ...]:
    """The questions about the successors; a renaming asks for the name alone."""
    if one.kind is Kind.RENAME:
        return (Slot(place=1, fields=_named(1, required=True)),)
    others = (unit for unit in choosable(campaign, one.day) if unit.id not in one.units)
    choices = (
        Choice(NEW, message("A new unit, named below")),
        *(Choice(unit.id, unit.name) for unit in others),
    )
    places = range(1, (1 if one.kind is Kind.MERGE else MOST_SUCCESSORS) + 1)
    return tuple(Slot(place=place, fields=_successor(one.kind, place, choices)) for place in places)


def _successor(kind: Kind, place: int, choices: tuple[Choice, ...]) -> tuple[Field, ...]:
    label = message("Into which unit") if kind is Kind.MERGE else message("Unit {place}", place=place)
    into = Field(
        name=f"into-{place}", kind=Typed.PICK, label=label, choices=choices, required=place <= _needed(kind)
    )
    code = Field(
        name=f"code-{place}",
        kind=Typed.LINE,
        label=message("Code"),
        hint=message("2 to 6 capital letters without marks or digits: new records are numbered with it"),
        required=False,
        longest=6,
    )
    return (into, *_named(place, required=False), code)


def _needed(kind: Kind) -> int:
    return 1 if kind is Kind.MERGE else 2


def _named(place: int, *, required: bool) -> tuple[Field, ...]:
    return (
        Field(name=f"vi-{place}", kind=Typed.LINE, label=_VI, required=required),
        Field(
            name=f"en-{place}",
            kind=Typed.LINE,
            label=_EN,
            hint=message("Left empty, the Vietnamese name stands in English, too"),
            required=False,
        ),
    )


def with_successors(
    one: Reorganisation, typed: Mapping[str, str], campaign: Campaign
) -> tuple[Reorganisation, tuple[Problem, ...]]:
    """The reorganisation with the successors, or the new name, that were typed; and what has to be mended."""
    asked = slots(one, campaign)
    values, problems = read((field for slot in asked for field in slot.fields), typed)
    if one.kind is Kind.RENAME:
        return msgspec.structs.replace(one, name=_text(values, 1)), problems
    successors: list[str] = []
    new: list[Unit] = []
    for place in (slot.place for slot in asked if values[f"into-{slot.place}"]):
        if values[f"into-{place}"] != NEW:
            successors.append(str(values[f"into-{place}"]))
            continue
        lacking = _lacking(values, place)
        problems = (*problems, *lacking)
        if not lacking:
            unit = _made(one, values, place, campaign, [each.id for each in new])
            new.append(unit)
            successors.append(unit.id)
    kept = set(successors)
    return msgspec.structs.replace(
        one,
        successors=tuple(successors),
        new=tuple(new),
        # Who was assigned to a successor that is none any more is assigned anew.
        records={record: unit for record, unit in one.records.items() if unit in kept},
        members={person: unit for person, unit in one.members.items() if unit in kept},
    ), problems


def _lacking(values: Mapping[str, FieldValue], place: int) -> tuple[Problem, ...]:
    """A unit that is new needs a name and a code."""
    found = []
    if not values[f"vi-{place}"]:
        found.append(Problem(f"vi-{place}", message("A new unit needs a name")))
    if not is_code(str(values[f"code-{place}"] or "")):
        mend = message("A code has 2 to 6 capital letters without marks or digits, such as “VLAM”.")
        found.append(Problem(f"code-{place}", mend))
    return tuple(found)


def _text(values: Mapping[str, FieldValue], place: int) -> Text | None:
    vi = values[f"vi-{place}"]
    return Text(vi=str(vi), en=str(values[f"en-{place}"] or vi)) if vi else None


def _made(
    one: Reorganisation,
    values: Mapping[str, FieldValue],
    place: int,
    campaign: Campaign,
    beside: Iterable[str],
) -> Unit:
    """The unit that comes to be: of the kind, and below the unit, of the first that ends.

    It keeps its identifier while the form is filled in again and again.
    """
    first = campaign.unit(one.units[0])
    vi = str(values[f"vi-{place}"])
    name = Text(vi=vi, en=str(values[f"en-{place}"] or vi))
    taken = (*(unit.id for unit in campaign.units), *beside)
    return Unit(
        id=id_from(vi, taken),
        code=str(values[f"code-{place}"]),
        name=name,
        kind=first.kind,
        parent=first.parent,
        registers=any(campaign.unit(unit).registers for unit in one.units),
        since=one.day,
    )


def successors_text(one: Reorganisation) -> dict[str, str]:
    """The successors as they would be typed."""
    if one.kind is Kind.RENAME:
        return {"vi-1": one.name.vi, "en-1": one.name.en} if one.name else {}
    new = {unit.id: unit for unit in one.new}
    typed: dict[str, str] = {}
    for place, each in enumerate(one.successors, 1):
        typed[f"into-{place}"] = NEW if each in new else each
        if each in new:
            unit = new[each]
            typed |= {f"vi-{place}": unit.name.vi, f"en-{place}": unit.name.en, f"code-{place}": unit.code}
    return typed
