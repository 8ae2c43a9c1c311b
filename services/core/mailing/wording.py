"""What kinds of e-mail and their ends are called. Pure."""

from collections.abc import Mapping
from typing import Final

from services.core.language.message import Message, Text, message
from services.core.mailing.mail import Status

#: By the value of services.notify.intent.Kind, which a test holds against this.
_KINDS: Final[Mapping[str, Message]] = {
    "invited": message("Invitation"),
    "sign-in": message("Sign-in link and code"),
    "waiting": message("Something waits for a decision"),
    "returned": message("Returned for completion"),
    "decided": message("What was decided"),
    "receipt": message("Receipt"),
    "stranded": message("Nobody left who may decide"),
    "permitted": message("Late access"),
    "reminded": message("Reminder"),
    "report": message("Report"),
    "moved": message("Units were reorganised"),
}

STATUS_NAMES: Final[Mapping[Status, Message]] = {
    Status.INTENDED: message("To be sent"),
    Status.SENT: message("Sent"),
    Status.FAILED: message("Could not be sent"),
    Status.SUPPRESSED: message("Not needed any more"),
    Status.BOUNCED: message("Came back"),
    Status.COMPLAINED: message("Called unwanted"),
}

#: The mark of a status, as `parts/record.html` draws it.
SHAPES: Final[Mapping[Status, str]] = {
    Status.INTENDED: "waiting",
    Status.SENT: "good",
    Status.FAILED: "refused",
    Status.SUPPRESSED: "ended",
    Status.BOUNCED: "refused",
    Status.COMPLAINED: "late",
}


def kind_name(kind: str) -> Message | Text:
    """What a kind of e-mail is called."""
    return _KINDS.get(kind) or Text(vi=kind, en=kind)
