"""Everything that is held about one person, for that person: as rows in words, and as one file. Pure.

The file is JSON under the names that the software uses, so that nothing depends on a wording; the page says
the same in words. Both are made when somebody asks, and are never sent by e-mail.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import msgspec

from services.core.language.message import Message, Text, Value, message
from services.core.mailing.mail import Line
from services.core.people.person import Person, Session
from services.core.rights.request import Request
from services.core.rights.wording import CHANNEL_NAMES, WHAT_NAMES
from services.core.subjects.fields import fields
from services.core.subjects.store import Stored
from services.core.subjects.subject import Consent, Details
from services.core.subjects.wording import KIND_NAMES, told

#: How a holder (`unit:vinh-lam`) or a unit's id is called.
Name = Callable[[str], Message | Text]


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """One browser in which the person is signed in; neither its cookie nor its hash."""

    started: datetime
    ends: datetime


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Rows about one thing, under one heading."""

    title: Message | Text
    rows: tuple[tuple[Message, Value | None], ...]


class Unsent(msgspec.Struct, frozen=True, kw_only=True):
    """What the person typed into a report on a record and did not send yet, field by field."""

    record: str
    fields: dict[str, str]


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, as of `made_at`. `account` is there for whoever can sign in; of e-mails the newest are."""

    made_at: datetime
    campaign: str
    account: Person | None = None
    sign_ins: tuple[SignIn, ...] = ()
    e_mails: tuple[Line, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    people: tuple[Stored, ...] = ()
    requests: tuple[Request, ...] = ()


def sign_ins(sessions: tuple[Session, ...], now_real: float) -> tuple[SignIn, ...]:
    """The browsers that are signed in now."""
    return tuple(
        SignIn(started=_moment(one.started), ends=_moment(one.expires))
        for one in sessions
        if one.expires > now_real
    )


def encode(copy: Copy) -> bytes:
    """The copy as indented JSON in UTF-8."""
    return msgspec.json.format(msgspec.json.encode(copy), indent=2)


def parts(
    copy: Copy,
    unit_name: Callable[[str], Text],
    holder_name: Name,
    record_name: Callable[[str], str | Message],
) -> tuple[Part, ...]:
    """The copy in words; the last three say how people know a unit, a holder and a record, by its id."""
    found = [_account(copy.account, unit_name, holder_name)] if copy.account else []
    if copy.sign_ins:
        rows = tuple((message("Signed in since"), one.started) for one in copy.sign_ins)
        found.append(Part(title=message("Browsers in which you are signed in"), rows=rows))
    if copy.e_mails:
        mails = tuple((_E_MAIL, _said(line)) for line in copy.e_mails)
        found.append(Part(title=message("E-mails that were sent to you"), rows=mails))
    found += [_typed(one, record_name) for one in copy.unsent]
    found += [_person(one, unit_name, holder_name, record_name) for one in copy.people]
    found += [_request(one) for one in copy.requests]
    return tuple(found)


_E_MAIL = message("E-mail")


def _said(line: Line) -> Message:
    return message("{at}: {subject}", at=line.at, subject=line.subject)


def _account(person: Person, unit_name: Callable[[str], Text], holder_name: Name) -> Part:
    roles = tuple((message("Role"), holder_name(grant.holder)) for grant in person.grants)
    return Part(
        title=message("Account"),
        rows=(
            (message("Full name"), person.name),
            (message("E-mail address"), person.email),
            (
                message("Language of pages and e-mails"),
                "Tiếng Việt" if person.language == "vi" else "English",
            ),
            (message("Own unit"), unit_name(person.home) if person.home else None),
            *roles,
        ),
    )


def _typed(unsent: Unsent, record_name: Callable[[str], str | Message]) -> Part:
    words = tuple((message("What you typed"), text) for text in unsent.fields.values() if text.strip())
    return Part(
        title=message("What was typed into a report and not sent yet"),
        rows=((message("Record"), record_name(unsent.record)), *words),
    )


def _person(
    stored: Stored,
    unit_name: Callable[[str], Text],
    holder_name: Name,
    record_name: Callable[[str], str | Message],
) -> Part:
    """What a record says of a person: handed in, or only typed."""
    subject = stored.subject
    rows: list[tuple[Message, Value | None]] = [
        (message("Record"), record_name(subject.record)),
        (message("Unit"), unit_name(subject.unit)),
    ]
    if subject.erased:
        rows.append((message("Erased"), told(subject.erased, holder_name(subject.erased.holder))))
        rows += [(message("Reason"), subject.erased.reason)] if subject.erased.reason else []
    if subject.details:
        rows += _details(stored, subject.details)
    if stored.typed:
        labels = {field.name: field.label for field in fields(subject.kind)}
        rows += [
            (message("{label} (typed, not handed in)", label=labels[name]), text)
            for name, text in stored.typed.items()
            if name in labels and text.strip()
        ]
    return Part(title=KIND_NAMES[subject.kind], rows=tuple(rows))


def _details(stored: Stored, details: Details) -> list[tuple[Message, Value | None]]:
    values: Mapping[str, object] = msgspec.structs.asdict(details)
    asked = {field.name: field.label for field in fields(stored.subject.kind)}
    rows = [
        (label, _value(values[name])) for name, label in asked.items() if name in values and name != "publish"
    ]
    return [*rows, *((_word(one), one.on) for one in details.publish)]


def _word(consent: Consent) -> Message:
    how = CHANNEL_NAMES[consent.how]
    if consent.given:
        return message("Consented to being made public ({how})", how=how)
    return message("Withdrew the consent to being made public ({how})", how=how)


def _request(request: Request) -> Part:
    return Part(
        title=message("Request about personal data"),
        rows=(
            (message("What was asked"), WHAT_NAMES[request.what]),
            (message("Received"), request.received),
            (message("How it came"), CHANNEL_NAMES[request.channel]),
            (message("Full name"), request.name or None),
            (message("How to reach them"), request.contact or None),
            (message("Their words"), request.words or None),
            (message("Acknowledged"), request.acknowledged),
            (message("Answered"), request.end.at if request.end else None),
            (message("Answer"), request.end.note or None if request.end else None),
        ),
    )


def _value(value: object) -> Value | None:
    """A year is no amount: it is shown without separators."""
    if isinstance(value, date):
        return value
    return str(value) if value not in (None, "") else None


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, tz=UTC)
