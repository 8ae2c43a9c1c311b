"""The people of a record's draft: a list of each kind, and one page for each person.

What is typed about a person is saved at once, as typed, apart from the draft of the record; nothing is lost
where it has to be mended, or where a colleague saved the same person meanwhile.
"""

from collections.abc import Mapping

import msgspec
from chalice.app import Response

from services.core.form import Field, Problem, read
from services.core.record import people as drafts
from services.core.record import store as records_store
from services.core.record.people import PeopleAsked
from services.core.record.store import Stored
from services.core.record.tracks import words_of
from services.core.subjects import fields, store
from services.core.subjects.wording import name_of
from services.core.table import ConflictError
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.registration import drafting, people, records
from services.registration.records import address

_CONFLICT, _UNPROCESSABLE = 409, 422
_SAVE, _REMOVE = "SavePerson", "RemovePerson"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a draft: whose record, of which kind, at which place, as the table has them."""

    stored: Stored
    text: dict[str, str]
    asked: PeopleAsked
    place: str
    subject: store.Stored

    @property
    def questions(self) -> tuple[Field, ...]:
        """What is asked about the person, then what the track asks beside it."""
        return (*fields.fields(self.subject.subject.kind), *self.asked.extra)

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the draft about the person."""
        own = {field.name: self.text.get(f"{self.place}-{field.name}", "") for field in self.asked.extra}
        return {**people.typed_of(self.subject), **own}


def show(visit: Visit, record_id: str, place: str) -> Response:
    """Everybody of one kind, or the page about one person."""
    found = _find(visit, record_id, place)
    if isinstance(found, Response):
        return found
    if isinstance(found, Place):
        return _person(visit, found, found.typed)
    stored, asked = found
    group = _group(visit, stored, asked)
    return visit.page(
        "records/people/list.html",
        stored=stored,
        group=group,
        title=_title(visit, stored),
        problems=_problems(visit, stored, asked) if "check" in visit.query else (),
        removed="removed" in visit.query,
    )


def save(visit: Visit, record_id: str, place: str) -> Response:
    """Add a person to a list, or keep what was typed about one."""
    visit.tell(command=_SAVE)
    found = _find(visit, record_id, place, saving=True)
    if isinstance(found, Response):
        return found
    try:
        if isinstance(found, Place):
            return _save(visit, found)
        return _add(visit, *found)
    except ConflictError:
        return save(visit, record_id, place)


def confirm_removal(visit: Visit, record_id: str, place: str) -> Response:
    """Ask before a person is taken out."""
    found = _find(visit, record_id, place)
    if isinstance(found, Response):
        return found
    if not isinstance(found, Place):
        raise NotFound
    return visit.page("records/people/remove.html", one=found, name=name_of(found.subject))


def remove(visit: Visit, record_id: str, place: str) -> Response:
    """Take a person out of the draft; who is gone is gone."""
    visit.tell(command=_REMOVE)
    stored = records.mine(visit, record_id)
    if stored.record.state not in drafting.EDITABLE:
        return visit.go(address(record_id))
    text = people.text_of(visit, stored)
    if place in drafts.places(text):
        try:
            records_store.save_draft(stored, drafts.without_place(text, place), visit.campaign, visit.now)
        except ConflictError:
            return remove(visit, record_id, place)
        people.drop(visit, stored, place)
    visit.tell(outcome=FormOutcome.DONE)
    asked = next((one for one in people.asked_of(stored, text) if one.has(place)), None)
    if asked is None or asked.most == 1:
        return visit.go(address(record_id, "edit?saved=1"))
    return visit.go(address(record_id, f"people/{asked.place}?removed=1"))


def _find(
    visit: Visit, record_id: str, place: str, *, saving: bool = False
) -> Response | Place | tuple[Stored, PeopleAsked]:
    """The person at `place`, or the kind of that name, of an open draft; else the way to the record.

    The only one of a kind is there as soon as somebody saves.

    Raises:
        NotFound: the form asks for nobody of the kind.
    """
    stored = records.mine(visit, record_id)
    if stored.record.state not in drafting.EDITABLE:
        return visit.go(address(record_id))
    text = people.text_of(visit, stored)
    for asked in people.asked_of(stored, text):
        if asked.most > 1 and place == asked.place:
            return stored, asked
        if asked.has(place):
            if place not in drafts.places(text):
                if asked.most > 1:
                    return visit.go(address(record_id, f"people/{asked.place}"))
                text = drafts.with_place(text, place)
            subject = people.known(stored, text)[place]
            one = Place(stored=stored, text=text, asked=asked, place=place, subject=subject)
            gone = saving and subject.subject.erased is not None
            return visit.go(address(record_id, f"people/{place}")) if gone else one
    raise NotFound


def _add(visit: Visit, stored: Stored, asked: PeopleAsked) -> Response:
    """One more of that kind, at the place that the page named: pressed twice, it is added once."""
    text = people.text_of(visit, stored)
    place = visit.form.get("place", "")
    group = _group(visit, stored, asked)
    if place not in drafts.places(text):
        if not group.next:
            return visit.go(address(stored.record.id, f"people/{asked.place}"))
        place = group.next
        records_store.save_draft(stored, drafts.with_place(text, place), visit.campaign, visit.now)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(address(stored.record.id, f"people/{place}"))


def _save(visit: Visit, one: Place) -> Response:
    typed = {field.name: visit.form.get(field.name, "") for field in one.questions}
    if sum(len(text.encode()) for text in typed.values()) > drafting.LARGEST_DRAFT:
        visit.tell(outcome=FormOutcome.MEND)
        return _person(visit, one, typed, (Problem("", drafting.too_large()),), status=_UNPROCESSABLE)
    parted = _parted(one, typed)
    if parted and visit.form.get("revision") != str(one.subject.revision):
        visit.tell(outcome=FormOutcome.STALE)
        return _person(visit, one, typed, parted=parted, status=_CONFLICT)
    own = fields.own(one.subject.subject.kind, "", typed)
    extra = {f"{one.place}-{field.name}": typed[field.name] for field in one.asked.extra}
    draft = {**one.text, **extra}
    if draft != one.stored.draft:
        records_store.save_draft(one.stored, draft, visit.campaign, visit.now)
    subject = one.subject
    if parted or not subject.revision:
        subject = store.save_draft(subject, own, visit.now)
    visit.tell(outcome=FormOutcome.DONE, record=one.stored.record.id)
    problems = _wrong(visit, one, typed) if visit.form.get("do") == "continue" else ()
    if problems:
        saved = msgspec.structs.replace(one, subject=subject)
        return _person(visit, saved, typed, problems, status=_UNPROCESSABLE)
    record_id = one.stored.record.id
    if one.asked.most == 1:
        return visit.go(address(record_id, "edit?saved=1"))
    return visit.go(address(record_id, f"people/{one.asked.place}"))


def _wrong(visit: Visit, one: Place, typed: Mapping[str, str]) -> tuple[Problem, ...]:
    who = one.subject.subject
    _, problems = fields.read(who.kind, "", typed, vietnam_day(visit.now), who.details)
    _, more = read(one.asked.extra, typed)
    return (*problems, *more)


def _parted(one: Place, typed: Mapping[str, str]) -> tuple[tuple[Field, str], ...]:
    """The fields in which what is stored and what was typed part, with what is stored."""
    there = one.typed
    return tuple(
        (field, there.get(field.name, ""))
        for field in one.questions
        if there.get(field.name, "").split() != typed[field.name].split()
    )


def _person(  # noqa: PLR0913 - one page with all that may stand on it
    visit: Visit,
    one: Place,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    *,
    parted: tuple[tuple[Field, str], ...] = (),
    status: int = 200,
) -> Response:
    return visit.page(
        "records/people/person.html",
        status,
        one=one,
        title=_title(visit, one.stored),
        typed=typed,
        problems=problems,
        parted=parted,
        name=name_of(one.subject) if one.subject.revision else None,
    )


def _group(visit: Visit, stored: Stored, asked: PeopleAsked) -> people.Group:
    text = people.text_of(visit, stored)
    return next(group for group in people.groups(stored, text) if group.asked.place == asked.place)


def _problems(visit: Visit, stored: Stored, asked: PeopleAsked) -> tuple[Problem, ...]:
    text = people.text_of(visit, stored)
    _, problems = drafting.command_from(
        stored.record, visit.campaign, text, people.entered(visit, stored, text)
    )
    return tuple(problem for problem in problems if problem.field == asked.anchor)


def _title(visit: Visit, stored: Stored) -> str:
    """The record's title as it stands in the draft."""
    title = people.text_of(visit, stored).get("title", "").strip()
    return title or visit.say(words_of(stored.record).untitled)
