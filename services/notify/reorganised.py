"""The one e-mail that each member gets once their unit was reorganised: what they have from then on."""

from collections.abc import Iterator

from services.core import settings
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.events import Event
from services.core.people import store as people
from services.core.people.person import Person, Role
from services.core.record import store as records
from services.core.reorganising import store
from services.core.reorganising.reorganisation import Kind as What
from services.core.reorganising.reorganisation import Reorganisation, Stage
from services.notify.intent import Intent, Kind
from services.notify.mail import Mail
from services.notify.moved_letter import moved_letter


def moved_mails(event: Event) -> Iterator[Mail]:
    """What every member of the successors, or of the unit that was renamed, is told: each person once.

    Two queries a unit: its members, and the first page of its list, what it has to do first.
    """
    kept = store.get(event.campaign, event.subject)
    if kept is None or kept.reorganisation.stage is not Stage.DONE:
        return
    done = kept.reorganisation
    campaign = _with_units(done)
    told: dict[str, tuple[Person, list[str]]] = {}
    units = done.units if done.kind is What.RENAME else done.successors
    for unit in units:
        for person in people.holders_of(campaign.id, f"{Role.UNIT.value}:{unit}"):
            told.setdefault(person.id, (person, []))[1].append(unit)
    lists = {unit: records.of_unit(campaign.id, unit) for unit in units}
    for person, mine in told.values():
        letter = moved_letter(done, {unit: lists[unit] for unit in mine}, campaign, settings.site_url())
        yield Mail(
            intent=Intent(event=event, kind=Kind.MOVED, person=person), letter=letter, campaign=campaign
        )


def _with_units(done: Reorganisation) -> Campaign:
    """The campaign with the units that came to be by it, which this process may not have heard of."""
    campaign = campaigns.current(done.campaign)
    if not {unit.id for unit in campaign.units}.issuperset(done.successors):
        campaigns.forget()
    return campaigns.current(done.campaign)
