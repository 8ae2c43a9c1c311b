"""E-mails in the table, read by whoever shows them; services/notify/ledger.py alone writes them.

An e-mail stands in its reader's partition, newest last. In the index it stands under what it is about once it
has ended, and under `M#intended` until then. Those that came to grief have a line of their own. Copies go by
themselves (`ledger.KEPT_DAYS`). Keys: docs/architecture.md, "One table".
"""

import zlib
from datetime import datetime

import msgspec
from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from services.core.mailing.mail import Line, Status, key_of, mail_id, moment_of
from services.core.table import PAGE, ByHolder, Item, Page

#: Those that came to grief, whoever their readers are.
TROUBLE_PARTITION = "M#trouble"
INTENDED_PARTITION = "M#intended"

#: Characters of a cursor: a moment and a digest.
_LONGEST_CURSOR = 50

_SHOWN = ("pk", "sk", "state", "kind", "title", "email", "name", "holder")


class MailItem(Item):
    """One e-mail to one person, or a line that it came to grief.

    `cause` is the event's JSON; `text` the plain part, compressed, of which none is kept of an e-mail with
    secrets. `state`, `title`, `email`, `name` and `holder` are its status, its subject, its reader and the
    partition of what it is about, named as in the index.
    """

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    kind = UnicodeAttribute()
    title = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    holder = UnicodeAttribute()
    cause = UnicodeAttribute(null=True)
    text = BinaryAttribute(legacy_encoding=False, null=True)
    since = NumberAttribute(null=True)
    lease = NumberAttribute(null=True)
    sent = UnicodeAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    error = UnicodeAttribute(null=True)
    by_holder = ByHolder["MailItem"]()


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """An e-mail with its text, empty where none is kept, and the moment at which SES took it.

    `error` is why it came to grief, in SES's word or ours.
    """

    line: Line
    text: str
    error: str
    sent: datetime | None


def about_partition(about: str) -> str:
    """Where the index lists the e-mails about something."""
    return f"M#{about}"


def get(mail: str) -> Letter | None:
    """The e-mail of that id, with what is kept of its text."""
    try:
        item = MailItem.get(*key_of(mail), consistent_read=True)
    except MailItem.DoesNotExist:
        return None
    text = zlib.decompress(item.text).decode() if item.text else ""
    sent = datetime.fromisoformat(item.sent) if item.sent else None
    return Letter(line=_line(item), text=text, error=item.error or "", sent=sent)


def to_person(person: str, before: str = "") -> Page[Line]:
    """The next 25 e-mails to a person, newest first, in one query; `before` is the cursor of a page."""
    partition, _ = key_of(person)
    rows = list(
        MailItem.query(
            partition,
            MailItem.sk < before if _is_cursor(before) else None,
            scan_index_forward=False,
            limit=PAGE + 1,
            page_size=PAGE + 1,
            attributes_to_get=list(_SHOWN),
        )
    )
    return Page([_line(row) for row in rows[:PAGE]], rows[PAGE - 1].sk if rows[PAGE:] else None)


def about(subject: str) -> tuple[Line, ...]:
    """Every e-mail about a record or report, newest first.

    Two queries: those that ended, and those under way, which are few.
    """
    under_way = MailItem.by_holder.query(
        INTENDED_PARTITION, filter_condition=MailItem.holder == about_partition(subject)
    )
    ended = MailItem.by_holder.query(about_partition(subject))
    found = [_line(row) for row in (*under_way, *ended)]
    return tuple(sorted({line.id: line for line in found}.values(), key=_newest, reverse=True))


def troubles(since: datetime, most: int = PAGE) -> tuple[Line, ...]:
    """The newest e-mails about what happened since that moment that came to grief, in one query."""
    rows = MailItem.query(
        TROUBLE_PARTITION,
        MailItem.sk >= mail_id("", since, "")[1:],
        scan_index_forward=False,
        limit=most,
        page_size=most,
    )
    return tuple(_line(row, f"{row.sk.partition('#')[2]}-{row.sk.partition('#')[0]}") for row in rows)


def trouble_key(mail: str) -> str:
    """The range key of the line about an e-mail that came to grief: by time, the same whatever befalls it."""
    person, rest = key_of(mail)
    return f"{rest}#{person.removeprefix('M#')}"


def _line(item: MailItem, mail: str = "") -> Line:
    mail = mail or f"{item.pk.removeprefix('M#')}-{item.sk}"
    person, rest = key_of(mail)
    return Line(
        id=mail,
        person=person.removeprefix("M#"),
        at=moment_of(rest),
        status=Status(item.state),
        kind=item.kind,
        subject=item.title,
        to=item.email,
        name=item.name,
        about=item.holder.removeprefix("M#"),
    )


def _newest(line: Line) -> tuple[str, str]:
    return line.at.isoformat(), line.id


def _is_cursor(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_CURSOR and text.isascii()
