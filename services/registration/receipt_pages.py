"""The receipt of a record: that it was handed in, what it said then and, apart from it, how it stands now."""

from chalice.app import Response

from services.core.people import store as accounts
from services.core.record.people import ids
from services.core.record.showing import receipt as shown
from services.core.record.showing.sheet import sheet, spoken_of
from services.core.subjects import store as subjects
from services.core.web.visit import NotFound, Visit
from services.registration import confirming, file_pages, records


def receipt(visit: Visit, record_id: str) -> Response:
    """The number of what was handed in, when and by whom; what comes next, and a copy of what was said."""
    stored, campaign = records.mine(visit, record_id), visit.campaign
    given = shown.handed_in(stored, campaign)
    if given is None:
        raise NotFound
    known = subjects.get_many(dict.fromkeys((*ids(given.facts), *spoken_of(stored))))
    return visit.page(
        "records/receipt.html",
        sheet=sheet(stored, campaign, visit.now, known),
        given=given,
        unconfirmed=confirming.nobody_confirms(visit, stored.record),
        by=_name(visit, given.by),
        facts=shown.groups(stored, given, campaign, known),
        changed=shown.since(stored, given, campaign, known),
        files=file_pages.handed_in(visit, stored),
    )


def _name(visit: Visit, person: str) -> str:
    """The name of a person; empty where nobody of that id is known any more."""
    if person == visit.person.id:
        return visit.person.name
    found = accounts.get(person)
    return found.name if found else ""
