"""Cold starts: import and first answer of every function, beside the least that any function pays.

Each is a process of its own, as a new Lambda environment is, measured in turns with the floor (importing
botocore and creating one DynamoDB client) and the peers. All find their bytecode compiled by a first start
that does not count.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from bench import emulator, measure, world
from bench.gateway import proxy_event
from bench.measure import ROOT, Figure, require

TURNS = 7
LIMIT = 1.5
FLOOR = "floor"
PEERS = {"flask": "Flask + serverless-wsgi", "fastapi": "FastAPI + Mangum"}

#: What belongs to pages only; a function behind a queue imports none of it.
WEB_PART = ("services.core.web.gate", "services.core.web.visit", "services.core.web.rendering")


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """What one process reported."""

    ms: float
    status: int
    body: Any
    answer: dict[str, Any]
    modules: list[str]

    @property
    def page(self) -> str:
        """The body as text, out of the base64 in which bytes leave a function."""
        return self.body if self.body.startswith("<") else base64.b64decode(self.body).decode()


def figures(scene: world.Scene) -> Iterator[Figure]:
    """The cold start of every page stage, peer and queue function."""
    with emulator.endpoint() as address, tempfile.TemporaryDirectory() as folder:
        lab = _Laboratory(Path(folder), address)
        pages = {
            stage: lab.page(f"{stage}.app", scene.event(who, "GET", path), words)
            for stage, path, who, words in scene.front_pages()
        }
        works = proxy_event("GET", "/records", cookie=scene.members[0].sent_cookie)
        peers = {peer: lab.page(peer, works, world.TITLE) for peer in PEERS}
        queues = {name: lab.trigger(name, event) for name, event in scene.triggers()}
        subjects = {FLOOR: lab.floor(), **pages, **peers, **queues}
        for subject in subjects.values():
            subject()
        samples = measure.in_turns(subjects, TURNS)
    yield Figure(
        what="cold start: the floor, importing botocore and creating one DynamoDB client",
        value=sorted(samples[FLOOR])[TURNS // 2],
        unit="ms",
    )
    for stage in pages:
        what = f"cold start: {stage}, import and first page"
        yield measure.at_most_times(what, samples, stage, FLOOR, LIMIT)
    for peer, name in PEERS.items():
        yield measure.beside(f"cold start: the peer {name}, import and first page", samples, peer, FLOOR)
    for queue in queues:
        yield measure.beside(f"cold start: {queue}, import and one event", samples, queue, FLOOR)
    yield measure.at_most("web modules that queue functions import", len(lab.web_modules), "modules", 0)


class _Laboratory:
    """Makes the subjects: each a call that starts one process and gives its milliseconds."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder = folder
        self._environment = {
            **{name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "AWS_ENDPOINT_URL_DYNAMODB": address,
        }
        self.web_modules: set[str] = set()

    def floor(self) -> Callable[[], float]:
        """The floor: importing botocore, and one client."""
        return lambda: self._start(FLOOR, {}).ms

    def page(self, subject: str, event: dict[str, Any], words: str) -> Callable[[], float]:
        """The first request of a page by somebody who is signed in; `words` stand on it."""

        def measured() -> float:
            start = self._start(subject, event)
            require(start.status == world.OK, f"{subject} answered {start.status}")
            require(words in start.page, f"{subject}: the page does not say {words!r}")
            return start.ms

        return measured

    def trigger(self, subject: str, event: dict[str, Any]) -> Callable[[], float]:
        """A function behind the stream or a queue, with one event that it need not act on any more."""

        def measured() -> float:
            start = self._start(subject, event)
            require(start.answer == {"batchItemFailures": []}, f"{subject} refused its event")
            self.web_modules.update(
                name for name in start.modules if name.startswith(WEB_PART) or name.endswith("_pages")
            )
            return start.ms

        return measured

    def _start(self, subject: str, event: dict[str, Any]) -> Start:
        file = self._folder / f"{subject}.json"
        file.write_text(json.dumps(event), encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "bench.probe", subject, str(file)],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        require(done.returncode == 0, f"{subject} broke:\n{done.stderr}")
        return msgspec.json.decode(done.stdout.splitlines()[-1], type=Start)
