"""What a locality fills in about a contribution, and the checks that one field alone cannot make."""

from collections.abc import Mapping
from typing import Any

from services.core.campaign.model import Campaign
from services.core.citizen.citizen import Facts
from services.core.form import Field, Kind, Needed, Problem, Section
from services.core.language.message import Value, message
from services.core.record import filling

_ONE = Needed(
    when=message("at least one of these four"),
    missing=message("Write at least one contribution: labour, money, land or a solution"),
)

#: What was contributed, each kind in its own measure; any may be missing, but not all of them.
CONTRIBUTIONS: tuple[Field, ...] = (
    Field(
        name="labour",
        kind=Kind.NUMBER,
        label=message("Labour"),
        hint=message("Leave empty what was not contributed"),
        measure=message("days of work"),
        required=False,
        needed=_ONE,
        longest=24,
    ),
    Field(
        name="money",
        kind=Kind.MONEY,
        label=message("Money"),
        hint=message("Whole đồng, for example 1.200.000; of things given, their value"),
        measure=message("đồng"),
        required=False,
        needed=_ONE,
        longest=30,
    ),
    Field(
        name="land",
        kind=Kind.NUMBER,
        label=message("Land"),
        measure=message("m²"),
        required=False,
        needed=_ONE,
        longest=24,
    ),
    Field(
        name="solution",
        kind=Kind.TEXT,
        label=message("A solution, or a good way of doing things"),
        hint=message("What it is, and what it brought"),
        required=False,
        needed=_ONE,
        longest=2000,
    ),
)


def _what(campaign: Campaign) -> Section:
    return Section(
        name="what",
        title=message("What was contributed"),
        fields=(
            Field(
                name="title",
                kind=Kind.LINE,
                tall=True,
                label=message("What was contributed, in one line"),
                hint=message(
                    "Without the person's name, for example: Hiến 200 m² đất mở rộng đường thôn. "
                    "Lists and e-mails show this line to everybody who works with the record."
                ),
                longest=250,
            ),
            filling.area_field(campaign),
            Field(
                name="description",
                kind=Kind.TEXT,
                label=message("Achievement"),
                hint=message("What was done, how, and why it sets an example; without names"),
                longest=4000,
            ),
        ),
    )


def _where() -> Section:
    return Section(
        name="where",
        title=message("When, where and for whom"),
        fields=(
            Field(
                name="start",
                kind=Kind.DAY,
                label=message("First day"),
                hint=message("Of a whole year, its first day"),
                longest=12,
            ),
            Field(
                name="end",
                kind=Kind.DAY,
                label=message("Last day"),
                hint=message("Leave empty while it goes on"),
                required=False,
                longest=12,
            ),
            Field(name="place", kind=Kind.LINE, label=message("Place"), longest=250),
            Field(name="beneficiaries", kind=Kind.LINE, label=message("Beneficiaries"), longest=500),
            Field(
                name="evidence",
                kind=Kind.TEXT,
                label=message("What shows it"),
                hint=message("For example: minutes of the village meeting, a list of gifts, pictures"),
                longest=2000,
            ),
        ),
    )


def sections(campaign: Campaign) -> tuple[Section, ...]:
    """The form, in the order in which it is asked."""
    contributions = Section(name="contributions", title=message("Contributions"), fields=CONTRIBUTIONS)
    return (_what(campaign), contributions, _where())


def across(values: Mapping[str, Any], _: Campaign) -> list[Problem]:
    """Problems that show only when two answers stand beside each other."""
    problems = [
        Problem(name, message("Leave it empty where nothing was contributed"))
        for name in (field.name for field in CONTRIBUTIONS)
        if values[name] == 0
    ]
    if not any(values[field.name] is not None for field in CONTRIBUTIONS):
        problems.append(Problem("labour", _ONE.missing))
    start, end = values["start"], values["end"]
    if start and end and end < start:
        problems.append(Problem("end", message("It ends before it begins ({start})", start=start)))
    return problems


def value_of(field: Field, facts: Facts, _: Campaign) -> Value | None:
    """One fact as it is shown."""
    return filling.value_of(field, facts)
