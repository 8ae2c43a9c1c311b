"""The desk: the way to everything that the office does, and what needs it now."""

import msgspec
from chalice.app import Response

from services.core.campaign.model import Campaign
from services.core.language.message import Message, Text
from services.core.people.roll import store as roll
from services.core.people.roll.posts import posts, role_name
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit


class Vacant(msgspec.Struct, frozen=True, kw_only=True):
    """A role that nobody holds; `path` leads to the form that lets somebody in for it."""

    name: Message | Text
    path: str


def desk(visit: Visit) -> Response:
    """What needs the office now, and the way to everything."""
    members = roll.tally(visit.campaign.id)
    vacant = [one.value for one in posts(visit.campaign, vietnam_day(visit.now)) if not members[one.value]]
    return visit.page(
        "office/home.html",
        vacant=[_vacant(holder, visit.campaign) for holder in vacant if not holder.startswith("unit:")],
        without=[
            Vacant(name=unit.name, path=f"/review/office/units/{unit.id}")
            for unit in visit.campaign.units
            if unit.registers and f"unit:{unit.id}" in vacant
        ],
    )


def _vacant(holder: str, campaign: Campaign) -> Vacant:
    return Vacant(name=role_name(holder, campaign), path=f"/review/office/people/new?role={holder}")
