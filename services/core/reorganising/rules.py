"""What is refused of a reorganisation, in words that say what to mend. Pure.

A `Problem` names the field of the form where the answer was given: `day`, `document`, `units`, or of the
first successor `into-1`, `vi-1`, `code-1`; a renaming asks for its name as `vi-1`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

import msgspec

from services.core.campaign.model import Campaign, Unit
from services.core.form import Problem
from services.core.language.message import message
from services.core.reorganising.reorganisation import OPEN, Kind, Reorganisation
from services.core.vietnam import vietnam_day

#: Units into which another is split, at least.
_TWO = 2


def problems(
    planned: Reorganisation, campaign: Campaign, others: Iterable[Reorganisation]
) -> tuple[Problem, ...]:
    """Everything that keeps `planned` from being decided on; `others` are the campaign's, itself or not."""
    found: list[Problem] = []
    for problem in chain(
        _day(planned, campaign),
        _document(planned),
        _units(planned, campaign),
        _successors(planned, campaign),
        _new(planned, campaign),
        _name(planned, campaign),
        _others(planned, campaign, others),
    ):
        # Of several units that merge each may say the same of the day.
        if problem not in found:
            found.append(problem)
    return tuple(found)


def day_problems(planned: Reorganisation, campaign: Campaign) -> tuple[Problem, ...]:
    """What is wrong with its day, for all that is known of it so far."""
    return tuple(problem for problem in problems(planned, campaign, ()) if problem.field == "day")


def unit_problems(planned: Reorganisation, campaign: Campaign) -> tuple[Problem, ...]:
    """What is wrong with the units alone, while their successors are not known yet."""
    return tuple(_units(planned, campaign))


def too_early(planned: Reorganisation, today: date) -> tuple[Problem, ...]:
    """What keeps it from being carried out today."""
    if planned.day <= today:
        return ()
    return (
        Problem("day", message("It takes effect on {day}: carry it out then, or later", day=planned.day)),
    )


def _day(planned: Reorganisation, campaign: Campaign) -> Iterator[Problem]:
    launch = vietnam_day(campaign.launch)
    if planned.day <= launch:
        yield Problem(
            "day", message("The day must lie after the launch of the movement, {launch}", launch=launch)
        )


def _document(planned: Reorganisation) -> Iterator[Problem]:
    """What cannot be undone rests on a decision that every record's history can name."""
    if not planned.document:
        yield Problem(
            "document", message("Say what it rests on: number and day of the resolution or decision")
        )


def _units(planned: Reorganisation, campaign: Campaign) -> Iterator[Problem]:
    known = {unit.id: unit for unit in campaign.units}
    if not planned.units:
        yield Problem("units", message("Choose at least one unit"))
    elif len(planned.units) > 1 and planned.kind is not Kind.MERGE:
        yield Problem("units", message("Choose one unit only"))
    for each in planned.units:
        yield from _stands("units", known.get(each), planned)


def _stands(field: str, unit: Unit | None, planned: Reorganisation) -> Iterator[Problem]:
    """The unit is there, and on that day nothing else has ended or begun it, or given it another name."""
    if unit is None:
        yield Problem(field, message("There is no such unit in this campaign"))
    elif unit.until is not None:
        yield Problem(field, message("{unit} has ended on {day}", unit=unit.name, day=unit.until))
    elif unit.since is not None and planned.day <= unit.since:
        yield Problem(
            "day", message("{unit} came to be on {day}: choose a later day", unit=unit.name, day=unit.since)
        )
    elif unit.earlier and planned.day <= unit.earlier[-1].until:
        yield Problem(
            "day",
            message(
                "{unit} has had its name since {day}: choose a later day",
                unit=unit.name,
                day=unit.earlier[-1].until,
            ),
        )


def _successors(planned: Reorganisation, campaign: Campaign) -> Iterator[Problem]:
    known = {unit.id: unit for unit in (*campaign.units, *planned.new)}
    if planned.kind is Kind.RENAME:
        return
    for place, each in enumerate(planned.successors, 1):
        field = f"into-{place}"
        if each in planned.units:
            yield Problem(field, message("A unit cannot go on in itself: it ends, or it does not"))
        elif each in planned.successors[: place - 1]:
            yield Problem(field, message("This unit is chosen twice"))
        elif each not in {unit.id for unit in planned.new}:
            yield from _stands(field, known.get(each), planned)
    if planned.kind is Kind.MERGE and len(planned.successors) != 1:
        yield Problem("into-1", message("Name the one unit into which they merge"))
    if planned.kind is Kind.SPLIT and len(planned.successors) < _TWO:
        yield Problem("into-2", message("Name at least two units into which it is split"))
    if planned.kind is Kind.MERGE and len(planned.units) == 1 and planned.new:
        yield Problem(
            "units", message("One unit that only gets another name is renamed: choose at least two")
        )


def _new(planned: Reorganisation, campaign: Campaign) -> Iterator[Problem]:
    """A unit that comes to be has a code and a name of its own: numbers and lists must tell it apart.

    A unit that stands there already is the one that a carrying out, broken off, has made.
    """
    taken = [unit for unit in campaign.units if unit not in planned.new]
    for place, each in enumerate(planned.successors, 1):
        unit = next((unit for unit in planned.new if unit.id == each), None)
        if unit is None:
            continue
        others = [other for other in (*taken, *planned.new) if other is not unit and other != unit]
        if any(other.code == unit.code for other in others):
            yield Problem(
                f"code-{place}", message("Another unit has the code {code}: choose one", code=unit.code)
            )
        if any(other.id == unit.id for other in taken):
            yield Problem(f"into-{place}", message("Another unit has the same identifier"))
        if any(_same_name(other, unit) for other in others if other.id not in planned.units):
            yield Problem(f"vi-{place}", message("Another unit has this name"))


def _same_name(one: Unit, other: Unit) -> bool:
    return one.until is None and one.name.vi.casefold() == other.name.vi.casefold()


def _name(planned: Reorganisation, campaign: Campaign) -> Iterator[Problem]:
    if planned.kind is not Kind.RENAME:
        return
    if planned.name is None:
        yield Problem("vi-1", message("Say what the unit is called from then on"))
        return
    for unit in campaign.units:
        if unit.id in planned.units and unit.name == planned.name:
            yield Problem("vi-1", message("This is the name that the unit has"))
        elif unit.id not in planned.units and _same_name(
            unit, msgspec.structs.replace(unit, name=planned.name)
        ):
            yield Problem("vi-1", message("Another unit has this name"))


def _others(
    planned: Reorganisation, campaign: Campaign, others: Iterable[Reorganisation]
) -> Iterator[Problem]:
    """No unit stands under two reorganisations at once: what the one leads to, the other could not know."""
    known = {unit.id: unit.name for unit in campaign.units}
    for other in others:
        if other.id == planned.id or other.stage not in OPEN:
            continue
        for each in sorted(planned.concerned & other.concerned):
            yield Problem(
                "units" if each in planned.units else f"into-{planned.successors.index(each) + 1}",
                message(
                    "{unit} stands under another reorganisation, planned for {day}: carry that one out first",
                    unit=known.get(each, each),
                    day=other.day,
                ),
            )
