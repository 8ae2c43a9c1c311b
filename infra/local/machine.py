"""This machine's parts together: what the pages under /_local/ and the example season work on."""

import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from infra.local.cloud import Cloud
from infra.local.pump import Pump
from services.core.people.person import Grant, Person, Role, clean_email, person_id

PEOPLE = Path(__file__).with_name("people.toml")


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invented person of people.toml; `role` and `of` are their grant, `home` their unit."""

    name: str
    email: str
    role: str
    of: str = ""
    home: str = ""

    def person(self, campaign: str) -> Person:
        """The person with this one role in `campaign`."""
        return Person(
            id=person_id(self.email),
            email=clean_email(self.email),
            name=self.name,
            home=self.home,
            grants=(Grant(campaign=campaign, role=Role(self.role), of=self.of),),
        )


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    people: tuple[Example, ...]


def example_people() -> tuple[Example, ...]:
    """The people of people.toml, in its order."""
    return msgspec.toml.decode(PEOPLE.read_bytes(), type=_File).people


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

    def start(self) -> None:
        """Let the pump run."""
        self._thread.start()

    def stop(self) -> None:
        """Let the pump finish what it is doing, and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait for stream and queues to be empty, at most so long. Whether they were.

        Where the pump does not run by itself, it is made to do all that waits: tests have no time to lose.
        """
        if not self._thread.is_alive():
            self.pump.drain()
        until = time.monotonic() + seconds
        while not self.pump.idle():
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True
