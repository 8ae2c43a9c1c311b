"""The e-mails about until when a unit can submit: late access that was granted, and what ends soon."""

from collections.abc import Iterator

from services.core import clock, settings
from services.core.campaign import store as campaigns
from services.core.events import Event
from services.core.people import store as people
from services.core.people.person import Role
from services.core.permit import store as permits
from services.core.permit.permit import Standing, standing
from services.core.queue import RetryableError
from services.core.record import store as records
from services.core.record.record import State
from services.core.vietnam import vietnam_day
from services.notify.access_letters import permit_letter, reminder_letter
from services.notify.intent import Intent, Kind
from services.notify.mail import Mail
from services.notify.reminders import gather


def permit_mails(event: Event) -> Iterator[Mail]:
    """What the members of the unit are told of a grant, while it is the newest and in force.

    Raises:
        RetryableError: the permit, as read, has not got that far yet.
    """
    grants = permits.of_scope(event.campaign, event.subject)
    if len(grants) < event.sequence:
        raise RetryableError(f"{event.subject} has {len(grants)} grants, not yet {event.sequence}")
    permit = grants[-1]
    if len(grants) > event.sequence or standing(permit, clock.now()) is not Standing.IN_FORCE:
        return
    stored = records.get(permit.of) if permit.number else None
    if permit.number and (stored is None or stored.record.state is not State.DRAFT):
        return
    unit = stored.record.unit if stored else permit.unit
    campaign = campaigns.current(event.campaign)
    letter = permit_letter(permit, unit, stored, campaign, settings.site_url())
    for person in people.holders_of(campaign.id, f"{Role.UNIT.value}:{unit}"):
        intent = Intent(event=event, kind=Kind.PERMITTED, person=person)
        yield Mail(intent=intent, letter=letter, campaign=campaign)


def reminder_mails(event: Event) -> Iterator[Mail]:
    """What its reader has still to do now; nothing once that day, or what they were reminded of, is over."""
    now = clock.now()
    person = people.get(event.subject)
    if person is None or vietnam_day(now) != vietnam_day(event.occurred_at):
        return
    campaign = campaigns.current(event.campaign)
    what = gather.occasion(campaign, now)
    units = person.of(campaign.id, Role.UNIT) if what else ()
    known = [unit for unit in units if any(unit == row.id for row in campaign.units)]
    left = tuple(one for unit in known for one in gather.left(campaign, unit, what, now)) if what else ()
    if left:
        letter = reminder_letter(left, campaign, settings.site_url())
        intent = Intent(event=event, kind=Kind.REMINDED, person=person)
        yield Mail(intent=intent, letter=letter, campaign=campaign)
