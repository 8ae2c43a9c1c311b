"""What the office does with units, each time noted first and then carried out (services.core.trail).

What broke off is completed before anything else is done with the unit.
"""

from collections.abc import Iterator, Sequence

from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.campaign.unit import Unit
from services.core.language.message import message
from services.core.table import ConflictError
from services.core.trail import store as trails
from services.core.trail.by import By
from services.core.trail.deed import Deed, Todo, What, changes
from services.core.units.fields import said
from services.core.units.rules import NotAllowedError, check, mark, merged, texts


def add(unit: Unit, by: By) -> None:
    """Add a unit; the same form sent twice adds it once.

    Raises:
        NotAllowedError: another unit has the code or the id, or it would belong to itself.
        ConflictError: somebody else adds the same one at this moment.
    """
    _settle(by.campaign, unit.id)
    campaign = _fresh(by)
    known = next((one for one in campaign.units if one.id == unit.id), None)
    if known == unit:
        return
    if known is not None:
        raise NotAllowedError(message("Another unit has the code {code}: choose one", code=unit.code), "code")
    check(unit, campaign)
    trail = trails.of_unit(by.campaign, unit.id)
    todo = by.todo(unit=unit)
    deed = trails.note(trail, trails.last(trail), by.did(What.ADDED), todo)
    if deed:
        _carry_out(trail, unit.id, deed, todo)
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
    _settle(by.campaign, unit.id)
    campaign, trail = _fresh(by), trails.of_unit(by.campaign, unit.id)
    known = campaign.unit(unit.id)
    after = merged(known, unit)
    what = changes(texts(known), texts(after), texts(after))
    if not what:
        return
    check(after, campaign)
    if trails.last(trail) == seen and mark(known) != was:
        raise ConflictError(f"{unit.id} was changed meanwhile")
    deed = trails.note(trail, seen, by.did(What.CORRECTED, changed=what), by.todo())
    if deed:
        _carry_out(trail, unit.id, deed, by.todo())


def bring(units: Sequence[Unit], by: By) -> None:
    """Bring about what a list says of units, one after the other: new ones are added, others corrected.

    What is as the list says already is left alone, so that a list may be sent again.

    Raises:
        ConflictError: others change the same units at this moment; nothing is lost, send it again.
    """
    for unit in units:
        _settle(by.campaign, unit.id)
    known = {unit.id: unit for unit in _fresh(by).units}
    noted: list[tuple[trails.Trail, Deed]] = []
    for unit in units:
        before = known.get(unit.id)
        was, listed = texts(before) if before else {}, texts(unit)
        trail = trails.of_unit(by.campaign, unit.id)
        what = changes(was, listed, listed) if before else ()
        if before and not what:
            continue
        did = by.did(What.CORRECTED, changed=what) if before else by.did(What.ADDED)
        deed = trails.note(trail, trails.last(trail), did, by.todo(unit=None if before else unit))
        noted += [(trail, deed)] if deed else []
    campaigns.change_units(by.campaign, lambda now: _brought(units, now))
    for trail, deed in noted:
        trails.finish(trail, deed)


def _brought(units: Sequence[Unit], now: Campaign) -> Iterator[Unit]:
    known = {unit.id: unit for unit in now.units}
    for unit in units:
        before = known.get(unit.id)
        after = merged(before, unit) if before else unit
        if after != before:
            yield after


def _settle(campaign: str, unit: str) -> None:
    """Complete what broke off with a unit, in the order in which it was noted."""
    trail = trails.of_unit(campaign, unit)
    for deed, todo in trails.unfinished(trail):
        _carry_out(trail, unit, deed, todo)


def _carry_out(trail: trails.Trail, unit: str, deed: Deed, todo: Todo) -> None:
    """Do what the deed says, once or again, and say that it is done.

    Of the unit as it stands then only what is corrected: its end may have been dated meanwhile.
    """

    def changed(now: Campaign) -> Iterator[Unit]:
        known = next((one for one in now.units if one.id == unit), None)
        if known is None:
            yield from (todo.unit,) if todo.unit else ()
        elif deed.changes:
            yield said(known, texts(known) | {change.field: change.after for change in deed.changes})

    campaigns.change_units(todo.campaign, changed)
    trails.finish(trail, deed)


def _fresh(by: By) -> Campaign:
    """The campaign as the table has it, whatever this process remembers."""
    campaigns.forget()
    return campaigns.current(by.campaign)
