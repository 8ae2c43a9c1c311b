"""How far something is whose end nobody knows: one line that is written over, or a line now and then."""

import sys
import time
from types import TracebackType
from typing import Final, Self

#: Seconds between two signs of life: where a line can be written over, and where none can.
_OFTEN: Final = 0.2
_SELDOM: Final = 30.0


class Passing:
    """Shows a count, and megabytes, on the error stream, so that what a command says can be piped.

    To be used as a block: at its end the line is complete, however it ends.
    """

    def __init__(self) -> None:
        self._over = sys.stderr.isatty()
        self._shown = time.monotonic()
        self._begun = False

    def __call__(self, count: int, size: int = 0) -> None:
        """So many have passed, with so many bytes."""
        if time.monotonic() - self._shown < (_OFTEN if self._over else _SELDOM):
            return
        self._shown, self._begun = time.monotonic(), True
        start, end = ("\r", "") if self._over else ("", "\n")
        amount = f" · {size / 1e6:,.1f} MB" if size else ""
        print(f"{start}    {count:,}{amount}", end=end, file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        """Ready to hear."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """No line is left half."""
        if self._over and self._begun:
            print(file=sys.stderr, flush=True)
