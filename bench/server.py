"""`make run` with a bare page and the peers beside it, in one process: `python -m bench.server FOLDER`.

Prints one line of JSON once it is ready: ports, and the drafts that wait to be handed in. Ends when its
standard input is closed. The peers' and the bare page's ports are served by the same server, with as many
threads, so that a ratio says what our own code costs.
"""

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import world
from infra.local import moto_inside, run
from infra.local.machine import Machine
from services.core import settings
from services.core.campaign import store as campaigns

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

#: What a form's answer weighs at most before it is compressed; the bare page has the same weight.
BARE_PAGE = b"<!doctype html><title>10 KB</title>".ljust(10 * 1024, b".")

#: Drafts for the one client, and for the many.
ALONE, TOGETHER = 60, 400


class Bare:
    """The floor: a page of 10 KB; beside it what the benchmark asks about the machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._seconds: list[float] = []
        moto_inside.on_call(lambda _request, seconds, _body: self._seconds.append(seconds))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """`/` is the page; the rest are figures in JSON.

        `/emulator` says how long moto has worked since that was last asked, `/mails` how many were sent,
        `/stream` how many changes wait for the relay, `/idle` whether nothing waits anywhere.
        """
        body = BARE_PAGE
        if environ["PATH_INFO"] == "/emulator":
            worked = self._seconds[:]
            del self._seconds[: len(worked)]
            body = json.dumps({"calls": len(worked), "seconds": sum(worked)}).encode()
        elif environ["PATH_INFO"] == "/mails":
            body = json.dumps(len(self._machine.cloud.mails())).encode()
        elif environ["PATH_INFO"] == "/stream":
            body = json.dumps(len(self._machine.cloud.stream)).encode()
        elif environ["PATH_INFO"] == "/idle":
            body = json.dumps(self._machine.pump.idle()).encode()
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
        return [body]


def main(folder: Path) -> None:
    """Serve until standard input ends."""
    with redirect_stdout(sys.stderr):
        machine, front = run.assemble(folder, "http://localhost:8000")
        run.warm(front)
        scene = world.Scene(machine.cloud, campaigns.current(settings.campaign_id()))
        drafts = [
            (member.sent_cookie, member.csrf, *scene.draft(member))
            for _, member in zip(range(ALONE + TOGETHER), _again_and_again(scene.members), strict=False)
        ]
        run.settle()
        machine.start()
        ports = {
            "front": _serve(front),
            "bare": _serve(Bare(machine)),
            "flask": _serve(_flask()),
            "fastapi": _serve(_fastapi()),
        }
        print(json.dumps({"ports": ports, "drafts": drafts}), file=sys.__stdout__, flush=True)
        sys.stdin.read()
    machine.stop()


def _again_and_again(members: tuple[world.Member, ...]) -> Iterable[world.Member]:
    while True:
        yield from members


def _serve(application: Callable[..., Iterable[bytes]]) -> int:
    """Serve with what `make run` serves with, on a free port of loopback."""
    listener = socket.socket()
    listener.bind((run.HOST, 0))
    server = run.server_for(application, listener)
    threading.Thread(target=server.run, daemon=True).start()
    port: int = listener.getsockname()[1]
    return port


def _flask() -> Any:  # noqa: ANN401 - a WSGI application
    from bench.peers.flask_app import app  # noqa: PLC0415 - it needs the environment

    return app


def _fastapi() -> Any:  # noqa: ANN401 - a WSGI application
    from a2wsgi import ASGIMiddleware  # noqa: PLC0415 - the same

    from bench.peers.fastapi_app import app  # noqa: PLC0415 - the same

    return ASGIMiddleware(app)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
