"""What SES tells of an e-mail after it took it: that it came back, or that its reader called it unwanted.

It comes as an event of the default bus to the same queue, at least once and in any order, also before we have
noted that the e-mail was sent. The e-mail is known by its tag `mail`; events without it, or of e-mails that
our table does not know, are somebody else's of the same account. These events hold addresses: no word of them
is logged.

Source: Amazon SES Developer Guide, "Contents of event data that Amazon SES publishes"; EventBridge Events
Reference, "Amazon Simple Email Service events".
"""

import re
from typing import Final

import msgspec

from services.core.events import UnknownEventError
from services.core.mailing.mail import Status, is_mail_id
from services.core.queue import Envelope
from services.core.telemetry import metrics
from services.core.telemetry.log import logger
from services.core.telemetry.metrics import Metric
from services.notify import ledger
from services.notify.send import MAIL_TAG

#: What EventBridge calls the sender of these events.
SOURCE: Final = "aws.ses"

_WORD = re.compile(r"[A-Za-z]{1,40}")

#: How a reader's provider may call a complaint; it writes this itself, so that nothing else is believed.
_COMPLAINTS: Final = frozenset({"abuse", "auth-failure", "fraud", "not-spam", "other", "virus"})
#: By this one it says that the e-mail was wanted after all.
_WANTED: Final = "not-spam"


class _Mail(msgspec.Struct, frozen=True):
    """The e-mail that an event is about; each tag has a list of values."""

    tags: dict[str, tuple[str, ...]] = {}


class _Bounce(msgspec.Struct, frozen=True, rename="camel"):
    """Why it came back: `Permanent`, `Transient` or `Undetermined`, and more closely (`MailboxFull`)."""

    bounce_type: str
    bounce_sub_type: str = ""


class _Complaint(msgspec.Struct, frozen=True, rename="camel"):
    """What the reader's provider calls it (`abuse`), or `OnAccountSuppressionList`: SES did not even send."""

    complaint_feedback_type: str | None = None
    complaint_sub_type: str | None = None


class _Told(msgspec.Struct, frozen=True, rename="camel"):
    """What is read of an event."""

    event_type: str
    mail: _Mail
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None


def hear(envelope: Envelope) -> None:
    """Note in the ledger what became of an e-mail of ours; hearing it again changes nothing.

    For good: a permanent bounce, a virus that SES found (`Reject`), a complaint. Anything else about a bounce
    is noted beside the e-mail: a mailbox that is full today, or an absent person's answer.

    Raises:
        UnknownEventError: SES tells something that we do not understand.
    """
    told = _read(envelope)
    mail = "".join(told.mail.tags.get(MAIL_TAG, ()))
    if not is_mail_id(mail):
        logger().info("an event of SES is about an e-mail of somebody else")
        return
    match told:
        case _Told(event_type="Bounce", bounce=_Bounce(bounce_type="Permanent", bounce_sub_type=more)):
            _came_back(mail, Status.BOUNCED, f"Permanent.{_word(more)}")
        case _Told(event_type="Bounce", bounce=_Bounce(bounce_type=kind, bounce_sub_type=more)):
            _noted(mail, f"{_word(kind)}.{_word(more)}")
        case _Told(event_type="Reject"):
            _came_back(mail, Status.BOUNCED, "Reject")
        case _Told(event_type="Complaint", complaint=_Complaint() as why):
            _complained(mail, why)
        case _:
            raise UnknownEventError(f"nobody here hears of an event {envelope.type!r} of SES")


def _read(envelope: Envelope) -> _Told:
    try:
        return msgspec.json.decode(envelope.detail, type=_Told)
    except msgspec.MsgspecError as error:
        raise UnknownEventError("an event of SES has another shape than its documents say") from error


def _complained(mail: str, why: _Complaint) -> None:
    kind = why.complaint_feedback_type
    if kind == _WANTED:
        _noted(mail, f"Complaint.{kind}")
        return
    word = kind if kind in _COMPLAINTS else _word(why.complaint_sub_type or "")
    _came_back(mail, Status.COMPLAINED, f"Complaint.{word}")


def _came_back(mail: str, status: Status, code: str) -> None:
    if not ledger.mark_came_back(mail, status, code):
        logger().info("an e-mail's end is known, or not ours to know", extra={"mail": mail, "code": code})
        return
    logger().warning("an e-mail came back", extra={"mail": mail, "code": code})
    metrics.tell(Metric.MAILS_COMPLAINED if status is Status.COMPLAINED else Metric.MAILS_BOUNCED)


def _noted(mail: str, code: str) -> None:
    known = ledger.note(mail, code)
    logger().info("an e-mail may not have arrived", extra={"mail": mail, "code": code, "known": known})


def _word(given: str) -> str:
    """A word of SES's own (`MailboxFull`), as a code may hold it; `other` for what is none."""
    return given if _WORD.fullmatch(given) else "other"
