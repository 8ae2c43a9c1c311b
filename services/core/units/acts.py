"""What the office does with units, each time noted first and then carried out (services.core.trail)."""

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


def _fresh(by: By) -> Campaign:
    """The campaign as the table has it, whatever this process remembers."""
    campaigns.forget()
    return campaigns.current(by.campaign)
