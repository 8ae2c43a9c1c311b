"""The business clock: the only place where the code asks what time it is.

Rules never import this module; a stage's edge asks it and passes the answer in. Sessions, codes and
signatures do not use it either: they count real seconds (`time.time`), because a clock that can be moved
must never make a credential live longer.
"""

from collections.abc import Callable
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present moment, aware, in UTC, cut to the second."""
    return _source().astimezone(UTC).replace(microsecond=0)


def use(source: Callable[[], datetime] | None) -> None:
    """Let `source` say what time it is; `None` gives the system's clock back.

    The local cloud moves time with it, tests hold it still. Nothing deployed calls it.
    """
    global _source  # noqa: PLW0603 - one clock per process is the point of this module
    _source = source or _system
