"""This machine's parts together: what the pages under /_local/ and the example season work on."""

import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aws_lambda_powertools import Logger

from infra.local.clock import BackwardsError
from infra.local.cloud import Cloud
from infra.local.pump import Pump
from infra.people import Entry, entries

_log = Logger(service="machine")
PEOPLE = Path(__file__).with_name("people.toml")


def example_people() -> tuple[Entry, ...]:
    """The people of people.toml, in its order."""
    return entries(PEOPLE.read_bytes())


class Movable(Protocol):
    """A business clock that can be moved forward."""

    def move_to(self, moment: datetime) -> None:
        """It is `moment` now."""


class Machine:
    """The cloud, what moves it, and its clock."""

    def __init__(self, cloud: Cloud, pump: Pump, clock: Movable, url: str) -> None:
        self.cloud = cloud
        self.pump = pump
        self.clock = clock
        self.url = url
        self._stop = threading.Event()
        self._thread = threading.Thread(target=pump.run, args=(self._stop,), name="pump", daemon=True)
        self._leaping = threading.Lock()
        #: To where the clock is on its way, while `leap` moves it.
        self.target: datetime | None = None

    def start(self) -> None:
        """Let the pump run."""
        self._thread.start()

    def stop(self) -> None:
        """Let the pump finish what it is doing, and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def leap(self, until: datetime) -> None:
        """Let time pass up to `until` in a thread of its own; nothing else begins while it is on its way."""
        with self._leaping:
            if self.target:
                return
            self.target = until
        threading.Thread(target=self._leap, args=(until,), name="leap", daemon=True).start()

    def _leap(self, until: datetime) -> None:
        try:
            self.pump.travel(until, self.clock.move_to)
        except (BackwardsError, OverflowError):
            _log.exception("the clock stopped on its way")
        finally:
            self.target = None

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait for the clock to arrive, stream and queues to be empty, at most so long. Whether they were.

        Where the pump does not run by itself, it is made to do all that waits: tests have no time to lose.
        """
        if not self._thread.is_alive():
            self.pump.drain()
        until = time.monotonic() + seconds
        while self.target or not self.pump.idle():
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True
