"""What a reorganisation makes of units, records and people. Pure, and the same however often it is asked."""

from collections.abc import Iterator

import msgspec

from services.core.campaign.model import Campaign, EarlierName, Unit
from services.core.people.person import Grant, Person, Role
from services.core.reorganising.reorganisation import Kind, Reorganisation


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the campaign file that names a unit which ends: `section` and `id` of the row."""

    section: str
    id: str
    unit: str


def units_after(done: Reorganisation, campaign: Campaign) -> tuple[Unit, ...]:
    """The units that are new or other than before, as they are to be stored; none that is so already.

    Units below one that ends come below its (first) successor.
    """
    known = {unit.id: unit for unit in campaign.units}
    made = (unit for unit in done.new if unit.id not in known)
    changed = (
        (before, _after(done, before, frozenset(unit.id for unit in done.new))) for before in campaign.units
    )
    return (*made, *(after for before, after in changed if after != before))


def _after(done: Reorganisation, unit: Unit, new: frozenset[str]) -> Unit:
    if done.kind is Kind.RENAME:
        return _renamed(done, unit) if unit.id in done.units else unit
    if unit.id in done.units and unit.until is None:
        unit = msgspec.structs.replace(unit, until=done.day, successors=done.successors)
    if unit.parent in done.units and unit.id not in done.units and unit.id not in new:
        # A unit that was split off from the one above it cannot stand below itself.
        above = next((each for each in done.successors if each != unit.id), None)
        unit = msgspec.structs.replace(unit, parent=above)
    return unit


def _renamed(done: Reorganisation, unit: Unit) -> Unit:
    if done.name is None or unit.name == done.name:
        return unit
    former = EarlierName(name=unit.name, until=done.day)
    return msgspec.structs.replace(unit, name=done.name, earlier=(*unit.earlier, former))


def undone(done: Reorganisation, campaign: Campaign) -> Campaign:
    """The campaign as if the reorganisation had not been carried out; of several, undo the latest first.

    What came below another unit stays there: nothing that is asked of a day gone by looks at it.
    """
    new = {unit.id for unit in done.new}
    units = tuple(_before(done, unit) for unit in campaign.units if unit.id not in new)
    return msgspec.structs.replace(campaign, units=units)


def _before(done: Reorganisation, unit: Unit) -> Unit:
    if unit.id not in done.units:
        return unit
    if done.kind is not Kind.RENAME:
        return msgspec.structs.replace(unit, until=None, successors=())
    former = unit.earlier[-1:]
    if not former or former[0].until != done.day:
        return unit
    return msgspec.structs.replace(unit, name=former[0].name, earlier=unit.earlier[:-1])


def successor_of(done: Reorganisation, record: str, made_by: str) -> str:
    """The unit to which an open record goes: the one that was chosen, else its maker's, else the first.

    A record that nobody chose for was begun after the choice.
    """
    chosen = done.records.get(record) or done.members.get(made_by)
    return chosen if chosen in done.successors else done.successors[0]


def units_of(done: Reorganisation, person: str) -> tuple[str, ...]:
    """The successors of which a member of an ended unit is a member from then on."""
    chosen = done.members.get(person)
    return (chosen,) if chosen in done.successors else done.successors


def person_after(done: Reorganisation, person: Person) -> Person:
    """The person with roles and home in the successors instead of the units that end; else unchanged."""
    if done.kind is Kind.RENAME:
        return person
    mine = units_of(done, person.id)
    home = mine[0] if person.home in done.units else person.home
    grants = tuple(dict.fromkeys(each for grant in person.grants for each in _grants(done, grant, mine)))
    return msgspec.structs.replace(person, home=home, grants=grants)


def _grants(done: Reorganisation, grant: Grant, mine: tuple[str, ...]) -> Iterator[Grant]:
    ends = grant.campaign == done.campaign and grant.role is Role.UNIT and grant.of in done.units
    if not ends:
        yield grant
        return
    for unit in mine:
        yield msgspec.structs.replace(grant, of=unit)


def needing_the_file(done: Reorganisation, campaign: Campaign) -> tuple[Named, ...]:
    """The rows of the campaign file that name a unit which ends: the file has to say who comes then.

    Until it does, the successors count as such a row's own unit, so that nobody decides on their own record.
    """
    if done.kind is Kind.RENAME:
        return ()
    rows = [
        *(("bodies", body.id, body.unit) for body in campaign.bodies if body.successor is None),
        *(("seats", seat.id, seat.unit) for seat in campaign.seats if seat.successor is None),
        *(("councils", council.id, council.unit) for council in campaign.councils),
        *(("targets", target.id, target.owner) for target in campaign.targets),
    ]
    found = tuple(
        Named(section=section, id=row, unit=unit) for section, row, unit in rows if unit in done.units
    )
    office = (Named(section="office", id="office", unit=campaign.office),)
    return (*found, *(office if campaign.office in done.units else ()))
