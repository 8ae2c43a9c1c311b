"""How people who hand in forms share one process with the pump.

As one thread among those of twenty people the pump would get a twentieth of the machine, where Lambda's
pollers share with nobody. So forms wait while the relay is behind, and the queues wait for the forms. Nobody
waits longer than a second, nor at all while the pump does not run.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

#: Changes that may wait for the relay before the next form waits for it, too.
BACKLOG: Final = 10
#: Seconds that a form waits at most for the relay, and the queues for the forms.
LONGEST_WAIT: Final = 1.0


class Sharing:
    """Who goes first. `behind` tells how many changes wait for the relay."""

    def __init__(self, behind: Callable[[], int]) -> None:
        self._behind = behind
        self._turn = threading.Condition()
        self._forms = 0
        self._running = False
        self._queues_went = 0.0

    @contextmanager
    def form(self) -> Iterator[None]:
        """Around the answer to a form: entered once the relay is at most `BACKLOG` changes behind."""
        with self._turn:
            self._turn.wait_for(self._relay_is_near, LONGEST_WAIT)
            self._forms += 1
        try:
            yield
        finally:
            with self._turn:
                self._forms -= 1

    @contextmanager
    def running(self) -> Iterator[None]:
        """Around the pump's run; without it no form waits for anything."""
        self._running = True
        try:
            yield
        finally:
            self._running = False
            self.relay_moved()

    def relay_moved(self) -> None:
        """The relay passed something on: whoever waits for it looks again."""
        with self._turn:
            self._turn.notify_all()

    def forms_in_hand(self) -> bool:
        """Whether a form is being answered just now."""
        return self._forms > 0

    def queues_may_go(self) -> bool:
        """Whether it is the queues' turn: no form is being answered, or they have waited long enough."""
        if self._forms and time.monotonic() - self._queues_went < LONGEST_WAIT:
            return False
        self._queues_went = time.monotonic()
        return True

    def _relay_is_near(self) -> bool:
        return not self._running or self._behind() <= BACKLOG
