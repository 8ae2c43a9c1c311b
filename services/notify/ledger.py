"""Every e-mail in the table: intended, then sent, failed or suppressed, and perhaps come back.

An e-mail is noted before it is sent and marked after, under an id that follows from the event, so that
hearing an event again sends nothing again. Whoever sends holds the e-mail for a few seconds (its lease): two
that hear the same event at the same moment do not both send. Leases and terms of keeping count real seconds,
never the business clock. Keys: docs/architecture.md, "One table".
"""

import zlib
from datetime import datetime
from enum import Enum, StrEnum, auto

import msgspec
from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from services.core import events
from services.core.events import Event
from services.core.table import ByHolder, ConflictError, Item, put, update
from services.notify.intent import Intent, Kind

#: Real seconds for which a sender holds an e-mail: longer than one call to SES can take.
LEASE = 10

#: Days for which the stored copy of an e-mail is kept.
KEPT_DAYS = 90

_DAY = 24 * 3600


class Status(StrEnum):
    """What became of an e-mail."""

    INTENDED = "intended"  # to be sent
    SENT = "sent"  # SES took it
    FAILED = "failed"  # SES never will, or it was tried for too long
    SUPPRESSED = "suppressed"  # no longer true before it could be sent
    BOUNCED = "bounced"  # SES took it, and it came back for good
    COMPLAINED = "complained"  # its reader called it unwanted


class Claim(Enum):
    """Whether an e-mail may be sent now."""

    MINE = auto()  # send it
    DONE = auto()  # it was sent, failed or suppressed before
    HELD = auto()  # somebody else is sending it this moment, or broke off doing so


class MailItem(Item):
    """One e-mail to one person. `cause` is the event's JSON; `text` the plain part, compressed.

    While it is intended it stands in the index by the second at which its lease ends.
    """

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    kind = UnicodeAttribute()
    person = UnicodeAttribute()
    cause = UnicodeAttribute()
    to = UnicodeAttribute()
    subject = UnicodeAttribute()
    text = BinaryAttribute(legacy_encoding=False, null=True)
    since = NumberAttribute()
    lease = NumberAttribute()
    sent = UnicodeAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    error = UnicodeAttribute(null=True)
    by_holder = ByHolder["MailItem"]()


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """An e-mail as the table keeps it.

    `since` is the real second in which it was first intended; `text` is empty for e-mails with secrets.
    """

    id: str
    status: Status
    kind: Kind
    person: str
    event: Event
    to: str
    subject: str
    text: str
    since: int
    lease: int
    error: str


def claim(intent: Intent, subject: str, text: str, now_real: float) -> Claim:
    """Note that the e-mail is to be sent, and hold it for `LEASE` seconds. One write when it is new.

    `text` is what is kept of it; empty for an e-mail with secrets.
    """
    now = int(now_real)
    lease = now + LEASE
    item = MailItem(
        f"M#{intent.id}",
        "M",
        gsi1pk=_listed(Status.INTENDED),
        gsi1sk=_at(lease),
        status=Status.INTENDED.value,
        kind=intent.kind.value,
        person=intent.person.id,
        cause=events.encode(intent.event),
        to=intent.person.email,
        subject=subject,
        text=zlib.compress(text.encode(), 6) if text else None,
        since=now,
        lease=lease,
        expires=now + KEPT_DAYS * _DAY,
    )
    try:
        put(item, MailItem.pk.does_not_exist())
    except ConflictError:
        return _claim_again(intent.id, now)
    return Claim.MINE


def _claim_again(mail: str, now: int) -> Claim:
    copy = get(mail)
    if copy is None or copy.status is not Status.INTENDED:
        return Claim.DONE
    if copy.lease > now:
        return Claim.HELD
    lease = now + LEASE
    try:
        _update(
            mail,
            [MailItem.lease.set(lease), MailItem.gsi1sk.set(_at(lease))],
            _INTENDED & (MailItem.lease == copy.lease),
        )
    except ConflictError:
        return Claim.HELD
    return Claim.MINE


def release(mail: str, code: str, now_real: float) -> None:
    """Give an e-mail back that could not be sent now, for whoever tries next."""
    now = int(now_real)
    _update(
        mail,
        [MailItem.lease.set(now), MailItem.gsi1sk.set(_at(now)), MailItem.error.set(code)],
        _INTENDED,
    )


def mark_sent(mail: str, reference: str, now: datetime) -> None:
    """SES took it under the id `reference`; where it came back before this was noted, that stays so."""
    taken: list[Action] = [MailItem.reference.set(reference), MailItem.sent.set(now.isoformat())]
    try:
        _update(mail, [*_ended(Status.SENT), *taken], ~_CAME_BACK)
    except ConflictError:
        _update(mail, taken)


def mark_failed(mail: str, code: str, now_real: float) -> None:
    """It will never be sent; it is listed under `M#failed` for the office."""
    _update(mail, _listing(Status.FAILED, code, now_real), _INTENDED)


def mark_came_back(mail: str, status: Status, code: str, now_real: float) -> bool:
    """It bounced, or its reader complained (`status`); it is listed under `M#<status>` for the office.

    `False` where that or worse was known already, or the e-mail is none of ours. SES may tell it twice, a
    bounce after a complaint, and either before we noted that it was sent.
    """
    known = (Status.COMPLAINED,) if status is Status.COMPLAINED else (Status.BOUNCED, Status.COMPLAINED)
    return _noted(mail, _listing(status, code, now_real), known)


def note(mail: str, code: str) -> bool:
    """Keep a word about an e-mail whose status does not change by it; `False` as in `mark_came_back`."""
    return _noted(mail, [MailItem.error.set(code)], (Status.BOUNCED, Status.COMPLAINED))


def _noted(mail: str, actions: list[Action], known: tuple[Status, ...]) -> bool:
    unknown = ~MailItem.status.is_in(*(status.value for status in known))
    try:
        _update(mail, actions, MailItem.pk.exists() & unknown)
    except ConflictError:
        return False
    return True


def mark_suppressed(mail: str) -> None:
    """What it would have said is no longer true."""
    _update(mail, _ended(Status.SUPPRESSED), _INTENDED)


def get(mail: str) -> Copy | None:
    """The e-mail of that id."""
    try:
        item = MailItem.get(f"M#{mail}", "M", consistent_read=True)
    except MailItem.DoesNotExist:
        return None
    return Copy(
        id=mail,
        status=Status(item.status),
        kind=Kind(item.kind),
        person=item.person,
        event=msgspec.json.decode(item.cause, type=Event),
        to=item.to,
        subject=item.subject,
        text=zlib.decompress(item.text).decode() if item.text else "",
        since=int(item.since),
        lease=int(item.lease),
        error=item.error or "",
    )


def stuck(now_real: float, most: int) -> tuple[str, ...]:
    """The ids of at most `most` e-mails that are intended and held by nobody, longest waiting first."""
    rows = MailItem.by_holder.query(
        _listed(Status.INTENDED), MailItem.gsi1sk <= _at(int(now_real)), limit=most, page_size=most
    )
    return tuple(row.pk.removeprefix("M#") for row in rows)


_INTENDED: Condition = MailItem.status == Status.INTENDED.value
_CAME_BACK: Condition = MailItem.status.is_in(Status.BOUNCED.value, Status.COMPLAINED.value)


def _ended(status: Status) -> list[Action]:
    return [MailItem.status.set(status.value), MailItem.gsi1pk.remove(), MailItem.gsi1sk.remove()]


def _listing(status: Status, code: str, now_real: float) -> list[Action]:
    return [
        MailItem.status.set(status.value),
        MailItem.error.set(code),
        MailItem.gsi1pk.set(_listed(status)),
        MailItem.gsi1sk.set(_at(int(now_real))),
    ]


def _listed(status: Status) -> str:
    return f"M#{status.value}"


def _at(second: int) -> str:
    return f"{second:011d}"


def _update(mail: str, actions: list[Action], condition: Condition | None = None) -> None:
    update(MailItem(f"M#{mail}", "M"), actions, condition)
