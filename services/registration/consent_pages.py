"""What somebody who was put forward says later about being made public, noted by their locality.

While the record is with the locality, the person's own page of the form asks; afterwards this one does.
"""

from collections.abc import Mapping

from chalice.app import Response

from services.core.citizen.people import HOUSEHOLD, PERSON
from services.core.form import Problem
from services.core.language import formats
from services.core.language.message import message
from services.core.record.people import of_facts
from services.core.record.store import Stored as StoredRecord
from services.core.subjects import consenting, store
from services.core.subjects.store import ErasedError, Stored
from services.core.subjects.subject import place_of
from services.core.subjects.wording import name_of
from services.core.table import ConflictError
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.registration import drafting, records
from services.registration.records import address

_CONFLICT, _UNPROCESSABLE = 409, 422


def is_asked(stored: StoredRecord, known: Mapping[str, Stored]) -> bool:
    """Whether the page is to be had: a citizen or a household was handed in, and the form is not open.

    `known` are the people of whom the record speaks, by id: of somebody who was erased nothing is asked.
    """
    subject_id = _subject(stored)
    subject = known.get(subject_id) if subject_id else None
    return subject is not None and subject.subject.details is not None


def ask(visit: Visit, record_id: str) -> Response:
    """Ask what was said, on which day and how."""
    stored, subject = _found(visit, record_id)
    return _page(visit, stored, subject, {"on": formats.typed_day(vietnam_day(visit.now))})


def note(visit: Visit, record_id: str) -> Response:
    """Keep it as the last word: it counts at once."""
    visit.tell(command="NoteConsent")
    stored, subject = _found(visit, record_id)
    details = subject.subject.details
    last = details.last_word if details else None
    word, problems = consenting.read_word(visit.form, vietnam_day(visit.now), last)
    if word is None or details is None:
        visit.tell(outcome=FormOutcome.MEND)
        return _page(visit, stored, subject, visit.form, problems, status=_UNPROCESSABLE)
    said = consenting.with_word(details, word)
    if said != details:
        if visit.form.get("revision") != str(subject.revision):
            return _overtaken(visit, stored, subject)
        try:
            store.save(subject, said, visit.now)
        except ConflictError:
            return _overtaken(visit, *_found(visit, record_id))
        except ErasedError:
            raise NotFound from None
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(f"{address(record_id)}?done=consent")


def _subject(stored: StoredRecord) -> str | None:
    """The subject's id of whoever is put forward, unless the form is open."""
    if stored.record.state in drafting.EDITABLE:
        return None
    places = (PERSON.place, HOUSEHOLD.place)
    named = (one.subject for one in of_facts(stored.record.facts))
    return next((subject for subject in named if place_of(subject) in places), None)


def _found(visit: Visit, record_id: str) -> tuple[StoredRecord, Stored]:
    """The record and who is put forward. Raises: NotFound, also once they were erased."""
    stored = records.mine(visit, record_id)
    subject_id = _subject(stored)
    subject = store.get(subject_id) if subject_id else None
    if subject is None or subject.subject.details is None:
        raise NotFound
    return stored, subject


def _overtaken(visit: Visit, stored: StoredRecord, subject: Stored) -> Response:
    """Somebody noted another word meanwhile: the page shows it, with what was typed."""
    visit.tell(outcome=FormOutcome.STALE)
    moved = message(
        "Somebody else changed this person meanwhile. Look at what stands there now, then send it again."
    )
    return _page(visit, stored, subject, visit.form, (Problem("", moved),), status=_CONFLICT)


def _page(  # noqa: PLR0913 - one page with all that may stand on it
    visit: Visit,
    stored: StoredRecord,
    subject: Stored,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    *,
    status: int = 200,
) -> Response:
    facts = stored.record.facts
    return visit.page(
        "records/consent.html",
        status,
        record=stored.record,
        title=facts.title if facts else "",
        name=name_of(subject),
        now=next(value for _, value in consenting.rows(subject.subject)),
        fields=consenting.FIELDS,
        revision=subject.revision,
        typed=typed,
        problems=problems,
    )
