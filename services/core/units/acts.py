"""What the office does with units, each time noted first and then carried out (services.core.trail)."""

from collections.abc import Iterator, Sequence

from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.campaign.unit import Unit
from services.core.language.message import message
from services.core.table import ConflictError
from services.core.trail import store as trails
from services.core.trail.by import By
from services.core.trail.deed import What, changes
from services.core.units.rules import NotAllowedError, check, mark, merged, texts


def add(unit: Unit, by: By) -> None:
    """Add a unit; the same form sent twice adds it once.

    Raises:
        NotAllowedError: another unit has the code or the id, or it would belong to itself.
        ConflictError: somebody else adds the same one at this moment.
    """
    campaign = _fresh(by)
    known = next((one for one in campaign.units if one.id == unit.id), None)
    if known == unit:
        return
    if known is not None:
        raise NotAllowedError(message("Another unit has the code {code}: choose one", code=unit.code), "code")
    check(unit, campaign)
    trail = trails.of_unit(by.campaign, unit.id)
    trails.note(trail, trails.last(trail), by.did(What.ADDED))
    campaigns.change_units(
        by.campaign, lambda now: () if any(one.id == unit.id for one in now.units) else (unit,)
    )
    if campaigns.current(by.campaign).unit(unit.id) != unit:
        raise ConflictError(f"{unit.id} was added otherwise at the same moment")


def correct(unit: Unit, was: str, seen: int, by: By) -> None:
    """Correct what is known of a unit.

    `seen` is the number of the last deed when the form was opened, `was` the `mark` of the unit at that time:
    a reorganisation, too, changes units.

    Raises:
        KeyError: there is no such unit.
        NotAllowedError: it would belong to itself.
        ConflictError: somebody else changed it since the form was opened.
    """
    campaign, trail = _fresh(by), trails.of_unit(by.campaign, unit.id)
    known = campaign.unit(unit.id)
    after = merged(known, unit)
    what = changes(texts(known), texts(after), texts(after))
    if not what:
        return
    check(after, campaign)
    if trails.last(trail) == seen and mark(known) != was:
        raise ConflictError(f"{unit.id} was changed meanwhile")
    if trails.note(trail, seen, by.did(What.CORRECTED, changed=what)):
        # Of the unit as it stands then, only what is corrected here: its end may have been dated meanwhile.
        campaigns.change_units(by.campaign, lambda now: (merged(now.unit(unit.id), unit),))


def bring(units: Sequence[Unit], by: By) -> None:
    """Bring about what a list says of units, one after the other: new ones are added, others corrected.

    What is as the list says already is left alone, so that a list may be sent again.

    Raises:
        ConflictError: others change the same units at this moment; nothing is lost, send it again.
    """
    campaign = _fresh(by)
    known = {unit.id: unit for unit in campaign.units}
    for unit in units:
        before = known.get(unit.id)
        was, said = texts(before) if before else {}, texts(unit)
        trail = trails.of_unit(by.campaign, unit.id)
        if before is None:
            trails.note(trail, trails.last(trail), by.did(What.ADDED))
        elif what := changes(was, said, said):
            trails.note(trail, trails.last(trail), by.did(What.CORRECTED, changed=what))
    campaigns.change_units(by.campaign, lambda now: _brought(units, now))


def _brought(units: Sequence[Unit], now: Campaign) -> Iterator[Unit]:
    known = {unit.id: unit for unit in now.units}
    for unit in units:
        before = known.get(unit.id)
        after = merged(before, unit) if before else unit
        if after != before:
            yield after


def _fresh(by: By) -> Campaign:
    """The campaign as the table has it, whatever this process remembers."""
    campaigns.forget()
    return campaigns.current(by.campaign)
