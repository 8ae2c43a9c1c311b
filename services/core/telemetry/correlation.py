"""The one id by which everything that a request led to is found again, from the form to the e-mail.

Events carry it as `causation`, log lines as `correlation_id`, e-mails in the header `X-Thidua-Correlation`.
A page takes the gateway's id of the request, which the gateway's own log names, too; a tick takes its run's.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final, TypeGuard

#: The header of an e-mail that names the request it comes from.
HEADER: Final = "X-Thidua-Correlation"

#: API Gateway and Lambda give UUIDs. Nothing else is taken: whoever asks may choose the gateway's id ("API
#: Gateway Developer Guide", `$context.requestId`), and could otherwise write into our logs and e-mails.
_DIGITS: Final = frozenset("0123456789abcdefABCDEF")
_GROUPS: Final = [8, 4, 4, 4, 12]


def new() -> str:
    """An id for what nobody has given one: a command on a terminal."""
    return str(uuid.uuid4())


def of_request(gateway: Mapping[str, Any], context: object) -> str:
    """The id of a page's request.

    `gateway` is the event's `requestContext`, `context` what Lambda passes beside the event: the gateway's
    id, else that of the function's run, else a new one.
    """
    given = gateway.get("requestId")
    return given if _is_id(given) else of_run(context)


def of_run(context: object) -> str:
    """The id of a function's run, which is the cause where nobody asked: a tick."""
    given = getattr(context, "aws_request_id", None)
    return given if _is_id(given) else new()


def _is_id(given: object) -> TypeGuard[str]:
    if not isinstance(given, str):
        return False
    groups = given.split("-")
    return [len(group) for group in groups] == _GROUPS and _DIGITS.issuperset("".join(groups))
