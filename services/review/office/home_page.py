"""The desk: the way to everything that the office does, and what needs it now."""

from datetime import timedelta

import msgspec
from chalice.app import Response

from services.core.campaign.model import Campaign
from services.core.language.message import Message, Text
from services.core.mailing import store as mailing
from services.core.people.roll import store as roll
from services.core.people.roll.posts import posts, role_name
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit
from services.review import register
from services.review.office.mails_page import shown as mail
from services.review.office.records_page import RECORDS, shown
from services.review.register import Sought

#: Council roles without which a council still works.
_OPTIONAL = ("vice_chair:", "council:")

#: Records that the desk names.
_NAMED = 5


#: How far back the desk tells of e-mails that did not arrive.
_LATELY = timedelta(days=14)


class Vacant(msgspec.Struct, frozen=True, kw_only=True):
    """A role that nobody holds; `path` leads to the form that lets somebody in for it."""

    name: Message | Text
    path: str


def desk(visit: Visit) -> Response:
    """What needs the office now, and the way to everything."""
    members = roll.tally(visit.campaign.id)
    vacant = [one.value for one in posts(visit.campaign, vietnam_day(visit.now)) if not members[one.value]]
    over = register.find(visit.campaign.id, Sought(before=visit.now), most=_NAMED)
    return visit.page(
        "office/home.html",
        troubles=[mail(line) for line in mailing.troubles(visit.now - _LATELY, _NAMED)],
        over=[shown(visit, line) for line in over.rows],
        over_all=register.count_due(visit.campaign.id, visit.now) if over.cursor else len(over.rows),
        all_over=f"{RECORDS}?due=over",
        vacant=[
            _vacant(holder, visit.campaign)
            for holder in vacant
            if not holder.startswith(("unit:", *_OPTIONAL))
        ],
        without=[
            Vacant(name=unit.name, path=f"/review/office/units/{unit.id}")
            for unit in visit.campaign.units
            if unit.registers and f"unit:{unit.id}" in vacant
        ],
    )


def _vacant(holder: str, campaign: Campaign) -> Vacant:
    return Vacant(name=role_name(holder, campaign), path=f"/review/office/people/new?role={holder}")
