"""People of records: looked for, everything held about one, for the office to hand out, correct and withdraw.

Erasing stands in `erasing_pages.py`. Every page keeps the request in hand (`?request=`) as it goes along.
"""

from collections.abc import Mapping
from datetime import date

import msgspec
from chalice.app import Response

from services.core import form
from services.core.form import Choice, Field, Kind, Problem
from services.core.language import formats
from services.core.language.message import Message, Text, message
from services.core.record.showing.wording import holder_name, unit_name
from services.core.rights import copy, request
from services.core.rights import store as requests
from services.core.rights.copy import Copy
from services.core.subjects import fields as asked
from services.core.subjects import store
from services.core.subjects.correcting import corrections
from services.core.subjects.store import ErasedError, Line, Stored
from services.core.subjects.subject import Channel, Consent, is_subject_id, place_of
from services.core.subjects.wording import KIND_NAMES, name_of
from services.core.table import ConflictError
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.review.office.about_record import about
from services.review.office.request_pages import LIST, link
from services.review.office.words import units_sought

PEOPLE = f"{LIST}/people"

#: People that one search shows; whoever looks for more writes more of the name.
MOST = 50

_UNPROCESSABLE, _CONFLICT = 422, 409

_OVERTAKEN = Problem(
    "",
    message(
        "Somebody else changed this person meanwhile. Look at what stands there now, then send it again."
    ),
)

WITHDRAWAL = (
    Field(name="on", kind=Kind.DAY, label=message("Withdrawn on"), longest=12),
    Field(
        name="how",
        kind=Kind.PICK,
        label=message("How it was withdrawn"),
        choices=tuple(Choice(channel.value, name) for channel, name in asked.CHANNEL_NAMES.items()),
    ),
)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was looked for, in words."""

    path: str
    name: Message | Text
    kind: Message
    unit: Text
    line: Line


def find(visit: Visit) -> Response:
    """Whoever is looked for in the campaign, or within a unit: by words of the name, or by the telephone."""
    unit, wanted = visit.query.get("unit", ""), form.clean(visit.query.get("q", ""))[:200]
    found = store.find(visit.campaign.id, wanted, MOST + 1, unit)
    return visit.page(
        "office/personal/find.html",
        found=[
            Found(
                path=address(visit, line.id),
                name=_name(line),
                kind=KIND_NAMES[line.kind],
                unit=unit_name(line.unit, visit.campaign),
                line=line,
            )
            for line in found[:MOST]
        ],
        more=len(found) > MOST,
        units=[("", message("All units")), *units_sought(visit.campaign, vietnam_day(visit.now))],
        unit=unit,
        wanted=wanted,
        request=visit.query.get("request", ""),
    )


def show(visit: Visit, subject_id: str) -> Response:
    """Everything that is held about one person of a record, to read, to print, to hand out."""
    stored = person(visit, subject_id)
    campaign = visit.campaign
    record = about(stored.subject.record, campaign)
    parts = copy.parts(
        _copy(visit, stored),
        lambda unit: unit_name(unit, campaign),
        lambda holder: holder_name(holder, campaign),
        lambda _: record.number if record else message("The record is gone"),
    )
    in_hand = visit.query.get("request", "")
    known = requests.get(campaign.id, in_hand) if request.is_request_id(in_hand) else None
    return visit.page(
        "office/personal/person.html",
        name=name_of(stored),
        stored=stored,
        parts=parts,
        record=record,
        corrected=list(corrections(stored.subject.kind, stored.typed, stored.subject.details)),
        path=lambda page: address(visit, subject_id, page),
        request=known.request if known else None,
        linked=known is not None and subject_id in known.request.subjects,
    )


def recognise(visit: Visit, subject_id: str) -> Response:
    """Note that this is whoever sent the request in hand."""
    visit.tell(command="LinkRequest", record=subject_id)
    person(visit, subject_id)
    link(visit, visit.form.get("request", ""), subject_id)
    return visit.go(f"{PEOPLE}/{subject_id}?request={visit.form['request']}")


def download(visit: Visit, subject_id: str) -> Response:
    """The same as a file, which the office hands over itself; nothing of it is sent by e-mail."""
    stored = person(visit, subject_id)
    record = about(stored.subject.record, visit.campaign)
    name = f"{record.number}-{place_of(subject_id)}" if record else subject_id
    return Response(
        copy.encode(_copy(visit, stored)),
        {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}.json"',
        },
    )


def ask_correct(visit: Visit, subject_id: str) -> Response:
    """The form with what is held, to be corrected."""
    stored = _handed_in(visit, subject_id)
    details = stored.subject.details
    typed = asked.typed_from(details) if details else {}
    return _correct_page(visit, stored, {**typed, "revision": str(stored.revision)}, ())


def correct(visit: Visit, subject_id: str) -> Response:
    """Put what was typed in the place of what is held; the record's history stays as it is."""
    visit.tell(command="CorrectSubject", record=subject_id)
    stored, typed = _handed_in(visit, subject_id), visit.form
    today = vietnam_day(visit.now)
    details, problems = asked.read(stored.subject.kind, "", typed, today, stored.subject.details)
    if details is None or problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _correct_page(visit, stored, typed, problems, _UNPROCESSABLE)
    try:
        if typed.get("revision") != str(stored.revision):
            raise ConflictError(subject_id)  # noqa: TRY301 - the same as when it happens in the table
        store.correct(stored, details, visit.now)
    except ConflictError:
        visit.tell(outcome=FormOutcome.STALE)
        anew = {**typed, "revision": str(stored.revision)}
        return _correct_page(visit, stored, anew, (_OVERTAKEN,), _CONFLICT)
    except ErasedError:
        raise NotFound from None
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(address(visit, subject_id))


def ask_withdraw(visit: Visit, subject_id: str) -> Response:
    """Ask on which day and on which way the consent to being made public was withdrawn."""
    typed = {"on": formats.typed_day(vietnam_day(visit.now))}
    return _withdraw_page(visit, _public(visit, subject_id), typed, ())


def withdraw(visit: Visit, subject_id: str) -> Response:
    """Note that the person no longer wants to be public; from now on nothing shows them."""
    visit.tell(command="WithdrawConsent", record=subject_id)
    stored = _public(visit, subject_id)
    values, problems = form.read(WITHDRAWAL, visit.form)
    details, on = stored.subject.details, values["on"]
    last = details.last_word if details else None
    if isinstance(on, date) and (wrong := asked.out_of_turn(on, last, vietnam_day(visit.now))):
        problems = (*problems, Problem("on", wrong))
    if problems or details is None:
        visit.tell(outcome=FormOutcome.MEND)
        return _withdraw_page(visit, stored, visit.form, problems, _UNPROCESSABLE)
    word = msgspec.convert({"given": False, "on": on, "how": Channel(str(values["how"]))}, type=Consent)
    changed = msgspec.structs.replace(details, publish=(*details.publish, word))
    try:
        store.correct(stored, changed, visit.now)
    except ConflictError:
        visit.tell(outcome=FormOutcome.STALE)
        return _withdraw_page(visit, stored, visit.form, (_OVERTAKEN,), _CONFLICT)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(address(visit, subject_id))


def person(visit: Visit, subject_id: str) -> Stored:
    """The person of that id in this campaign. Raises: NotFound."""
    stored = store.get(subject_id) if is_subject_id(subject_id) else None
    if stored is None or stored.subject.campaign != visit.campaign.id:
        raise NotFound
    return stored


def address(visit: Visit, subject_id: str, page: str = "") -> str:
    """Where a person's page, or one about them, stands; the request in hand goes along."""
    in_hand = visit.query.get("request", "")
    path = f"{PEOPLE}/{subject_id}/{page}" if page else f"{PEOPLE}/{subject_id}"
    return f"{path}?request={in_hand}" if request.is_request_id(in_hand) else path


def _handed_in(visit: Visit, subject_id: str) -> Stored:
    """Somebody whose details were handed in: a draft is the unit's to correct. Raises: NotFound."""
    stored = person(visit, subject_id)
    if stored.subject.details is None:
        raise NotFound
    return stored


def _public(visit: Visit, subject_id: str) -> Stored:
    stored = _handed_in(visit, subject_id)
    if stored.subject.details is None or not stored.subject.details.may_publish:
        raise NotFound
    return stored


def _name(line: Line) -> Message | Text:
    return Text(vi=line.name, en=line.name) if line.name else message("(no name yet)")


def _copy(visit: Visit, stored: Stored) -> Copy:
    subject, campaign = stored.subject, visit.campaign.id
    guardian = store.guardian_of(subject)
    about_them = tuple(one for one in requests.of_campaign(campaign) if subject.id in one.subjects)
    return Copy(
        made_at=visit.now,
        campaign=campaign,
        people=(stored, guardian) if guardian else (stored,),
        requests=about_them,
    )


def _correct_page(
    visit: Visit, stored: Stored, typed: Mapping[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    return visit.page(
        "office/personal/correct.html",
        status,
        name=name_of(stored),
        back=address(visit, stored.subject.id),
        action=visit.here(),
        fields=asked.fields(stored.subject.kind),
        typed=typed,
        problems=problems,
    )


def _withdraw_page(
    visit: Visit, stored: Stored, typed: Mapping[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    return visit.page(
        "office/personal/withdraw.html",
        status,
        name=name_of(stored),
        back=address(visit, stored.subject.id),
        action=visit.here(),
        fields=WITHDRAWAL,
        typed=typed,
        problems=problems,
    )
