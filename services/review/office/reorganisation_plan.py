"""What carrying out a reorganisation will do exactly, as things stand: for the office to check before."""

from collections import Counter, defaultdict

import msgspec

from services.core.campaign.model import Campaign, Unit
from services.core.language.message import Text
from services.core.people.person import Person
from services.core.record import store as records
from services.core.record.record import CONCLUDED, State
from services.core.record.store import Line
from services.core.reorganising import outcome
from services.core.reorganising.carrying import left
from services.core.reorganising.outcome import Named
from services.core.reorganising.reorganisation import Kind, Reorganisation
from services.review.office.reorganisation_split import members

#: Records that are named for each successor; of more only the count is said.
MOST_NAMED = 50


class Heir(msgspec.Struct, frozen=True, kw_only=True):
    """What a successor gets: open records that were handed in, how many drafts, which people."""

    unit: Unit
    is_new: bool
    named: tuple[Line, ...]
    records: int
    drafts: int
    people: tuple[Person, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that it will do. A renaming moves nothing, so it has no `heirs`.

    `concluded` counts the records that stay as they are, `below` names the units that come below a successor,
    `file` the rows of the campaign file that somebody has to change.
    """

    heirs: tuple[Heir, ...]
    concluded: int
    below: tuple[Text, ...]
    file: tuple[Named, ...]


def plan(planned: Reorganisation, campaign: Campaign) -> Plan:
    """What will happen. One query for 25 lines of each unit's list, of a split one one for each draft."""
    if planned.kind is Kind.RENAME:
        return Plan(heirs=(), concluded=0, below=(), file=())
    lines = [line for unit in planned.units for line in left(campaign.id, unit)]
    handed_in: dict[str, list[Line]] = defaultdict(list)
    drafts: Counter[str] = Counter()
    for line in lines:
        if line.state == State.DRAFT:
            drafts[outcome.successor_of(planned, line.id, _maker(planned, line))] += 1
        elif line.state not in CONCLUDED:
            handed_in[outcome.successor_of(planned, line.id, "")].append(line)
    people = members(planned, campaign.id)
    units = {unit.id: unit for unit in (*campaign.units, *planned.new)}
    new = {unit.id for unit in planned.new}
    return Plan(
        heirs=tuple(
            Heir(
                unit=units[each],
                is_new=each in new,
                named=tuple(handed_in[each][:MOST_NAMED]),
                records=len(handed_in[each]),
                drafts=drafts[each],
                people=tuple(one for one in people if each in outcome.units_of(planned, one.id)),
            )
            for each in planned.successors
        ),
        concluded=sum(line.state in CONCLUDED for line in lines),
        below=tuple(
            unit.name
            for unit in campaign.units
            if unit.parent in planned.units and unit.until is None and unit.id not in planned.units
        ),
        file=outcome.needing_the_file(planned, campaign),
    )


def _maker(planned: Reorganisation, line: Line) -> str:
    """Who began a draft; asked only where that decides where it goes."""
    if len(planned.successors) == 1:
        return ""
    stored = records.get(line.id)
    return stored.record.made_by if stored else ""
