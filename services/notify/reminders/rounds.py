"""The round of reminders: whoever has still something to do before registration ends hears of it.

Once a day, and only on the days that `due` names. A round that is large, or broke off, goes on with the next
tick; whoever was written to is not written to again, because their e-mail is known by person and day.
"""

from datetime import datetime, time
from time import time as real_now

from services.core import clock, settings
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.events import Event
from services.core.people import store as people
from services.core.people.person import Role
from services.core.telemetry.faults import wordless
from services.core.telemetry.log import logger
from services.core.vietnam import VIETNAM, vietnam_day
from services.notify import deliver
from services.notify.reminders import due, gather, store
from services.notify.reminders.gather import Occasion
from services.notify.reminders.store import Progress

#: People whom one tick writes to at most: about half a minute of its one.
MOST = 150

_log = logger()


def remind(causation: str = "") -> int:
    """Write to whoever is to hear of something today and did not yet. Gives how many were seen to.

    Nobody before a campaign was loaded.
    """
    now = clock.now()
    try:
        campaign = campaigns.current(settings.campaign_id())
    except campaigns.NoCampaignError:
        return 0
    what = gather.occasion(campaign, now)
    if what is None:
        return 0
    day = vietnam_day(now)
    progress = store.get(campaign.id, day)
    if progress.is_done:
        return 0
    waiting = [one for one in _concerned(campaign, what) if one > progress.last]
    turn = waiting[:MOST]
    again = tuple(
        person for person in (*progress.again, *turn) if not _write(_event(campaign, person, causation))
    )
    after = Progress(
        last=turn[-1] if turn else progress.last,
        again=again,
        is_done=len(turn) == len(waiting) and not again,
    )
    store.keep(campaign.id, day, after, real_now())
    return len(turn)


def _concerned(campaign: Campaign, what: Occasion) -> list[str]:
    """The ids of the members of every unit that has still something to do, in their order."""
    now = clock.now()
    found: set[str] = set()
    for unit in campaign.units:
        if what.concerns(unit.id) and gather.left(campaign, unit.id, what, now):
            members = people.holders_of(campaign.id, f"{Role.UNIT.value}:{unit.id}")
            found |= {person.id for person in members}
    return sorted(found)


def _write(event: Event) -> bool:
    """Write to one person; `False` where that broke, and the next tick has to: those behind do not wait.

    What was written and could not be sent is the sweep's.
    """
    try:
        for mail in deliver.mails(event):
            deliver.dispatch(mail)
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this person alone
        _log.error("a reminder could not be written", extra={"person": event.subject, **wordless(error)})
        return False
    return True


def _event(campaign: Campaign, person: str, causation: str) -> Event:
    """The occasion on which this person is written to today: the same, however often a tick comes by."""
    day = vietnam_day(clock.now())
    return Event(
        id=f"{campaign.id}.{due.EVENT}.{day.isoformat()}",
        type=due.EVENT,
        version=1,
        occurred_at=datetime.combine(day, time(), VIETNAM),
        campaign=campaign.id,
        subject=person,
        sequence=1,
        actor="system",
        causation=causation,
    )
