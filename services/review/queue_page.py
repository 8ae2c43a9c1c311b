"""My queue: what waits for me, due first, and what waits for a colleague because I may not decide on it."""

import msgspec
from chalice.app import Response

from services.core.campaign.succession import held_on
from services.core.language.message import Message, Text, message
from services.core.people.person import DECIDING
from services.core.record.duty import Duty
from services.core.record.showing.wording import area_name, holder_name, unit_name
from services.core.record.who import own_units
from services.core.vietnam import vietnam_day
from services.core.web.visit import NotFound, Visit
from services.review import tasks
from services.review.addresses import address
from services.review.tasks import Line

DUTIES = {
    Duty.APPRAISE: message("Appraise"),
    Duty.APPROVE: message("Approve or decline"),
    Duty.AMEND: message("Decide on an amendment"),
    Duty.VERIFY: message("Verify the completion"),
    Duty.ACCEPT: message("Accept or return"),
    Duty.DECIDE: message("Decide on the recognition"),
}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the queue in words."""

    line: Line
    path: str
    unit: Text
    area: Text
    duty: Message
    holders: tuple[Message | Text, ...]
    late: bool


def queue(visit: Visit) -> Response:
    """The records that wait for me at a body, a seat or a council; `?holder=` shows one of them."""
    mine = reviewer_holders(visit)
    holder = visit.query.get("holder", "")
    if holder and holder not in mine:
        raise NotFound
    cursor = visit.query.get("from", "")
    page = tasks.waiting(visit.campaign.id, (holder,) if holder else mine, cursor)
    own = own_units(visit.person, visit.campaign, vietnam_day(visit.now))
    for_me: list[Shown] = []
    for_colleagues: list[Shown] = []
    for line in page.rows:
        is_barred = line.owed.unit in own or visit.person.id in line.owed.barred
        (for_colleagues if is_barred else for_me).append(_shown(visit, line))
    return visit.page(
        "queue.html",
        for_me=for_me,
        for_colleagues=for_colleagues,
        holders=[(one, holder_name(one, visit.campaign)) for one in mine],
        total=None if cursor or page.cursor else len(page.rows),
        cursor=page.cursor,
        # Whoever decides for one holder only need not be told on every line.
        by_holder=len(mine) > 1 and not holder,
    )


def reviewer_holders(visit: Visit) -> list[str]:
    """The bodies, seats and parts in councils for which the visitor decides, those that ended among them."""
    kinds = tuple(f"{role.value}:" for role in DECIDING)
    held = held_on(visit.campaign, visit.holders, vietnam_day(visit.now))
    return sorted(holder for holder in held if holder.startswith(kinds))


def _shown(visit: Visit, line: Line) -> Shown:
    campaign, owed = visit.campaign, line.owed
    return Shown(
        line=line,
        path=address(line.record),
        unit=unit_name(owed.unit, campaign),
        area=area_name(owed.area, campaign),
        duty=DUTIES[owed.duty],
        holders=tuple(holder_name(one, campaign) for one in line.holders),
        late=owed.due is not None and owed.due < visit.now,
    )
