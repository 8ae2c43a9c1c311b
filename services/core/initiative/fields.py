"""What the authors fill in about an initiative, and what is said early about its term."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.core.campaign.model import Campaign
from services.core.form import Choice, Field, Kind, Problem, Section, UnreadableError, clean, read_day
from services.core.initiative.filing import last_day, late
from services.core.initiative.initiative import Facts, Funding
from services.core.language.message import Message, Value, message
from services.core.record import filling


def _what(campaign: Campaign) -> Section:
    return Section(
        name="what",
        title=message("The initiative"),
        fields=(
            Field(
                name="title",
                kind=Kind.LINE,
                tall=True,
                label=message("Title"),
                hint=message("What it does better and where; without the authors' names"),
                longest=250,
            ),
            filling.area_field(campaign),
            Field(
                name="novelty",
                kind=Kind.TEXT,
                label=message("What is new"),
                hint=message("How it was done before, and what is done otherwise now"),
                longest=4000,
            ),
        ),
    )


def _applied() -> Section:
    return Section(
        name="applied",
        title=message("First use"),
        fields=(
            Field(
                name="first_applied",
                kind=Kind.DAY,
                label=message("First applied on"),
                hint=message("It is filed within the term of law that begins on this day"),
                longest=12,
            ),
            Field(name="place", kind=Kind.LINE, label=message("Where it is applied"), longest=250),
        ),
    )


def _benefit() -> Section:
    return Section(
        name="benefit",
        title=message("What it brings"),
        fields=(
            Field(
                name="benefit",
                kind=Kind.TEXT,
                label=message("Benefit"),
                hint=message("What it saves or improves, and what shows that"),
                longest=4000,
            ),
            Field(
                name="gain",
                kind=Kind.MONEY,
                label=message("Gain in money, a year"),
                hint=message(
                    "Whole đồng, for example 1.200.000; leave empty where it cannot be said in money"
                ),
                measure=message("đồng"),
                required=False,
                longest=30,
            ),
            Field(
                name="reach",
                kind=Kind.TEXT,
                label=message("Where else it can serve"),
                longest=2000,
            ),
            Field(
                name="funding",
                kind=Kind.CHOICE,
                label=message("Did the State fund it?"),
                hint=message("Money, technical means or working time set aside for it"),
                choices=(
                    Choice(Funding.STATE.value, message("Yes")),
                    Choice(Funding.OTHER.value, message("No")),
                ),
            ),
        ),
    )


def sections(campaign: Campaign) -> tuple[Section, ...]:
    """The form, in the order in which it is asked."""
    return (_what(campaign), _applied(), _benefit())


def across(_values: Mapping[str, Any], _campaign: Campaign) -> list[Problem]:
    """No two of these answers contradict each other."""
    return []


def value_of(field: Field, facts: Facts, _: Campaign) -> Value | None:
    """One fact as it is shown."""
    return filling.value_of(field, facts)


def warnings(typed: Mapping[str, str], campaign: Campaign, today: date) -> tuple[Message, ...]:
    """Until when it has to be filed, as soon as the first day of use is typed."""
    try:
        first = read_day(clean(typed.get("first_applied", "")))
    except UnreadableError:
        return ()
    last = last_day(first, campaign, today)
    if last is None or first > today:
        return ()
    if today > last:
        return (late(first, last),)
    return (message("First applied on {day}: it has to be filed by {last}.", day=first, last=last),)
