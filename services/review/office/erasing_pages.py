"""Erasing people of records: what happens first, then for good; one at a time, or all whose time is over."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from chalice.app import Response

from services.core import form
from services.core.attaching import store as attaching
from services.core.attaching.attachment import Attachment
from services.core.form import Choice, Field, Kind, Problem
from services.core.language.message import Message, Text, message
from services.core.people.person import Role
from services.core.record import store as records
from services.core.record.showing.wording import holder_name
from services.core.rights import request
from services.core.rights import store as requests
from services.core.subjects import retention, store
from services.core.subjects.store import Stored
from services.core.subjects.subject import Erasure, Why, record_of
from services.core.subjects.wording import KIND_NAMES, name_of, told
from services.core.uploads import bucket
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.review.office.about_record import About, about
from services.review.office.request_pages import LIST, link
from services.review.office.subject_pages import address, person
from services.review.office.words import units_sought

#: People that one press erases; the page then shows who is left.
MOST = 50

_UNPROCESSABLE = 422
_FILE = "file-"
_DRAFT = "draft"

WHY = Field(
    name="why",
    kind=Kind.CHOICE,
    label=message("Why they are erased"),
    choices=(
        Choice(Why.REQUEST.value, message("The person asks for it")),
        Choice(Why.TERM.value, message("The time for which they are kept is over")),
    ),
)
_REASON = Field(
    name="reason",
    kind=Kind.TEXT,
    label=message("Why now, before the decision"),
    hint=message("It stays in the record's trail: name nobody"),
    longest=500,
)


class Over(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose time is over, in words; `since` is when the record came to stand as it does."""

    path: str
    name: Text
    kind: Message
    title: str
    since: datetime


def ask(visit: Visit, subject_id: str) -> Response:
    """What erasing this person means, before anything is done."""
    return _page(visit, _there(visit, subject_id), {"why": Why.REQUEST.value}, ())


def erase(visit: Visit, subject_id: str) -> Response:
    """Erase the person, a minor's guardian with them, and the files that were chosen.

    While somebody's decision is awaited the office says why it cannot wait.
    """
    visit.tell(command="EraseSubject", record=subject_id)
    stored, typed = _there(visit, subject_id), visit.form
    record = about(stored.subject.record, visit.campaign)
    values, problems = form.read(_asked(record), typed)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _page(visit, stored, typed, problems, _UNPROCESSABLE)
    in_hand = visit.query.get("request", "")
    if request.is_request_id(in_hand):
        link(visit, in_hand, subject_id)
    erasure = Erasure(
        at=visit.now,
        by=visit.person.id,
        holder=Role.OFFICE.value,
        why=Why(str(values["why"])),
        request=in_hand if request.is_request_id(in_hand) else "",
        reason=str(values.get("reason") or ""),
    )
    for file in record.files if record else ():
        if typed.get(f"{_FILE}{file.id}"):
            _remove(file)
    _erase(visit, stored, erasure)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(address(visit, subject_id))


def over(visit: Visit) -> Response:
    """The people of one unit's records whose time is over."""
    unit = visit.query.get("unit", "")
    found = list(_over(visit, unit)) if unit else []
    return visit.page(
        "office/personal/over.html",
        units=[
            ("", message("Choose from the list")),
            *units_sought(visit.campaign, vietnam_day(visit.now)),
        ],
        unit=unit,
        found=found[:MOST],
        more=len(found) > MOST,
        erased=visit.query.get("erased", ""),
    )


def erase_over(visit: Visit) -> Response:
    """Erase them all: those whose time is over now, whatever the page had shown."""
    visit.tell(command="EraseOverdueSubjects")
    unit = visit.form.get("unit", "")
    if unit not in {one.id for one in visit.campaign.units}:
        raise NotFound
    erasure = Erasure(at=visit.now, by=visit.person.id, holder=Role.OFFICE.value, why=Why.TERM)
    found = list(_over(visit, unit))[:MOST]
    for stored in store.get_many(one.path.rpartition("/")[2] for one in found).values():
        _erase(visit, stored, erasure)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(f"{LIST}/over?unit={unit}&erased={len(found)}")


def _erase(visit: Visit, stored: Stored, erasure: Erasure) -> None:
    """Erase somebody, and before them the guardian who stands there for them alone.

    What broke off in between is done by erasing again, and the trail then tells of both all the same.
    """
    guardian = _guardian(stored)
    if guardian:
        erasure = msgspec.structs.replace(erasure, guardian=True)
    for one in filter(None, (guardian, stored)):
        store.erase(one.subject.id, erasure, visit.causation)
        requests.forget(visit.campaign.id, one.subject.id)


def _guardian(stored: Stored) -> Stored | None:
    """The guardian who goes with a minor; one who was erased before, by their own wish, went alone."""
    guardian = store.guardian_of(stored.subject)
    before = guardian.subject.erased if guardian else None
    return guardian if before is None or before.guardian else None


def _remove(file: Attachment) -> None:
    """The content first: what breaks off in between is still named, and is taken away by doing it again."""
    bucket.remove(file.key)
    attaching.remove(file)


def _there(visit: Visit, subject_id: str) -> Stored:
    """Somebody who is not erased yet. Raises: NotFound."""
    stored = person(visit, subject_id)
    if stored.subject.erased:
        raise NotFound
    return stored


def _asked(record: About | None) -> tuple[Field, ...]:
    return (WHY, _REASON) if record and record.waits_for else (WHY,)


def _over(visit: Visit, unit: str) -> Iterator[Over]:
    """Two queries: the unit's people, and its records as its list shows them."""
    campaign = visit.campaign.id
    known = {line.id: line for line in records.all_of_unit(campaign, unit)}
    for line in store.of_unit(campaign, unit):
        if line.erased:
            continue
        record = known.get(record_of(line.id))
        is_draft = record is None or record.state == _DRAFT
        state = _DRAFT if record is None else record.state
        # A draft lives as long as anybody types in it; what was handed in is counted from the record's end.
        moments = [line.updated] if is_draft else []
        since = max([*moments, *([record.updated] if record else [])])
        waiting = bool(record and set(record.holders) - {f"{Role.UNIT.value}:{unit}"})
        if retention.is_over(state, since, visit.now, waiting=waiting):
            yield Over(
                path=f"{LIST}/people/{line.id}",
                name=Text(vi=line.name, en=line.name),
                kind=KIND_NAMES[line.kind],
                title=record.title if record else "",
                since=since,
            )


def _page(
    visit: Visit, stored: Stored, typed: Mapping[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    record = about(stored.subject.record, visit.campaign)
    guardian = _guardian(stored)
    sample = Erasure(
        at=visit.now, by="", holder=Role.OFFICE.value, why=Why.REQUEST, guardian=guardian is not None
    )
    return visit.page(
        "office/personal/erase.html",
        status,
        name=name_of(stored),
        back=address(visit, stored.subject.id),
        action=visit.here(),
        record=record,
        trail=told(sample, holder_name(sample.holder, visit.campaign)),
        guardian=name_of(guardian) if guardian else None,
        files=[(f"{_FILE}{file.id}", file.name) for file in record.files] if record else [],
        days=retention,
        fields=_asked(record),
        typed=typed,
        problems=problems,
    )
