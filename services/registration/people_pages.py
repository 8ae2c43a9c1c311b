"""The people of a record's draft: a list of each kind, and one page for each person.

Somebody who is added is in the draft once their page is saved, at once and as typed, apart from the draft of
the record; nothing is lost where it has to be mended, or where a colleague saved the same person, took them
out or submitted the record meanwhile.
"""

import secrets
from collections.abc import Collection, Mapping

import msgspec
from chalice.app import Response

from services.core.form import Field, Problem, clean, read
from services.core.language.message import Message, Text, message
from services.core.record import people as drafts
from services.core.record import store as records_store
from services.core.record.people import PeopleAsked
from services.core.record.store import Stored
from services.core.record.tracks import words_of
from services.core.subjects import fields, store
from services.core.subjects.correcting import corrections
from services.core.subjects.wording import name_of
from services.core.table import ConflictError
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.registration import drafting, meanwhile, parting, people, records
from services.registration.merging import marks, merge
from services.registration.places import ADDED, Place, find
from services.registration.records import address

_CONFLICT, _UNPROCESSABLE = 409, 422
_SAVE, _REMOVE = "SavePerson", "RemovePerson"


def show(visit: Visit, record_id: str, place: str) -> Response:
    """Everybody of one kind, or the page about one person."""
    found = find(visit, record_id, place)
    if isinstance(found, Response):
        return found
    if isinstance(found, Place):
        return _person(visit, found, found.typed)
    stored, asked = found
    return visit.page(
        "records/people/list.html",
        stored=stored,
        group=_group(visit, stored, asked),
        title=_title(visit, stored),
        problems=_problems(visit, stored, asked) if "check" in visit.query else (),
        removed="removed" in visit.query,
        taken=meanwhile.taken_over(visit, _answers(visit, stored, asked), ""),
    )


def save(visit: Visit, record_id: str, place: str) -> Response:
    """Keep what was typed about a person, who thereby is in the draft."""
    visit.tell(command=_SAVE)
    found = find(visit, record_id, place, saving=True)
    if isinstance(found, Response):
        return found
    if not isinstance(found, Place):
        raise NotFound
    if found.stored.record.state not in drafting.EDITABLE:
        left = parting.differing(found.questions, found.typed, visit.form)
        return meanwhile.overtaken(visit, found.stored, left)
    if found.is_new and place != found.page:
        return _taken_out(visit, found)
    try:
        return _save(visit, found)
    except ConflictError:
        return save(visit, record_id, place)


def confirm_removal(visit: Visit, record_id: str, place: str) -> Response:
    """Ask before a person is taken out."""
    found = find(visit, record_id, place)
    if isinstance(found, Response):
        return found
    if not isinstance(found, Place) or found.is_new:
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
        return visit.go(address(record_id, f"edit?saved=1{asked.section if asked else ''}"))
    return visit.go(address(record_id, f"people/{asked.place}?removed=1"))


def _taken_out(visit: Visit, one: Place) -> Response:
    """Somebody took the person out meanwhile: whoever typed decides whether to name them again."""
    visit.tell(outcome=FormOutcome.STALE)
    typed = {field.name: visit.form.get(field.name, "") for field in one.questions}
    gone = message(
        "Somebody took this person out while you were typing. What you typed still stands below: "
        "save it to name the person again."
    )
    return _person(visit, one, typed, (Problem("", gone),), status=_CONFLICT)


def _save(visit: Visit, one: Place) -> Response:
    typed = {field.name: visit.form.get(field.name, "") for field in one.questions}
    unfit = _not_savable(visit, one, typed)
    if unfit:
        visit.tell(outcome=FormOutcome.MEND)
        return _person(visit, one, typed, unfit, base=visit.form.get("base", ""), status=_UNPROCESSABLE)
    if one.is_new and visit.form.get("do") != "continue" and not clean("".join(typed.values())):
        return visit.go(_up(one, ""))
    base = marks(one.questions, one.typed) if one.is_new else visit.form.get("base", "")
    merged = merge(one.questions, base, one.typed, typed)
    if merged.asked:
        visit.tell(outcome=FormOutcome.STALE)
        return _person(visit, one, merged.text, parted=_parted(one, merged.asked), status=_CONFLICT)
    saved = _keep(visit, one, merged.text)
    visit.tell(outcome=FormOutcome.DONE, record=one.stored.record.id)
    problems = _wrong(visit, one, merged.text) if visit.form.get("do") == "continue" else ()
    if problems:
        return _person(visit, saved, merged.text, problems, taken=merged.taken, status=_UNPROCESSABLE)
    return visit.go(_up(one, " ".join(merged.taken)))


def _not_savable(visit: Visit, one: Place, typed: Mapping[str, str]) -> tuple[Problem, ...]:
    """Why nothing of this can be kept: it is too much, one too many, or nothing where something has to be."""
    if sum(len(text.encode()) for text in typed.values()) > drafting.LARGEST_DRAFT:
        return (Problem("", drafting.too_large()),)
    if not one.is_new:
        return ()
    if not _group(visit, one.stored, one.asked).has_room:
        full = message("At most {most} fit. What you typed still stands below.", most=one.asked.most)
        return (Problem("", full),)
    is_blank = not clean("".join(typed.values()))
    return _wrong(visit, one, typed) if is_blank and visit.form.get("do") == "continue" else ()


def _keep(visit: Visit, one: Place, text: Mapping[str, str]) -> Place:
    """Save who it is and, in the record's draft, what the track asks beside it."""
    extra = {f"{one.place}-{field.name}": text[field.name] for field in one.asked.extra}
    if one.is_new and one.asked.most > 1:
        extra[f"{one.place}-{ADDED}"] = visit.form.get("page", "")
    draft, stored = {**one.text, **extra}, one.stored
    if draft != stored.draft:
        stored = records_store.save_draft(stored, draft, visit.campaign, visit.now)
    subject, own = one.subject, fields.own(one.subject.subject.kind, "", text)
    changed = any(typed != one.typed.get(name, "") for name, typed in own.items())
    # A page that told what the office corrected has been read once it is saved, as it stands or not.
    if not subject.revision or changed or _corrected(one):
        subject = store.save_draft(subject, own, visit.now)
    return msgspec.structs.replace(one, stored=stored, text=draft, subject=subject, is_new=False)


def _up(one: Place, taken: str) -> str:
    """Where one goes on from the person's page."""
    if one.asked.most > 1:
        return meanwhile.onward(one.stored, f"people/{one.asked.place}", taken)
    return f"{meanwhile.onward(one.stored, 'edit?saved=1', taken)}{one.asked.section}"


def _wrong(visit: Visit, one: Place, typed: Mapping[str, str]) -> tuple[Problem, ...]:
    who = one.subject.subject
    _, problems = fields.read(who.kind, "", typed, vietnam_day(visit.now), who.details)
    _, more = read(one.asked.extra, typed)
    return (*problems, *more)


def _parted(one: Place, names: Collection[str]) -> tuple[tuple[Field, str], ...]:
    """The fields of these names, with what is stored."""
    there = one.typed
    return tuple((field, there.get(field.name, "")) for field in one.questions if field.name in names)


def _person(  # noqa: PLR0913 - one page with all that may stand on it
    visit: Visit,
    one: Place,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    *,
    parted: tuple[tuple[Field, str], ...] = (),
    taken: Collection[str] = (),
    base: str = "",
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
        taken=meanwhile.taken_over(visit, _answers(visit, one.stored, one.asked), " ".join(taken)),
        base=base or marks(one.questions, one.typed),
        page=visit.form.get("page", "") or secrets.token_urlsafe(9),
        so_far=one.asked.so_far(drafts.answers(one.text, one.asked)),
        name=name_of(one.subject) if one.subject.revision else None,
        corrected=_corrected(one),
    )


def _answers(visit: Visit, stored: Stored, asked: PeopleAsked) -> tuple[Field, ...]:
    """Whatever may be taken over on the way to a page: answers of the record's form, and about the person."""
    return (*drafting.asked_of(stored.record, visit.campaign), *people.questions(asked))


def _corrected(one: Place) -> list[tuple[Message, Message | Text | str]]:
    """What the office corrected of the person while the unit typed something else."""
    who = one.subject.subject
    return list(corrections(who.kind, one.subject.typed, who.details))


def _group(visit: Visit, stored: Stored, asked: PeopleAsked) -> people.Group:
    text = people.text_of(visit, stored)
    return next(group for group in people.groups(visit, stored, text) if group.asked.place == asked.place)


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
