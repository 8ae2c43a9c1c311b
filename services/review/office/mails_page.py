"""What was sent to whom: to a person, about a record, what came to grief, and one e-mail with its text."""

from datetime import timedelta

import msgspec
from chalice.app import Response

from services.core.language.message import Message, Text
from services.core.mailing import store
from services.core.mailing.mail import TROUBLE, Line, is_mail_id
from services.core.mailing.wording import SHAPES, STATUS_NAMES, kind_name
from services.core.people import store as people
from services.core.record import store as records
from services.core.record.record import is_record_id
from services.core.subjects.retention import MAIL_DAYS
from services.core.web.visit import NotFound, Visit
from services.review.addresses import address
from services.review.office.acting import PEOPLE

MAILS = "/review/office/mails"

#: How far back the desk looks for what came to grief; the copies themselves are kept for as long.
RECENT = timedelta(days=MAIL_DAYS)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An e-mail in words."""

    line: Line
    path: str
    kind: Message | Text
    status: Message
    shape: str


def shown(line: Line) -> Shown:
    """An e-mail in words."""
    return Shown(
        line=line,
        path=f"{MAILS}/{line.id}",
        kind=kind_name(line.kind),
        status=STATUS_NAMES[line.status],
        shape=SHAPES[line.status],
    )


def troubles(visit: Visit) -> Response:
    """The newest e-mails that did not reach their readers as they should."""
    return visit.page(
        "office/troubles.html", rows=[shown(line) for line in store.troubles(visit.now - RECENT)]
    )


def to_person(visit: Visit, person_id: str) -> Response:
    """Everything that was sent to a person, newest first, 25 a page."""
    known = people.get(person_id)
    if known is None or not known.name:
        raise NotFound
    page = store.to_person(person_id, visit.query.get("from", ""))
    return visit.page(
        "office/mails.html",
        over=known.name,
        back=f"{PEOPLE}/{person_id}",
        rows=[shown(line) for line in page.rows],
        cursor=page.cursor,
        readers=False,
    )


def about_record(visit: Visit, record_id: str) -> Response:
    """Everything that was sent about a record, newest first."""
    stored = records.get(record_id) if is_record_id(record_id) else None
    if stored is None or stored.record.facts is None:
        raise NotFound
    return visit.page(
        "office/mails.html",
        over=stored.record.facts.title,
        back=address(record_id),
        rows=[shown(line) for line in store.about(record_id)],
        cursor=None,
        readers=True,
    )


def mail(visit: Visit, mail_id: str) -> Response:
    """One e-mail, with what is kept of its text."""
    found = store.get(mail_id) if is_mail_id(mail_id) else None
    if found is None:
        raise NotFound
    about = found.line.about
    stored = records.get(about) if is_record_id(about) else None
    return visit.page(
        "office/mail.html",
        letter=found,
        mail=shown(found.line),
        person=f"{PEOPLE}/{found.line.person}",
        record=address(about) if stored and stored.record.facts else "",
        in_trouble=found.line.status in TROUBLE,
    )
