"""What is asked about a unit, by the form on the desk and by the workbook, and what the answers mean."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import msgspec

from services.core.campaign.unit import Unit, UnitKind
from services.core.form import Choice, Field, FieldValue, Kind, Problem
from services.core.language.message import Text, message
from services.core.telephone import MEND, is_telephone, numbers
from services.core.units.wording import KIND_NAMES

Values: TypeAlias = Mapping[str, FieldValue]

CODE: Final = Field(
    name="code",
    kind=Kind.LINE,
    label=message("Code"),
    hint=message(
        "Two to six letters or digits, such as VL. The numbers of its records begin with it, for ever."
    ),
    longest=6,
)
_CODE = re.compile(r"[A-Z0-9]{2,6}")


def fields(parents: Iterable[Choice]) -> tuple[Field, ...]:
    """What is corrected of a unit, in the order of `rules.texts`."""
    return (
        Field(name="name", kind=Kind.LINE, label=message("Name of the unit")),
        Field(name="name_en", kind=Kind.LINE, label=message("Name in English"), required=False),
        Field(
            name="kind",
            kind=Kind.PICK,
            label=message("Kind of unit"),
            choices=tuple(Choice(kind.value, name) for kind, name in KIND_NAMES.items()),
        ),
        Field(
            name="parent",
            kind=Kind.PICK,
            label=message("Belongs to"),
            required=False,
            choices=tuple(parents),
        ),
        Field(name="head", kind=Kind.LINE, label=message("Head"), required=False, longest=100),
        Field(name="phone", kind=Kind.LINE, label=message("Telephone"), required=False, longest=40),
        Field(name="address", kind=Kind.LINE, label=message("Address"), required=False),
        Field(
            name="registers",
            kind=Kind.CHOICE,
            label=message("Is asked to register"),
            choices=(
                Choice("yes", message("Yes, works are expected of it")),
                Choice("no", message("No, it stands here as a parent or somebody's home")),
            ),
        ),
    )


def code_of(values: Values) -> str:
    """The code as it is kept: in capitals."""
    return str(values.get("code") or "").upper()


def check_code(values: Values) -> tuple[Problem, ...]:
    """What is wrong with a code that was given."""
    if not values.get("code") or _CODE.fullmatch(code_of(values)):
        return ()
    return (Problem("code", message("A code has two to six letters or digits, without accents or blanks")),)


def check_telephone(values: Values) -> tuple[Problem, ...]:
    """What is wrong with a telephone number that was given, or with one of several."""
    phone = str(values.get("phone") or "")
    if not phone or all(is_telephone(number) for number in numbers(phone)):
        return ()
    return (Problem("phone", MEND),)


def said(unit: Unit, values: Values) -> Unit:
    """The unit as the answers describe it; without an English name it has the same in both languages."""
    name = str(values["name"])
    return msgspec.structs.replace(
        unit,
        name=Text(vi=name, en=str(values["name_en"] or name)),
        kind=UnitKind(str(values["kind"])),
        parent=str(values["parent"]) if values["parent"] else None,
        head=str(values["head"] or ""),
        phone=str(values["phone"] or ""),
        address=str(values["address"] or ""),
        registers=values["registers"] == "yes",
    )
