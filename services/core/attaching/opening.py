"""A file is asked for: sent to the bucket for it, or told why not. Whose record it is was asked before."""

from typing import Final

from chalice.app import Response

from services.core import uploads
from services.core.attaching import rules
from services.core.attaching.attachment import Attachment
from services.core.language.message import Message, message
from services.core.uploads import Scan
from services.core.web.visit import ErrorPage, Visit

_FORBIDDEN, _NOT_FOUND = 403, 404

_WHY: Final[dict[Scan, tuple[Message, Message]]] = {
    Scan.PENDING: (
        message("The file is still being scanned"),
        message("It is opened to others once no malware was found in it. Try again in a few minutes."),
    ),
    Scan.UNCHECKED: (
        message("The file could not be scanned"),
        message(
            "Perhaps it is protected by a password. Only the person who attached it can open it. "
            "Ask for the file without its password."
        ),
    ),
    Scan.GONE: (
        message("The file is no longer there"),
        message(
            "It was taken away, or got lost outside of these pages. Ask for the file to be attached again."
        ),
    ),
    Scan.INFECTED: (
        message("The file is blocked"),
        message("Malware was found in it, so that nobody can open it. Ask for a clean file."),
    ),
}


def opened(visit: Visit, file: Attachment) -> Response:
    """Send the visitor to the file in the bucket, by a link that is good for a minute.

    Raises:
        ErrorPage: it was not scanned yet, something was found in it, or it is no longer there.
    """
    if not rules.may_open(file, visit.person.id):
        raise ErrorPage(_NOT_FOUND if file.scan is Scan.GONE else _FORBIDDEN, *_WHY[file.scan])
    return Response("", {"Location": uploads.link(file.key, file.name, file.type)}, 303)
