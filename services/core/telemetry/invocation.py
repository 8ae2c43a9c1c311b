"""The edge of a function's run: no text of an error gets out.

Lambda, and Chalice before it, write whatever escapes into the log, with its text, and a text may quote a
person. So it is logged here without words, and what goes on, to be counted and tried again, says no more than
where to look. Whatever a person or a queue can be answered is answered before that, in `web/gate.py` and
`queue.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from services.core.telemetry.faults import wordless
from services.core.telemetry.log import logger


class InvocationError(RuntimeError):
    """A run failed; the line of the log that has the same correlation id says at what and where."""


@contextmanager
def invocation(name: str, cause: str) -> Iterator[None]:
    """Around one run.

    Args:
        name: of what runs, for the log: `report.tick`.
        cause: the run's correlation id.

    Raises:
        InvocationError: in the place of whatever was raised inside.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, its text must not get out
        logger().error("a run failed", extra={"run": name, "correlation_id": cause, **wordless(error)})
        raise InvocationError(f"{name} failed, look for correlation_id {cause} in the log") from None
