"""Every e-mail in the table: intended, then sent, failed or suppressed, and perhaps come back.

An e-mail is noted before it is sent and marked after, under an id that follows from the event, so that
hearing an event again sends nothing again. Whoever sends holds the e-mail for a few seconds (its lease): two
that hear the same event at the same moment do not both send. Leases and terms of keeping count real seconds,
never the business clock. Keys: docs/architecture.md, "One table".
"""

import zlib
from datetime import datetime
from enum import Enum, auto

import msgspec
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from services.core import events
from services.core.events import Event
from services.core.mailing.mail import TROUBLE, Status, key_of
from services.core.mailing.store import (
    INTENDED_PARTITION,
    TROUBLE_PARTITION,
    MailItem,
    about_partition,
    trouble_key,
)
from services.core.table import ConflictError, put, update
from services.notify.intent import Intent, Kind

#: Real seconds for which a sender holds an e-mail: longer than one call to SES can take.
LEASE = 10

#: Days for which the stored copy of an e-mail is kept.
KEPT_DAYS = 90

_DAY = 24 * 3600


class Claim(Enum):
    """Whether an e-mail may be sent now."""

    MINE = auto()  # send it
    DONE = auto()  # it was sent, failed or suppressed before
    HELD = auto()  # somebody else is sending it this moment, or broke off doing so


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
        *key_of(intent.id),
        gsi1pk=INTENDED_PARTITION,
        gsi1sk=_at(lease),
        state=Status.INTENDED.value,
        kind=intent.kind.value,
        cause=events.encode(intent.event),
        email=intent.person.email,
        name=intent.person.name,
        title=subject,
        holder=about_partition(intent.event.subject),
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
        _update(mail, [*_ended(mail, Status.SENT), *taken], ~_CAME_BACK)
    except ConflictError:
        _update(mail, taken)


def mark_failed(mail: str, code: str) -> None:
    """It will never be sent; the office sees it among those that came to grief."""
    _grieve(_update(mail, [*_ended(mail, Status.FAILED), MailItem.error.set(code)], _INTENDED))


def mark_came_back(mail: str, status: Status, code: str) -> bool:
    """It bounced, or its reader complained (`status`); the office sees it among those that came to grief.

    `False` where that or worse was known already, or the e-mail is none of ours. SES may tell it twice, a
    bounce after a complaint, and either before we noted that it was sent.
    """
    known = (Status.COMPLAINED,) if status is Status.COMPLAINED else (Status.BOUNCED, Status.COMPLAINED)
    actions = [*_ended(mail, status), MailItem.error.set(code)]
    item = _noted(mail, actions, known)
    if item is not None:
        _grieve(item)
    return item is not None


def note(mail: str, code: str) -> bool:
    """Keep a word about an e-mail whose status does not change by it; `False` as in `mark_came_back`."""
    return _noted(mail, [MailItem.error.set(code)], (Status.BOUNCED, Status.COMPLAINED)) is not None


def _noted(mail: str, actions: list[Action], known: tuple[Status, ...]) -> MailItem | None:
    unknown = ~MailItem.state.is_in(*(status.value for status in known))
    try:
        return _update(mail, actions, MailItem.pk.exists() & unknown)
    except ConflictError:
        return None


def _grieve(item: MailItem) -> None:
    """List an e-mail, as it was just written, among those that came to grief; a later end takes its line."""
    mail = f"{item.pk.removeprefix('M#')}-{item.sk}"
    line = {name: getattr(item, name) for name in ("state", "kind", "title", "email", "name", "holder")}
    put(MailItem(TROUBLE_PARTITION, trouble_key(mail), expires=item.expires, **line))


def mark_suppressed(mail: str) -> None:
    """What it would have said is no longer true."""
    _update(mail, _ended(mail, Status.SUPPRESSED), _INTENDED)


def forget(mail: str, *, reader: bool) -> None:
    """Take away what an e-mail said, and with `reader` to whom; when, its kind and what became of it stay.

    One that went by itself meanwhile does no harm.
    """
    said: list[Action] = [MailItem.title.set(""), MailItem.text.remove()]
    who: list[Action] = [MailItem.name.set(""), MailItem.email.set("")] if reader else []
    try:
        item = _update(mail, [*said, *who], MailItem.pk.exists())
    except ConflictError:
        return
    if item.state in TROUBLE:
        _grieve(item)


def get(mail: str) -> Copy | None:
    """The e-mail of that id."""
    try:
        item = MailItem.get(*key_of(mail), consistent_read=True)
    except MailItem.DoesNotExist:
        return None
    return Copy(
        id=mail,
        status=Status(item.state),
        kind=Kind(item.kind),
        person=item.pk.removeprefix("M#"),
        event=msgspec.json.decode(item.cause, type=Event),
        to=item.email,
        subject=item.title,
        text=zlib.decompress(item.text).decode() if item.text else "",
        since=int(item.since),
        lease=int(item.lease),
        error=item.error or "",
    )


def stuck(now_real: float, most: int) -> tuple[str, ...]:
    """The ids of at most `most` e-mails that are intended and held by nobody, longest waiting first."""
    rows = MailItem.by_holder.query(
        INTENDED_PARTITION, MailItem.gsi1sk <= _at(int(now_real)), limit=most, page_size=most
    )
    return tuple(f"{row.pk.removeprefix('M#')}-{row.sk}" for row in rows)


_INTENDED: Condition = MailItem.state == Status.INTENDED.value
_CAME_BACK: Condition = MailItem.state.is_in(Status.BOUNCED.value, Status.COMPLAINED.value)


def _ended(mail: str, status: Status) -> list[Action]:
    """From now on it is listed under what it is about."""
    return [
        MailItem.state.set(status.value),
        MailItem.gsi1pk.set(MailItem.holder),
        MailItem.gsi1sk.set(key_of(mail)[1]),
    ]


def _at(second: int) -> str:
    return f"{second:011d}"


def _update(mail: str, actions: list[Action], condition: Condition | None = None) -> MailItem:
    item = MailItem(*key_of(mail))
    update(item, actions, condition)
    return item
