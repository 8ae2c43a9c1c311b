"""The edge of a function's run that no person waits for: a tick, a batch of the stream.

Lambda writes whatever escapes a function into its log, with its text, and a text may quote a person. So it
is logged here without words, and what goes on to Lambda, which counts it and tries again, says no more than
where to look. A page has `web/gate.py` for this, a queue `queue.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from services.core import correlation
from services.core.faults import wordless
from services.core.log import logger


class InvocationError(RuntimeError):
    """A run failed; the line of the log that has the same correlation id says at what and where."""


@contextmanager
def invocation(name: str, context: object) -> Iterator[str]:
    """Around one run; gives its correlation id.

    Args:
        name: of the function, for the log: `report.tick`.
        context: what Lambda passes beside the event.

    Raises:
        InvocationError: in the place of whatever was raised inside.
    """
    cause = correlation.of_run(context)
    try:
        yield cause
    except Exception as error:  # noqa: BLE001 - whatever it is, its text must not get out
        logger().error("a run failed", extra={"run": name, "correlation_id": cause, **wordless(error)})
        raise InvocationError(f"{name} failed, look for correlation_id {cause} in the log") from None
