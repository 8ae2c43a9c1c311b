"""Which body or seat a record goes to: never one that would decide on its own unit's record.

Source: domain rules, "Who": an appraising body's own records go to the substitute named for the area, a
seat's own ones to the seat's substitute. What a unit's successor registers is its own, too. A body that a
record has, and the holder of a seat, may end meanwhile: who then acts is `succession.holder_on`.
"""

from datetime import date

from services.core.campaign.model import Campaign, Council, Track
from services.core.campaign.succession import body_on, is_same_body, lineage


def appraiser_for(campaign: Campaign, area_id: str, unit_id: str, day: date) -> str:
    """The id of the body that on `day` appraises a record of `unit_id` in `area_id`.

    Raises:
        KeyError: the campaign has no such area.
    """
    area = campaign.area(area_id)
    body = body_on(campaign, area.body, day)
    if unit_id in lineage(campaign, body.unit):
        return body_on(campaign, area.substitute, day).id
    return body.id


def council_for(campaign: Campaign, track: Track) -> Council | None:
    """The council that decides on records of a track; the first, should the campaign name several."""
    return next((council for council in campaign.councils if track in council.tracks), None)


def substitute_for_body(campaign: Campaign, area_id: str, body_id: str) -> str:
    """The id of the body that stands in when `body_id` cannot appraise a record of `area_id`."""
    area = campaign.area(area_id)
    return area.body if is_same_body(campaign, body_id, area.substitute) else area.substitute


def seat_holder(campaign: Campaign, seat_id: str, unit_id: str) -> str:
    """The holder that decides for a seat on a record of `unit_id`.

    Raises:
        KeyError: the campaign has no such seat.
    """
    seat = campaign.seat(seat_id)
    own = lineage(campaign, seat.unit)
    return substitute_for_seat(campaign, seat_id) if unit_id in own else f"seat:{seat.id}"


def substitute_for_seat(campaign: Campaign, seat_id: str) -> str:
    """The holder that stands in for a seat: a body of another unit, as the campaign file sees to."""
    return f"body:{campaign.seat(seat_id).substitute}"
