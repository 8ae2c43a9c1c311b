"""The records of the visitor's units: where they stand, and who finds them."""

from services.core.campaign import succession
from services.core.campaign.model import Track
from services.core.people.person import Role
from services.core.record import store
from services.core.record.record import is_record_id
from services.core.record.store import Stored
from services.core.vietnam import vietnam_day
from services.core.web.visit import NotFound, Visit

LIST = "/registration/records"


def track_named(text: str) -> Track:
    """The track of that name; a work where it names none."""
    return next((track for track in Track if track.value == text), Track.WORK)


def address(record_id: str, page: str = "") -> str:
    """Where a record's page, or a page about it, stands."""
    return f"{LIST}/{record_id}/{page}" if page else f"{LIST}/{record_id}"


def my_units(visit: Visit) -> tuple[str, ...]:
    """The units of which the visitor is a member in this campaign, in their order.

    One that came to be a moment ago, by a reorganisation, may be new to this process: then it reads again.
    """
    mine = visit.person.of(visit.campaign.id, Role.UNIT)
    if not {unit.id for unit in visit.campaign.units}.issuperset(mine):
        visit.read_campaign_again()
    return mine


def unit_of(visit: Visit) -> str:
    """The unit in the page's address, one of the visitor's; the first of them where it names none.

    Raises:
        NotFound: it is another unit.
    """
    units = my_units(visit)
    unit = visit.query.get("unit", units[0])
    if unit not in units:
        raise NotFound
    return unit


def find(visit: Visit, record_id: str) -> Stored | None:
    """The record, or `None` where nobody has saved it yet.

    Raises:
        NotFound: it is another unit's, or the id is none; a stranger cannot tell which.
    """
    if not is_record_id(record_id):
        raise NotFound
    stored = store.get(record_id)
    if stored is None:
        return None
    # What a unit that ended had concluded is kept by its successor.
    owners = succession.keepers(visit.campaign, stored.record.unit, vietnam_day(visit.now))
    if owners.isdisjoint(my_units(visit)) or stored.record.campaign != visit.campaign.id:
        raise NotFound
    visit.tell(record=stored.record.id)
    return stored


def mine(visit: Visit, record_id: str) -> Stored:
    """The record of one of the visitor's units. Raises: NotFound."""
    stored = find(visit, record_id)
    if stored is None:
        raise NotFound
    return stored
