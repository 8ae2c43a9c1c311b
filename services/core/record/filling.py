"""Filling in a record of any track: its fields, facts from what was typed, facts as text and as shown."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.form import Choice, Field, Kind, Problem, read
from services.core.language import formats
from services.core.language.message import Value, measured, message
from services.core.record.history import Entry
from services.core.record.people import Entered, Named, named_in, of_facts, read_people, started
from services.core.record.record import RecordFacts
from services.core.record.tracks import words
from services.core.subjects.subject import place_of


def area_field(campaign: Campaign) -> Field:
    """In every track: which of the campaign's areas the record is of."""
    return Field(
        name="area",
        kind=Kind.CHOICE,
        label=message("Area of emulation"),
        choices=tuple(Choice(area.id, area.name) for area in campaign.areas),
    )


def fields(track: Track, campaign: Campaign) -> tuple[Field, ...]:
    """Every field of the track's form, in order."""
    return tuple(field for section in words(track).sections(campaign) for field in section.fields)


def field_named(track: Track, campaign: Campaign, name: str) -> Field:
    """The field of that name. Raises: KeyError."""
    for field in fields(track, campaign):
        if field.name == name:
            return field
    raise KeyError(name)


def read_facts(
    track: Track, typed: Mapping[str, str], campaign: Campaign, people: Sequence[Entered] = ()
) -> tuple[RecordFacts | None, tuple[Problem, ...]]:
    """The facts in what was typed, or every problem that stands in the way, in the order of the form.

    `people` are those of whom the record speaks; what is wrong with them comes last.
    """
    own = words(track)
    asked = fields(track, campaign)
    values, problems = read(asked, typed)
    found = [*problems, *own.across(values, campaign)]
    groups = own.people(typed)
    named, about_people = read_people(groups, typed, people)
    last = [*about_people, *own.among(named, values)]
    if found or last:
        order = [field.name for field in asked]
        found.sort(key=lambda problem: order.index(problem.field))
        return None, (*found, *last)
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    if groups:
        given["people"] = named_in(named)
    return msgspec.convert(given, type=own.facts), ()


def typed_from(track: Track, facts: RecordFacts, campaign: Campaign) -> dict[str, str]:
    """The text that, when read, gives `facts` again: a form to start an edit from."""
    return {field.name: _typed(getattr(facts, field.name)) for field in fields(track, campaign)}


def people_from(facts: RecordFacts, history: Sequence[Entry]) -> dict[str, str]:
    """The part of a draft about people that, when read, gives those of `facts` again."""
    named = of_facts(facts)
    extras = {
        f"{place_of(one.subject)}-{name}": _typed(getattr(one, name))
        for one in named
        for name in one.__struct_fields__
        if name not in Named.__struct_fields__
    }
    spoken_of = (
        person["subject"]
        for entry in history
        for person in (entry.changes.get("facts") or {}).get("people", ())
    )
    return started(named, spoken_of, extras)


def _typed(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            raise TypeError("no field is read as a boolean")
        case int():
            return f"{value:,}".replace(",", ".")
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
        case date():
            return formats.typed_day(value)
        case _:
            return str(value)


def value_of(field: Field, facts: RecordFacts) -> Value | None:
    """One fact as it is shown: choices by their names, amounts with their measure; `None` where not given."""
    value: Value | None = getattr(facts, field.name)
    if value is None or value == "":
        return None
    if field.kind in (Kind.CHOICE, Kind.PICK):
        named = {choice.value: choice.label for choice in field.choices}
        return named.get(str(value), str(value))
    if field.kind is Kind.MONEY:
        return message("{amount} đồng", amount=value)
    if isinstance(value, Decimal):
        value = value.normalize()
    if field.kind is Kind.NUMBER and field.measure is not None:
        return measured(value, field.measure)
    return value
