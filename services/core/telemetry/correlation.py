"""The one id by which everything that a request led to is found again, from the form to the e-mail.

Events carry it as `causation`, log lines as `correlation_id`, e-mails in the header `X-Thidua-Correlation`.
A page and a tick take the id of their function's run, which Lambda's own lines and X-Ray name, too. Never the
gateway's: whoever asks may choose that one ("API Gateway Developer Guide", `$context.requestId`), and could
pass off what they do as what another's request led to.
"""

import uuid
from typing import Final

#: The header of an e-mail that names the request it comes from.
HEADER: Final = "X-Thidua-Correlation"


def new() -> str:
    """An id for what nobody has given one: a command on a terminal."""
    return str(uuid.uuid4())


def of_run(context: object) -> str:
    """The id of a function's run, by what Lambda passes beside the event; a new one outside of Lambda."""
    given = getattr(context, "aws_request_id", "")
    return str(given) if given else new()
