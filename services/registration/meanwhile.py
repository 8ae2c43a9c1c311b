"""What a person is shown of a record that somebody else changed, or moved on, while they were typing."""

import secrets
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from chalice.app import Response

from services.core.form import Field, Problem
from services.core.people import store as people
from services.core.record.store import Stored
from services.core.web.visit import FormOutcome, Visit
from services.registration import drafting, parting
from services.registration.merging import Merged, marks
from services.registration.parting import Difference
from services.registration.records import address

_CONFLICT = 409
_UNPROCESSABLE = 422


def parted(visit: Visit, stored: Stored, merged: Merged, problems: tuple[Problem, ...] = ()) -> Response:
    """Two changed the same answers: whose text is kept is asked for each of them."""
    visit.tell(outcome=FormOutcome.STALE)
    typed, asked = merged.text, drafting.asked_of(stored.record, visit.campaign)
    names = {*merged.asked, *(parting.asked_in(typed) if problems else ())}
    saver = people.get(drafting.saved_by(stored)) if drafting.saved_by(stored) else None
    return visit.page(
        "records/parted.html",
        _UNPROCESSABLE if problems else _CONFLICT,
        stored=stored,
        typed=typed,
        asked=asked,
        base=marks(asked, drafting.starting_text(stored, visit.campaign)),
        taken=" ".join(parting.taken_in(merged)),
        parted=parting.differences(stored, visit.campaign, typed, names),
        saver=saver.name if saver and saver.id != visit.person.id else "",
        problems=problems,
        page=secrets.token_urlsafe(9),
    )


def overtaken(visit: Visit, stored: Stored, left: Sequence[Difference]) -> Response:
    """The record was handed in or moved on meanwhile: what was typed is shown, so that none of it is lost."""
    visit.tell(outcome=FormOutcome.STALE)
    return visit.page("records/overtaken.html", _CONFLICT, stored=stored, parted=left)


def onward(stored: Stored, page: str, taken: str) -> str:
    """The address of a page about the record, which says as well what was taken over (names of fields)."""
    way = address(stored.record.id, page)
    return f"{way}{'&' if '?' in page else '?'}{urlencode({'taken': taken})}" if taken else way


def taken_over(visit: Visit, asked: Iterable[Field], names: str) -> list[str]:
    """The labels of the answers that somebody else changed and the visitor did not."""
    found = (names or visit.query.get("taken", "")).split()
    return [visit.say(field.label) for field in asked if field.name in found]
