"""Whether a record speaks of whoever asks something of it, looked up anew: accounts come later than records.

Somebody who is let in after the record was handed in is none of the accounts that its facts noted then.
"""

from services.core.people.addresses import store as addresses
from services.core.people.person import Person, person_id
from services.core.record.people import of_facts
from services.core.record.record import Record
from services.core.record.who import is_meant
from services.core.subjects import store as subjects


def is_named(person: Person, record: Record) -> bool:
    """Whether one of the people of whom the record speaks is this person, by what stands about them now.

    One call for all of them, none in a track without people; one more for each namesake with an address.
    """
    found = subjects.get_many(named.subject for named in of_facts(record.facts))
    details = (stored.subject.details for stored in found.values())
    return any(is_meant(person, record, one, _owner) for one in details if one)


def _owner(email: str) -> str:
    owner = addresses.owner(person_id(email))
    return owner.id if owner else ""
