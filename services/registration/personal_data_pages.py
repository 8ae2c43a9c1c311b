"""What is held about people: why and how long, for everybody; what exactly, for whoever is signed in."""

import uuid
from collections.abc import Iterator, Mapping

from chalice.app import Response

from services.core import form
from services.core.acting import store as unsent
from services.core.form import Choice, Field, Kind, Problem
from services.core.language.message import Message, message
from services.core.mailing import store as mailing
from services.core.people import store as people
from services.core.people.person import Role, clean_email
from services.core.record import store as records
from services.core.record.showing.wording import holder_name, unit_name
from services.core.rights import copy, request
from services.core.rights import store as requests
from services.core.rights.copy import Copy, Unsent
from services.core.rights.request import Request, What
from services.core.rights.store import Stored
from services.core.rights.wording import WHAT_NAMES
from services.core.subjects import retention
from services.core.subjects import store as subjects
from services.core.subjects.subject import Channel
from services.core.table import ConflictError
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, Visit

DATA = "/registration/me/data"

FIELDS = (
    Field(
        name="what",
        kind=Kind.CHOICE,
        label=message("What do you ask for?"),
        choices=tuple(Choice(what.value, name) for what, name in WHAT_NAMES.items() if what is not What.VIEW),
    ),
    Field(
        name="words",
        kind=Kind.TEXT,
        label=message("What exactly"),
        hint=message("Which of it is wrong and what is right, or what is to be erased"),
        longest=2000,
    ),
)


def privacy(visit: Visit) -> Response:
    """What is held about people, why, for how long, whom to ask, and by when one is answered."""
    campaign = visit.campaign
    kept = retention.table()
    return visit.page(
        "privacy.html",
        kept=kept,
        grounds=[
            row.source for at, row in enumerate(kept) if row.source not in [r.source for r in kept[:at]]
        ],
        office=campaign.unit(campaign.office),
        acknowledged_in=request.ACKNOWLEDGED_IN,
        rights=[(name, request.DONE_IN[what]) for what, name in WHAT_NAMES.items()],
    )


def data(visit: Visit) -> Response:
    """Everything that is held about the visitor, to read and to print."""
    campaign = visit.campaign
    parts = copy.parts(
        _copy(visit),
        lambda unit: unit_name(unit, campaign),
        lambda holder: holder_name(holder, campaign),
        _record_name,
    )
    return visit.page("data.html", parts=parts, asked="asked" in visit.query)


def download(visit: Visit) -> Response:
    """The same as a file."""
    headers: dict[str, str | list[str]] = {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Disposition": 'attachment; filename="about-me.json"',
    }
    return Response(copy.encode(_copy(visit)), headers)


def ask(visit: Visit) -> Response:
    """The form in which the visitor asks for correction, withdrawal or erasure."""
    return _ask_page(visit, {"id": uuid.uuid4().hex}, ())


def file_request(visit: Visit) -> Response:
    """File what was asked, once, however often the form is sent."""
    visit.tell(command="AskAboutPersonalData")
    typed = visit.form
    values, problems = form.read(FIELDS, typed)
    if problems or not request.is_request_id(typed.get("id", "")):
        visit.tell(outcome=FormOutcome.MEND)
        return _ask_page(visit, {**typed, "id": uuid.uuid4().hex}, problems, 422)
    person = visit.person
    asked = Request(
        id=typed["id"],
        campaign=visit.campaign.id,
        what=What(str(values["what"])),
        received=vietnam_day(visit.now),
        channel=Channel.ACCOUNT,
        name=person.name,
        contact=person.email,
        words=str(values["words"]),
        unit=person.home,
        person=person.id,
        by=person.id,
    )
    try:
        requests.save(Stored(request=asked), asked)
    except ConflictError:
        # Sent twice: it is there already.
        visit.tell(outcome=FormOutcome.STALE)
    return visit.go(f"{DATA}?asked=1")


def _ask_page(
    visit: Visit, typed: Mapping[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    return visit.page("data_request.html", status, fields=FIELDS, typed=typed, problems=problems)


def _record_name(record_id: str) -> str | Message:
    stored = records.get(record_id)
    return stored.record.number if stored else message("The record is gone")


def _copy(visit: Visit) -> Copy:
    person, campaign = visit.person, visit.campaign.id
    _, sessions = people.partition(person.id)
    return Copy(
        made_at=visit.now,
        campaign=campaign,
        account=person,
        sign_ins=copy.sign_ins(tuple(sessions), visit.now_real),
        e_mails=tuple(mailing.to_person(person.id).rows),
        unsent=tuple(_unsent(visit)),
        people=_named(visit),
        requests=tuple(one for one in requests.of_campaign(campaign) if one.person == person.id),
    )


def _unsent(visit: Visit) -> Iterator[Unsent]:
    """What the visitor typed into reports, without what the page itself notes beside it."""
    for record, typed in unsent.of_person(visit.person.id, visit.now_real):
        yield Unsent(record=record, fields={name: text for name, text in typed.items() if name != "seen"})


def _named(visit: Visit) -> tuple[subjects.Stored, ...]:
    """The people of records under the visitor's own address, in the units to which the visitor belongs."""
    person, campaign = visit.person, visit.campaign.id
    units = dict.fromkeys((person.home, *person.of(campaign, Role.UNIT)))
    ids = [line.id for unit in units if unit for line in subjects.of_unit(campaign, unit) if not line.erased]
    return tuple(stored for stored in subjects.get_many(ids).values() if person.email in _addresses(stored))


def _addresses(stored: subjects.Stored) -> set[str]:
    details = stored.subject.details
    typed = (stored.typed or {}).get("email", "")
    return {clean_email(text) for text in (details.email if details else "", typed) if text}
