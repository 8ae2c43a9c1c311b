"""Handing in, over HTTP, on the very server that `make run` starts: one client, then twenty at once.

The floor is a bare WSGI page of 10 KB that the same server serves in the same process; the peers stand beside
it. Every answer is looked at, and every record's e-mail has to arrive before a figure counts.
"""

import http.client
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import msgspec

from bench import measure, world
from bench.measure import ROOT, Figure, require

CLIENTS = 20
LIMIT_ALONE = 20
LIMIT_TOGETHER = 100
LIMIT_PACE = 90
ALONE, TOGETHER = 60, 400
#: One turn is one request of each kind; the median over so many is stable on a busy machine.
_LONGEST_WAIT = 120.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_PEERS = {"flask": "Flask", "fastapi": "FastAPI"}


class Draft(msgspec.Struct, frozen=True, array_like=True):
    """A draft that waits to be handed in, with the session of its person."""

    cookie: str
    csrf: str
    record: str
    revision: str


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What `bench.server` says once it serves."""

    ports: dict[str, int]
    drafts: list[Draft]


def figures() -> Iterator[Figure]:
    """One client's final submit against the floor; then how many a second, and the emulator's share."""
    with _server() as ready:
        alone, together = ready.drafts[:ALONE], ready.drafts[ALONE:]
        yield from _one_client(ready, alone)
        yield from _twenty_clients(ready, together)


def _one_client(ready: Ready, drafts: Sequence[Draft]) -> Iterator[Figure]:
    browsers = {name: _Browser(port) for name, port in ready.ports.items()}
    waiting = iter(drafts)

    def submit() -> float:
        took = browsers["front"].submit(next(waiting))
        _until_idle(browsers["bare"])
        return took

    def peer(name: str) -> Callable[[], float]:
        return lambda: browsers[name].peer_submit(drafts[0].cookie, world.PEER_TYPED)

    subjects = {"bare": browsers["bare"].page, "submit": submit, **{name: peer(name) for name in _PEERS}}
    for subject in subjects.values():
        subject()
    samples = measure.in_turns(subjects, ALONE - 1)
    yield measure.at_most_times(
        "final submit over HTTP, one client, against a bare page of 10 KB",
        samples,
        "submit",
        "bare",
        LIMIT_ALONE,
    )
    for name, peer_name in _PEERS.items():
        yield measure.beside(f"the same write by the peer {peer_name}, one client", samples, name, "bare")


def _twenty_clients(ready: Ready, drafts: Sequence[Draft]) -> Iterator[Figure]:
    bare = _Browser(ready.ports["bare"])
    bare.asked("/emulator")
    before = bare.asked("/mails")
    started = time.perf_counter()
    took = _all_at_once(ready.ports["front"], drafts)
    answered = time.perf_counter() - started
    load, waiting = bare.asked("/emulator"), bare.asked("/stream")
    _until_idle(bare)
    delivered = time.perf_counter() - started
    mails = bare.asked("/mails") - before
    require(mails >= len(drafts), f"{len(drafts)} submits made {mails} e-mails only")
    require(len(took) == len(drafts), "not every client was answered")
    yield measure.at_least(
        f"{CLIENTS} clients submitting, one process, the pump running",
        len(drafts) / answered,
        "submits/s",
        LIMIT_TOGETHER,
    )
    yield measure.at_least(
        "the part of their events that the pump had relayed by the last answer: whether it keeps pace",
        100 * (1 - waiting / len(drafts)),
        "%",
        LIMIT_PACE,
    )
    yield Figure(what="the emulator's share of that time", value=100 * load["seconds"] / answered, unit="%")
    yield Figure(
        what="the slowest of a hundred answers in it", value=statistics.quantiles(took, n=100)[98], unit="ms"
    )
    yield Figure(what="the same until every e-mail is there", value=len(drafts) / delivered, unit="submits/s")


def _all_at_once(port: int, drafts: Sequence[Draft]) -> list[float]:
    """Each client hands in its share, one after the other; the times of all answers in milliseconds."""
    times: list[float] = []

    def client(mine: Sequence[Draft]) -> None:
        browser = _Browser(port)
        times.extend([browser.submit(draft) for draft in mine])

    threads = [threading.Thread(target=client, args=(drafts[n::CLIENTS],)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


class _Browser:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST_WAIT)

    def page(self) -> float:
        """The bare page."""
        took, status, body = self._sent("GET", "/", None, {})
        require(status == world.OK and len(body) == 10 * 1024, "the bare page is not what it should be")
        return took

    def submit(self, draft: Draft) -> float:
        """Hand a draft in."""
        typed = urlencode({"revision": draft.revision, "csrf": draft.csrf})
        path = f"/registration/records/{draft.record}/check"
        return self._written(path, typed, draft.cookie, "/receipt")

    def peer_submit(self, cookie: str, typed: Mapping[str, str]) -> float:
        """The peers' write, of a new record."""
        record = secrets.token_hex(16)
        return self._written(f"/records/{record}", urlencode(typed), cookie, record)

    def asked(self, path: str) -> Any:  # noqa: ANN401 - the server's own JSON
        """What the server says about itself."""
        return json.loads(self._sent("GET", path, None, {})[2])

    def _written(self, path: str, typed: str, cookie: str, confirmed: str) -> float:
        took, status, body = self._sent("POST", path, typed, {**_FORM, "Cookie": cookie})
        location = self._location or ""
        require(
            status == world.SEE_OTHER and location.endswith(confirmed),
            f"{path} answered {status} {location} {body!r}",
        )
        return took

    def _sent(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[float, int, bytes]:
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        took = (time.perf_counter() - started) * 1000
        self._location = answer.getheader("Location")
        return took, answer.status, content


def _until_idle(bare: _Browser) -> None:
    """Wait until stream and queues are empty.

    Raises:
        WrongMeasurementError: they do not become empty.
    """
    until = time.monotonic() + _LONGEST_WAIT
    while not bare.asked("/idle"):
        require(time.monotonic() < until, "events still wait")
        time.sleep(0.01)


@contextmanager
def _server() -> Iterator[Ready]:
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "bench.server", folder],
            cwd=ROOT,
            env=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            line = process.stdout.readline() if process.stdout else ""
            require(line, "the server did not start")
            yield msgspec.json.decode(line, type=Ready)
        finally:
            if process.stdin:
                process.stdin.close()
            process.wait(timeout=30)
