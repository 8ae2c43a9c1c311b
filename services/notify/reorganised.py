"""The one e-mail that each member gets once their unit was reorganised: what they have from then on."""

from collections.abc import Iterator

from services.core import settings
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign, Track
from services.core.events import Event
from services.core.people import store as people
from services.core.people.person import Person, Role
from services.core.record import store as records
from services.core.record.store import Line
from services.core.reorganising import store
from services.core.reorganising.reorganisation import Kind as What
from services.core.reorganising.reorganisation import Reorganisation, Stage
from services.core.table import Page
from services.notify.intent import Intent, Kind
from services.notify.mail import Mail
from services.notify.moved_letter import moved_letter


def moved_mails(event: Event) -> Iterator[Mail]:
    """What every member of the successors, or of the unit that was renamed, is told: each person once.

    Two queries a unit: its members, and the first page of its list, what it has to do first; one more for its
    people, where a record on that page speaks of any.
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
    erased = frozenset(one for unit, page in lists.items() for one in _erased(campaign.id, unit, page))
    for person, mine in told.values():
        theirs = {unit: lists[unit] for unit in mine}
        letter = moved_letter(done, theirs, erased, campaign, settings.site_url())
        yield Mail(
            intent=Intent(event=event, kind=Kind.MOVED, person=person), letter=letter, campaign=campaign
        )


def _erased(campaign_id: str, unit: str, page: Page[Line]) -> Iterator[str]:
    """The unit's records that speak of somebody who was erased, by id."""
    if all(line.track is Track.WORK for line in page.rows):
        return
    from services.core.subjects import store as subjects  # noqa: PLC0415 - works name nobody
    from services.core.subjects.subject import record_of  # noqa: PLC0415 - the same

    for one in subjects.of_unit(campaign_id, unit):
        if one.erased:
            yield record_of(one.id)


def _with_units(done: Reorganisation) -> Campaign:
    """The campaign with the units that came to be by it, which this process may not have heard of."""
    campaign = campaigns.current(done.campaign)
    if not {unit.id for unit in campaign.units}.issuperset(done.successors):
        campaigns.forget()
    return campaigns.current(done.campaign)
