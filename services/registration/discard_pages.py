"""A draft that was never handed in is thrown away, with its people and its files.

The draft goes first: that one conditional delete decides against whoever types into it at the same moment.
All that follows can be repeated, and the same button, pressed again, takes away what a first time left.
"""

from chalice.app import Response

from services.core.attaching import shelf
from services.core.form import Problem
from services.core.language.message import message
from services.core.record import store
from services.core.record.record import State
from services.core.record.store import Stored
from services.core.record.tracks import words_of
from services.core.table import ConflictError
from services.core.web.visit import FormOutcome, Visit
from services.registration import people, records
from services.registration.records import address

_CONFLICT = 409

#: What the log calls a draft that is thrown away.
_DISCARD = "DiscardDraft"


def ask(visit: Visit, record_id: str) -> Response:
    """Ask before a draft is deleted."""
    stored = records.mine(visit, record_id)
    if stored.record.state is not State.DRAFT:
        return visit.go(address(record_id))
    return _ask(visit, stored)


def discard(visit: Visit, record_id: str) -> Response:
    """Delete a draft that was never handed in, and everything that belongs to it alone."""
    visit.tell(command=_DISCARD)
    stored = records.find(visit, record_id)
    if stored and stored.record.state is not State.DRAFT:
        visit.tell(outcome=FormOutcome.STALE)
        return visit.go(address(record_id))
    if stored and visit.form.get("revision") != str(stored.revision):
        visit.tell(outcome=FormOutcome.STALE)
        changed = message(
            "The draft was changed after you opened this page. Look at it as it is now before you delete it."
        )
        return _ask(visit, stored, (Problem("", changed),), _CONFLICT)
    try:
        if stored:
            _throw_away(visit, stored)
        else:
            _complete(visit, record_id)
    except ConflictError:
        return discard(visit, record_id)
    shelf.clear(record_id)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(f"{records.LIST}?discarded=1")


def _ask(visit: Visit, stored: Stored, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    words = words_of(stored.record)
    return visit.page("records/discard.html", status, stored=stored, words=words, problems=problems)


def _throw_away(visit: Visit, stored: Stored) -> None:
    store.discard(stored, visit.now)
    people.forget(visit, stored)


def _complete(visit: Visit, record_id: str) -> None:
    """There is no such draft (any more): whose it was is asked of every unit of the visitor."""
    for unit in records.my_units(visit):
        store.note_discarded(visit.campaign.id, unit, record_id, visit.now)
        people.forget_discarded(visit, record_id, unit)
