"""An e-mail as every stage knows it: its id, and what became of it. Pure."""

import re
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

#: An e-mail's id, wherever it comes from: an address of ours, or an event of SES.
_ID = re.compile(r"[0-9A-Za-z]{1,64}-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{32}")


class Status(StrEnum):
    """What became of an e-mail."""

    INTENDED = "intended"  # to be sent
    SENT = "sent"  # SES took it
    FAILED = "failed"  # SES never will, or it was tried for too long
    SUPPRESSED = "suppressed"  # no longer true before it could be sent
    BOUNCED = "bounced"  # SES took it, and it came back for good
    COMPLAINED = "complained"  # its reader called it unwanted


#: What an e-mail has become that did not reach its reader as it should.
TROUBLE = frozenset({Status.FAILED, Status.BOUNCED, Status.COMPLAINED})


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One e-mail in a list. `about` is the record, report or person that its event is about.

    `at` is the moment of what it tells.
    """

    id: str
    person: str
    at: datetime
    status: Status
    kind: str
    subject: str
    to: str
    name: str
    about: str


def mail_id(person: str, at: datetime, digest: str) -> str:
    """The id of an e-mail to `person` about what happened at `at`.

    `digest` (32 hexadecimal digits) tells it from others of that second. It sorts by time among those of the
    person, and may stand in an address and in a tag of SES.
    """
    return f"{person}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}"


def is_mail_id(text: str) -> bool:
    """Whether `text` can be an e-mail's id at all."""
    return _ID.fullmatch(text) is not None


def key_of(mail: str) -> tuple[str, str]:
    """The keys of an e-mail's item, by its id: a partition for each person, sorted by time."""
    person, _, rest = mail.partition("-")
    return f"M#{person}", rest


def moment_of(rest: str) -> datetime:
    """The moment that the range key of an e-mail begins with."""
    return datetime.strptime(rest.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
