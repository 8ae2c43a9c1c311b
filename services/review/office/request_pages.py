"""Requests about personal data: what is due first, what comes in, how each is acknowledged and answered."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime

import msgspec
from chalice.app import Response

from services.core import form
from services.core.campaign.model import Campaign
from services.core.form import Choice, Field, FieldValue, Kind, Needed, Problem
from services.core.language import formats
from services.core.language.message import Message, message
from services.core.people.roll.posts import units
from services.core.rights import request as rights
from services.core.rights import store
from services.core.rights.request import End, Outcome, Request, What
from services.core.rights.store import Stored
from services.core.rights.wording import CHANNEL_NAMES, OUTCOME_NAMES, WHAT_NAMES
from services.core.subjects import store as subjects
from services.core.subjects.subject import Channel
from services.core.subjects.wording import name_of
from services.core.table import ConflictError, again
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, NotFound, Visit

LIST = "/review/office/personal-data"

_UNPROCESSABLE = 422

ANSWER = (
    Field(
        name="outcome",
        kind=Kind.CHOICE,
        label=message("How it was answered"),
        choices=tuple(Choice(outcome.value, name) for outcome, name in OUTCOME_NAMES.items()),
    ),
    Field(
        name="note",
        kind=Kind.TEXT,
        label=message("What was done, or why it was refused"),
        hint=message("The person may see it"),
        required=False,
        needed=Needed(
            when=message("required where it is refused"),
            missing=message("Say why it is refused"),
            by="outcome",
            answer=Outcome.REFUSED.value,
        ),
        longest=1000,
    ),
)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A request in words; `late` where its next term has passed."""

    request: Request
    path: str
    what: Message
    due: datetime | None
    late: bool


def fields(campaign: Campaign, today: date) -> tuple[Field, ...]:
    """What the office enters of a request that came in."""
    return (
        Field(
            name="what",
            kind=Kind.CHOICE,
            label=message("What is asked for"),
            choices=tuple(Choice(what.value, name) for what, name in WHAT_NAMES.items()),
        ),
        Field(name="name", kind=Kind.LINE, label=message("Full name of whoever asks"), longest=120),
        Field(
            name="contact",
            kind=Kind.LINE,
            label=message("How to reach them"),
            hint=message("Telephone number, address or e-mail address to which the answer goes"),
            longest=250,
        ),
        Field(name="received", kind=Kind.DAY, label=message("Received on"), longest=12),
        Field(
            name="channel",
            kind=Kind.PICK,
            label=message("How it came"),
            choices=tuple(
                Choice(one.value, CHANNEL_NAMES[one]) for one in Channel if one is not Channel.ACCOUNT
            ),
        ),
        Field(
            name="unit",
            kind=Kind.PICK,
            label=message("Unit in whose records they stand"),
            required=False,
            choices=units(campaign, today),
        ),
        Field(name="words", kind=Kind.TEXT, label=message("Their words"), required=False, longest=2000),
    )


def requests(visit: Visit) -> Response:
    """Every request: what is due first, then what is answered."""
    found = rights.in_order(store.of_campaign(visit.campaign.id), visit.campaign)
    shown = [_shown(visit, one) for one in found]
    return visit.page(
        "office/personal/list.html",
        waiting=[one for one in shown if one.due],
        ended=[one for one in shown if not one.due],
        outcomes=OUTCOME_NAMES,
    )


def new(visit: Visit) -> Response:
    """The form for a request that came in."""
    today = vietnam_day(visit.now)
    return _new_page(visit, {"id": uuid.uuid4().hex, "received": formats.typed_day(today)}, ())


def enter(visit: Visit) -> Response:
    """Enter it, once, however often the form is sent."""
    visit.tell(command="EnterRequest")
    typed = visit.form
    values, problems = form.read(fields(visit.campaign, vietnam_day(visit.now)), typed)
    received = values["received"]
    if not problems and received and received > vietnam_day(visit.now):  # type: ignore[operator]  # a day
        problems = (Problem("received", message("This day has not come yet")),)
    if problems or not rights.is_request_id(typed.get("id", "")):
        visit.tell(outcome=FormOutcome.MEND)
        return _new_page(visit, {"id": uuid.uuid4().hex, **typed}, problems, _UNPROCESSABLE)
    asked = _request(visit, typed["id"], values)
    try:
        store.save(Stored(request=asked), asked)
    except ConflictError:
        visit.tell(outcome=FormOutcome.STALE)
    return visit.go(f"{LIST}/requests/{asked.id}")


def one(visit: Visit, request_id: str) -> Response:
    """One request, with the people who were found to be whoever asks."""
    return _one_page(visit, _found(visit, request_id).request, {}, ())


def answer(visit: Visit, request_id: str) -> Response:
    """Note that it was acknowledged, or how it was answered; what was noted before stays."""
    typed = visit.form
    request = _found(visit, request_id).request
    if typed.get("do") == "acknowledge":
        visit.tell(command="AcknowledgeRequest", record=request_id)
        _change(visit, request_id, lambda known: _acknowledged(known, visit.now))
        return visit.go(f"{LIST}/requests/{request_id}")
    visit.tell(command="AnswerRequest", record=request_id)
    values, problems = form.read(ANSWER, typed)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _one_page(visit, request, typed, problems, _UNPROCESSABLE)
    end = End(
        at=visit.now,
        by=visit.person.id,
        outcome=Outcome(str(values["outcome"])),
        note=str(values["note"] or ""),
    )
    erased = any(one.subject.erased for one in subjects.get_many(request.subjects).values())
    _change(visit, request_id, lambda known: ended(known, end, gone=erased))
    return visit.go(f"{LIST}/requests/{request_id}")


def ended(request: Request, end: End, *, gone: bool) -> Request:
    """The request answered; who asked is forgotten, too, where they were erased (`gone`) or asked for it."""
    if request.end:
        return request
    whole = msgspec.structs.replace(request, acknowledged=request.acknowledged or end.at, end=end)
    erased = request.what is What.DELETE and end.outcome is Outcome.DONE
    return rights.blank(whole) if gone or erased else whole


def linked(request: Request, subject: str) -> Request:
    """The request with one more person of a record who is whoever asks."""
    return msgspec.structs.replace(request, subjects=tuple(dict.fromkeys((*request.subjects, subject))))


def link(visit: Visit, request_id: str, subject: str) -> None:
    """Note that this person of a record is whoever asked. Raises: NotFound."""
    _found(visit, request_id)
    _change(visit, request_id, lambda known: linked(known, subject))


def _acknowledged(request: Request, now: datetime) -> Request:
    return request if request.acknowledged else msgspec.structs.replace(request, acknowledged=now)


def _change(visit: Visit, request_id: str, change: Callable[[Request], Request]) -> None:
    def attempt() -> None:
        known = _found(visit, request_id)
        changed = change(known.request)
        if changed != known.request:
            store.save(known, changed)

    again(attempt)
    visit.tell(outcome=FormOutcome.DONE)


def _found(visit: Visit, request_id: str) -> Stored:
    found = store.get(visit.campaign.id, request_id) if rights.is_request_id(request_id) else None
    if found is None:
        raise NotFound
    return found


def _request(visit: Visit, id_: str, values: Mapping[str, FieldValue]) -> Request:
    """What the form asks for; dates and choices are read already."""
    given = {name: value for name, value in values.items() if value is not None}
    own = {"id": id_, "campaign": visit.campaign.id, "by": visit.person.id}
    return msgspec.convert({**given, **own}, type=Request)


def _shown(visit: Visit, request: Request) -> Shown:
    due = rights.due(request, visit.campaign)
    return Shown(
        request=request,
        path=f"{LIST}/requests/{request.id}",
        what=WHAT_NAMES[request.what],
        due=due,
        late=due is not None and due < visit.now,
    )


def _new_page(
    visit: Visit, typed: Mapping[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    asked = fields(visit.campaign, vietnam_day(visit.now))
    return visit.page("office/personal/new.html", status, fields=asked, typed=typed, problems=problems)


def _one_page(
    visit: Visit, request: Request, typed: Mapping[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    people = subjects.get_many(request.subjects)
    return visit.page(
        "office/personal/request.html",
        status,
        shown=_shown(visit, request),
        acknowledge_by=rights.acknowledge_by(request, visit.campaign),
        finish_by=rights.finish_by(request, visit.campaign),
        channel=CHANNEL_NAMES[request.channel],
        outcome=OUTCOME_NAMES[request.end.outcome] if request.end else None,
        people=[
            (f"{LIST}/people/{id_}?request={request.id}", name_of(people.get(id_)))
            for id_ in request.subjects
        ],
        fields=ANSWER,
        typed=typed,
        problems=problems,
    )
