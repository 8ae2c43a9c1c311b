"""What a unit fills in to register a work, and the checks that one field alone cannot make."""

from collections.abc import Mapping
from typing import Any

from services.core.campaign.model import Campaign, Target
from services.core.form import Choice, Field, Kind, Needed, Problem, Section
from services.core.language.message import Value, measured, message
from services.core.record import filling
from services.core.work.wording import KIND_NAMES
from services.core.work.work import Facts


def _what(campaign: Campaign) -> Section:
    return Section(
        name="what",
        title=message("What you register"),
        fields=(
            Field(
                name="title",
                kind=Kind.LINE,
                tall=True,
                label=message("Title"),
                hint=message("What it is and where, as it should stand in the reports"),
                longest=250,
            ),
            Field(
                name="kind",
                kind=Kind.CHOICE,
                label=message("Kind"),
                choices=tuple(Choice(kind.value, name) for kind, name in KIND_NAMES.items()),
            ),
            filling.area_field(campaign),
            Field(
                name="description",
                kind=Kind.TEXT,
                label=message("Description"),
                hint=message("Scope and quantities: how long, how many, for whom"),
                longest=4000,
            ),
            Field(
                name="meaning",
                kind=Kind.TEXT,
                label=message("Meaning"),
                hint=message("Why it matters to the unit, the locality and the people"),
                longest=2000,
            ),
        ),
    )


def _where() -> Section:
    return Section(
        name="where",
        title=message("Where and for whom"),
        fields=(
            Field(name="place", kind=Kind.LINE, label=message("Place"), longest=250),
            Field(name="beneficiaries", kind=Kind.LINE, label=message("Beneficiaries"), longest=500),
        ),
    )


def _means(campaign: Campaign) -> Section:
    return Section(
        name="means",
        title=message("Budget and target"),
        fields=(
            Field(
                name="budget",
                kind=Kind.MONEY,
                label=message("Budget"),
                hint=message("Whole đồng, for example 1.200.000; write 0 when no money is needed"),
                measure=message("đồng"),
                longest=30,
            ),
            Field(
                name="sources",
                kind=Kind.TEXT,
                label=message("Sources of the budget"),
                required=False,
                longest=1000,
            ),
            Field(
                name="target",
                kind=Kind.PICK,
                label=message("Campaign target that it serves"),
                required=False,
                choices=tuple(Choice(target.id, target.name) for target in campaign.targets),
            ),
            Field(
                name="quantity",
                kind=Kind.NUMBER,
                label=message("Quantity towards that target"),
                hint=message("In the target's unit of measure, for example 12,5"),
                required=False,
                needed=Needed(
                    when=message("required once a target is chosen"),
                    missing=message("Say how much the work adds to the target you chose"),
                    by="target",
                ),
                longest=24,
            ),
        ),
    )


def _when() -> Section:
    return Section(
        name="when",
        title=message("Time and responsibility"),
        fields=(
            Field(name="start", kind=Kind.DAY, label=message("Start"), longest=12),
            Field(
                name="deadline",
                kind=Kind.DAY,
                label=message("Deadline"),
                hint=message("The completion is judged against this day: early, on time or late"),
                longest=12,
            ),
            Field(
                name="proof",
                kind=Kind.TEXT,
                label=message("What shows that it is done"),
                hint=message("For example: acceptance minutes, pictures, a list with signatures"),
                longest=1000,
            ),
            Field(
                name="in_charge",
                kind=Kind.LINE,
                label=message("Person in charge"),
                hint=message("Full name and position"),
                longest=120,
            ),
        ),
    )


def sections(campaign: Campaign) -> tuple[Section, ...]:
    """The form, in the order in which it is asked."""
    return (_what(campaign), _where(), _means(campaign), _when())


def across(values: Mapping[str, Any], _: Campaign) -> list[Problem]:
    """Problems that show only when two answers stand beside each other."""
    problems = []
    start, deadline = values["start"], values["deadline"]
    if start and deadline and deadline < start:
        problems.append(
            Problem("deadline", message("The deadline lies before the start ({start})", start=start))
        )
    if values["quantity"] is not None and not values["target"]:
        problems.append(Problem("target", message("Choose the target to which the quantity belongs")))
    return problems


def value_of(field: Field, facts: Facts, campaign: Campaign) -> Value | None:
    """One fact as it is shown; a quantity in the measure of the target that the work serves."""
    value = filling.value_of(field, facts)
    target = target_of(facts, campaign)
    if field.kind is Kind.NUMBER and value is not None and target is not None:
        return measured(value, target.measure)
    return value


def target_of(facts: Facts, campaign: Campaign) -> Target | None:
    """The target that the work serves, if the campaign still has it."""
    return next((target for target in campaign.targets if target.id == facts.target), None)
