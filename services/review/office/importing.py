"""What a workbook of the office does: people let in or given what they lack, units added or corrected."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

import msgspec

from services.core.campaign.unit import Unit
from services.core.language.message import Message, Text, message
from services.core.people.person import Person
from services.core.people.roll import acts as people_acts
from services.core.people.roll import sheet as people_sheet
from services.core.people.roll.acts import Enrolled
from services.core.people.roll.posts import role_name
from services.core.record.showing.wording import unit_name
from services.core.spreadsheet import writing
from services.core.spreadsheet.sheet import CellProblem, Contents, Sheet
from services.core.units import acts as unit_acts
from services.core.units import sheet as unit_sheet
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit
from services.review.office.acting import PEOPLE, acting
from services.review.office.units_page import UNITS


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that an import does: to whom, and what."""

    name: str | Text
    what: tuple[Message | Text, ...]
    is_new: bool
    do: Callable[[], object]


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What importing a workbook would do; nothing where any cell has to be mended. `same` needs nothing."""

    lines: tuple[Line, ...] = ()
    same: int = 0
    problems: tuple[CellProblem, ...] = ()


class Importing(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of workbook: what it is called, where its things stand, how it is made and read."""

    name: str
    title: Message
    back: str
    back_title: Message
    lead: Message
    sheet: Callable[[Visit], Sheet]
    workbook: Callable[[Visit], bytes]
    preview: Callable[[Visit, Contents], Preview]


# --- people ------------------------------------------------------------------------------------


def _people_sheet(visit: Visit) -> Sheet:
    return people_sheet.sheet(visit.campaign, vietnam_day(visit.now))


def _preview_people(visit: Visit, contents: Contents) -> Preview:
    people, problems = people_sheet.people(contents, visit.campaign)
    lines: list[Line] = []
    same = 0
    for person in people:
        standing, known = people_acts.enrolment(person)
        if standing is Enrolled.SAME:
            same += 1
            continue
        lines.append(
            Line(
                name=person.name,
                what=tuple(_of_person(visit, person, known)),
                is_new=standing is Enrolled.NEW,
                do=partial(people_acts.enrol, person, acting(visit)),
            )
        )
    return Preview(lines=tuple(lines), same=same, problems=problems)


def _of_person(visit: Visit, person: Person, known: Person | None) -> Iterator[Message | Text]:
    """The roles that they get, and what is corrected of them."""
    had = known.grants if known else ()
    for grant in person.grants:
        if grant not in had:
            yield role_name(grant.holder, visit.campaign)
    if known and known.name != person.name:
        yield message("{before} becomes {after}", before=known.name, after=person.name)
    if known and person.home not in {"", known.home}:
        yield message(
            "Unit that they belong to: {before} becomes {after}",
            before=unit_name(known.home, visit.campaign) if known.home else message("none yet"),
            after=unit_name(person.home, visit.campaign),
        )


# --- units -------------------------------------------------------------------------------------


def _unit_book(visit: Visit) -> bytes:
    campaign = visit.campaign
    return writing.write(
        unit_sheet.sheet(campaign), visit.language, unit_sheet.rows(campaign), unit_sheet.notes(campaign)
    )


def _preview_units(visit: Visit, contents: Contents) -> Preview:
    units, problems = unit_sheet.units(contents, visit.campaign)
    known = {unit.id for unit in visit.campaign.units}
    return Preview(
        lines=tuple(_of_unit(visit, unit, is_new=unit.id not in known) for unit in units),
        same=0 if problems else len(contents.rows) - len(units),
        problems=problems,
    )


def _of_unit(visit: Visit, unit: Unit, *, is_new: bool) -> Line:
    return Line(
        name=unit.name,
        what=(Text(vi=unit.code, en=unit.code),),
        is_new=is_new,
        do=partial(unit_acts.bring, [unit], acting(visit)),
    )


IMPORTS: Final[Mapping[str, Importing]] = {
    "people": Importing(
        name="people",
        title=message("Many people at once: Excel"),
        back=PEOPLE,
        back_title=message("People"),
        lead=message("One row for each role of each person. Nobody is told before you have looked."),
        sheet=_people_sheet,
        workbook=lambda visit: writing.write(_people_sheet(visit), visit.language),
        preview=_preview_people,
    ),
    "units": Importing(
        name="units",
        title=message("Many units at once: Excel"),
        back=UNITS,
        back_title=message("Units"),
        lead=message("The workbook holds what is known of every unit: correct it there, and add rows."),
        sheet=lambda visit: unit_sheet.sheet(visit.campaign),
        workbook=_unit_book,
        preview=_preview_units,
    ),
}
