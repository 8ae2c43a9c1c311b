"""A unit is split: the office chooses for each open record and each member which successor they go to.

Drafts are the unit's own and shown to nobody else: they go with whoever began them.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec
from chalice.app import Response

from services.core.acting.answer import Back
from services.core.campaign.model import Unit
from services.core.form import Choice, Field, Kind, read
from services.core.language.message import Message, Text, message
from services.core.people import store as people
from services.core.people.person import Person, Role
from services.core.people.roll.store import by_name
from services.core.record import store as records
from services.core.record.record import CONCLUDED, State
from services.core.record.store import Line
from services.core.reorganising.carrying import left
from services.core.reorganising.reorganisation import Kind as What
from services.core.reorganising.reorganisation import Reorganisation, suggested
from services.core.reorganising.store import Kept
from services.core.table import PAGE
from services.core.web.visit import FormOutcome, Visit
from services.review.office.reorganisation_kept import (
    CHANGEABLE,
    OVERTAKEN,
    UNPROCESSABLE,
    address,
    found,
    save,
)

#: The answer that a member belongs to every successor.
ALL = "all"

_COMMAND = "AssignInReorganisation"


class _Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One page of choices: `name` is the page's address, `fields` are its questions by id."""

    name: str
    title: Message
    lead: Message
    fields: Mapping[str, Field]
    start: Mapping[str, str]
    onward: str
    place: int = 1
    pages: int = 1


def to_assign(one: Reorganisation, campaign: str) -> tuple[Line, ...]:
    """The open records that were handed in, of the units that end."""
    concluded = {*CONCLUDED, State.DRAFT}
    return tuple(line for unit in one.units for line in left(campaign, unit) if line.state not in concluded)


def successors(one: Reorganisation, units: Iterable[Unit]) -> Mapping[str, Text]:
    """The names of the successors, by id, in their order."""
    names = {unit.id: unit.name for unit in (*units, *one.new)}
    return {each: names[each] for each in one.successors}


def ask_records(visit: Visit, reorganisation: str) -> Response:
    """Which record goes to which successor, 25 a page."""
    return _ask(visit, reorganisation, _records)


def assign_records(visit: Visit, reorganisation: str) -> Response:
    """Keep the choices of one page, and go on to the next."""
    return _keep(visit, reorganisation, _records, "records")


def ask_members(visit: Visit, reorganisation: str) -> Response:
    """Which member belongs to which successor."""
    return _ask(visit, reorganisation, _members)


def assign_members(visit: Visit, reorganisation: str) -> Response:
    """Keep the choices."""
    return _keep(visit, reorganisation, _members, "members")


_Made = Callable[[Visit, Reorganisation], _Sheet]


def _ask(visit: Visit, reorganisation: str, made: _Made) -> Response:
    kept = found(visit, reorganisation)
    away = _elsewhere(kept.reorganisation)
    if away:
        return visit.go(away)
    sheet = made(visit, kept.reorganisation)
    if not sheet.fields:
        return visit.go(sheet.onward)
    return _page(visit, kept, sheet, sheet.start)


def _keep(visit: Visit, reorganisation: str, made: _Made, attribute: str) -> Response:
    visit.tell(command=_COMMAND)
    kept = found(visit, reorganisation)
    one = kept.reorganisation
    away = _elsewhere(one)
    if away:
        return visit.go(away)
    sheet = made(visit, one)
    values, problems = read(sheet.fields.values(), visit.form)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _page(visit, kept, sheet, visit.form, Back(status=UNPROCESSABLE, problems=problems))
    before: Mapping[str, str] = getattr(one, attribute)
    chosen = {each: str(values[field.name]) for each, field in sheet.fields.items()}
    merged = {each: to for each, to in {**before, **chosen}.items() if to != ALL}
    if not save(visit, kept, msgspec.structs.replace(one, **{attribute: merged})):
        return _page(visit, found(visit, reorganisation), sheet, visit.form, OVERTAKEN)
    return visit.go(sheet.onward)


def _elsewhere(one: Reorganisation) -> str:
    """Where to go when there is nothing to choose here."""
    if one.stage not in CHANGEABLE:
        return address(one.id)
    if one.kind is not What.SPLIT:
        return address(one.id, "check")
    return "" if one.successors else address(one.id, "names")


def _records(visit: Visit, one: Reorganisation) -> _Sheet:
    lines = to_assign(one, visit.campaign.id)
    pages = max(1, -(-len(lines) // PAGE))
    asked = visit.query.get("page", "1")
    place = (
        min(int(asked), pages) if asked.isascii() and asked.isdigit() and len(asked) < len(str(10**6)) else 1
    )
    place = max(1, place)
    names = successors(one, visit.campaign.units)
    shown = lines[(place - 1) * PAGE : place * PAGE]
    return _Sheet(
        name="records",
        title=message("Which record goes where"),
        lead=message(
            "Where the record's place or title names a unit, that one is suggested. Drafts go with whoever "
            "began them; what was concluded stays as it is."
        ),
        fields={
            line.id: _field(
                line.id, message("{title}, {number}", title=line.title, number=line.number), names
            )
            for line in shown
        },
        start={f"to-{line.id}": one.records.get(line.id) or _suggestion(one, line, names) for line in shown},
        onward=address(one.id, f"records?page={place + 1}" if place < pages else "members"),
        place=place,
        pages=pages,
    )


def _suggestion(one: Reorganisation, line: Line, names: Mapping[str, Text]) -> str:
    stored = records.get(line.id)
    facts = stored.record.facts if stored else None
    return suggested(one, names, (getattr(facts, "place", ""), line.title))


def _members(visit: Visit, one: Reorganisation) -> _Sheet:
    names = successors(one, visit.campaign.units)
    people_ = members(one, visit.campaign.id)
    return _Sheet(
        name="members",
        title=message("Who belongs where"),
        lead=message("Whoever belongs to all of them sees the records of each."),
        fields={
            person.id: _field(person.id, message("{name}", name=person.name), names, every=True)
            for person in people_
        },
        start={f"to-{person.id}": one.members.get(person.id, ALL) for person in people_},
        onward=address(one.id, "check"),
    )


def members(one: Reorganisation, campaign: str) -> tuple[Person, ...]:
    """The members of the units that end, by name, each once."""
    found_ = {
        person.id: person
        for unit in one.units
        for person in people.holders_of(campaign, f"{Role.UNIT.value}:{unit}")
    }
    return tuple(by_name(found_.values()))


def _field(of: str, label: Message, names: Mapping[str, Text], *, every: bool = False) -> Field:
    choices = tuple(Choice(unit, name) for unit, name in names.items())
    if every:
        choices = (Choice(ALL, message("All of them")), *choices)
    return Field(name=f"to-{of}", kind=Kind.PICK, label=label, choices=choices)


def _page(
    visit: Visit, kept: Kept, sheet: _Sheet, typed: Mapping[str, str], back: Back | None = None
) -> Response:
    return visit.page(
        "office/reorganisation/split.html",
        back.status if back else 200,
        sheet=sheet,
        action=address(kept.reorganisation.id, f"{sheet.name}?page={sheet.place}"),
        before=address(kept.reorganisation.id, "names"),
        typed=typed,
        problems=back.problems if back else (),
        seen=kept.revision,
    )
