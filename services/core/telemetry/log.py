"""The one logger. A line is JSON: a sentence of ours, ids, kinds and milliseconds, and no word of anybody.

Whoever writes a line gives names of ours and ids in `extra`; an error only through `faults.wordless`. What
a request led to carries the same `correlation_id` in every stage (`correlation.py`).
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@cache
def logger() -> "Logger":
    """The logger of this function, named after its stage by `POWERTOOLS_SERVICE_NAME`.

    Deployed it tells everything from INFO on; this machine sets `POWERTOOLS_LOG_LEVEL` to WARNING.
    """
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - a page that is only read need not wait for it

    return Logger(utc=True, use_rfc3339=True)
