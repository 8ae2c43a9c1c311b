"""Where a journey takes place: what it needs of a cloud beside its pages, and the cloud of this machine."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Protocol, TypeVar

import pytest

from infra import cli
from infra.local import run
from infra.local.cloud import Mail
from infra.local.front import Front
from infra.rehearse.plan import moved
from services.core.vietnam import VIETNAM
from tests.conftest import FILE, TestCloud

T = TypeVar("T")


class World(Protocol):
    """A cloud with the movement in it, launched lately. The clock is the real one."""

    site: str

    def let_in(self, people: Path) -> None:
        """Let the people of a file in and invite them, by the command that the office has for it."""

    def until(self, look: Callable[[], T | None], what: str) -> T:
        """Look until there is something to see, and give it.

        Raises:
            AssertionError: it did not come; `what` says what.
        """

    def settle(self) -> None:
        """Let everything under way arrive."""

    def tick(self) -> None:
        """Let the quarter of an hour strike, now."""

    def mails(self) -> list[Mail]:
        """Every e-mail that was sent, oldest first."""

    def dead_letters(self) -> int:
        """How many events nobody could handle."""


class MotoWorld:
    """The cloud of this machine, its pages behind a port of loopback."""

    def __init__(self, cloud: TestCloud, site: str) -> None:
        self.site = site
        self._cloud = cloud

    def let_in(self, people: Path) -> None:
        """See World."""
        assert cli.main(["people", "load", str(people), "--invite"]) == 0

    def until(self, look: Callable[[], T | None], what: str) -> T:
        """See World: once everything has arrived, one look is enough."""
        self.settle()
        found = look()
        assert found is not None, f"everything has arrived, but not {what}"
        return found

    def settle(self) -> None:
        """See World."""
        self._cloud.pump.drain()

    def tick(self) -> None:
        """See World."""
        self._cloud.pump.tick()

    def mails(self) -> list[Mail]:
        """See World."""
        return self._cloud.mails()

    def dead_letters(self) -> int:
        """See World."""
        return sum(map(len, self._cloud.inner.dead_letters().values()))


@contextmanager
def on_this_machine(cloud: TestCloud, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[MotoWorld]:
    """The world of a test: the plan loaded as of today, served as `make run` serves it."""
    cloud.clock.set(datetime.now(VIETNAM).replace(microsecond=0))
    plan = folder / "plan.toml"
    plan.write_text(moved(FILE.read_text(encoding="utf-8"), cloud.clock.now.date()), encoding="utf-8")
    assert cli.main(["campaign", "load", str(plan)]) == 0
    with socket.socket() as listener:
        listener.bind((run.HOST, 0))
        site = f"http://localhost:{listener.getsockname()[1]}"
        patch.setenv("SITE_URL", site)
        server = run.server_for(Front(cloud.pump.stages), listener)
        thread = Thread(target=server.run, name="pages")
        thread.start()
        try:
            yield MotoWorld(cloud, site)
        finally:
            # In the server's own thread: it ends once it has nothing left to listen to.
            server.trigger.pull_trigger(server.close)
            thread.join()
            server.task_dispatcher.shutdown()
