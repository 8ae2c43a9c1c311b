"""A record by the number that somebody reads out: drafts, too, which the desk's register does not have."""

import msgspec

from services.core.campaign.model import Campaign, Track, Unit
from services.core.record import store
from services.core.record.record import State


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A record as its unit's list shows it."""

    id: str
    unit: str
    number: str
    title: str
    state: State
    track: Track


def by_number(campaign: Campaign, number: str) -> Found | None:
    """The record of that number, drafts included; `None` where there is none.

    A number begins with the code of the unit that it was made in, so that only the lists of that unit and of
    whoever took its place are looked through: as many queries as these need.
    """
    code = number.partition("-")[0]
    waiting = [unit for unit in campaign.units if unit.code == code]
    seen: set[str] = set()
    while waiting:
        unit = waiting.pop(0)
        if unit.id in seen:
            continue
        seen.add(unit.id)
        found = _in_unit(campaign, unit, number)
        if found:
            return found
        waiting += [one for one in campaign.units if one.id in unit.successors]
    return None


def _in_unit(campaign: Campaign, unit: Unit, number: str) -> Found | None:
    for line in store.all_of_unit(campaign.id, unit.id):
        if line.number == number:
            return Found(
                id=line.id,
                unit=unit.id,
                number=number,
                title=line.title,
                state=State(line.state),
                track=line.track,
            )
    return None
