"""Where somebody stands in a record's draft, found by the last part of an address."""

from collections.abc import Mapping

import msgspec
from chalice.app import Response

from services.core.form import Field
from services.core.record import people as drafts
from services.core.record.people import PeopleAsked
from services.core.record.store import Stored
from services.core.subjects import store
from services.core.web.visit import NotFound, Visit
from services.registration import drafting, people, records
from services.registration.records import address

#: What a draft keeps of the page that added somebody: pressed twice, it adds one.
ADDED = "~added"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a draft: whose record, of which kind, at which place, as the table has them.

    `is_new` where the draft has nobody at the place yet; `page` is where their page stands.
    """

    stored: Stored
    text: dict[str, str]
    asked: PeopleAsked
    place: str
    subject: store.Stored
    is_new: bool = False

    @property
    def page(self) -> str:
        """The last part of the page's address; of one more of several a name that goes to nobody."""
        return people.one_more(self.asked) if self.is_new and self.asked.most > 1 else self.place

    @property
    def questions(self) -> tuple[Field, ...]:
        """What is asked about the person, then what the track asks beside it."""
        return people.questions(self.asked)

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the draft about the person."""
        own = {field.name: self.text.get(f"{self.place}-{field.name}", "") for field in self.asked.extra}
        return {**people.typed_of(self.subject), **own}


def find(
    visit: Visit, record_id: str, place: str, *, saving: bool = False
) -> Response | Place | tuple[Stored, PeopleAsked]:
    """The person at `place`, or the kind of that name, of an open draft; else the way to the record.

    Whoever is not in the draft yet has a page as well: the only one of a kind, and one more of several.
    `saving`: what was typed is not sent away. It then belongs to somebody new where the person is gone, and
    the record may have moved on.

    Raises:
        NotFound: the form asks for nobody of the kind.
    """
    stored = records.mine(visit, record_id)
    if stored.record.state not in drafting.EDITABLE and not saving:
        return visit.go(address(record_id))
    text = people.text_of(visit, stored)
    for asked in people.asked_of(stored, text):
        if asked.most > 1 and place == asked.place:
            return stored, asked
        if asked.most > 1 and place == people.one_more(asked):
            place = _added_by(visit.form.get("page", ""), text) if saving else ""
            place = place or drafts.next_place(text, asked)
        elif asked.most > 1 and asked.has(place) and place not in drafts.places(text):
            if not saving:
                return visit.go(address(record_id, f"people/{asked.place}"))
            place = drafts.next_place(text, asked)
        if asked.has(place):
            is_new = place not in drafts.places(text)
            text = drafts.with_place(text, place)
            subject = people.known(stored, text)[place]
            one = Place(stored=stored, text=text, asked=asked, place=place, subject=subject, is_new=is_new)
            gone = saving and subject.subject.erased is not None
            return visit.go(address(record_id, f"people/{place}")) if gone else one
    raise NotFound


def _added_by(page: str, text: Mapping[str, str]) -> str:
    """The place of whoever was added from that page before, if anybody."""
    there = (place for place in drafts.places(text) if text.get(f"{place}-{ADDED}") == page)
    return next(there, "") if page else ""
