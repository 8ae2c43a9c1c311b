"""`make run`: everything on this machine, in one process, told line by line."""

import contextlib
import fcntl
import gc
import logging
import os
import secrets
import signal
import socket
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from infra.local.journal import StaleError

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from waitress.server import BaseWSGIServer, MultiSocketServer

    from infra.local.clock import LocalClock
    from infra.local.front import Front
    from infra.local.machine import Machine

ROOT = Path(__file__).parents[2]
CAMPAIGN = ROOT / "campaigns" / "vinh-linh-70.toml"
HOST = "127.0.0.1"
DEFAULT_PORT = 8000
#: Requests that are answered at once; more wait in line.
_THREADS = 24


class CannotStartError(RuntimeError):
    """Why nothing runs, and what to do about it, in one line."""


def main(folder: Path | None = None) -> None:
    """Run until Ctrl-C. `PORT` moves it, `THIDUA_LOCAL` names another folder than `.local` for its data.

    Exits with 1 and one line on the terminal where it cannot start.
    """
    began = time.monotonic()
    try:
        port = _port(os.environ.get("PORT", ""))
        where = folder or Path(os.environ.get("THIDUA_LOCAL", ROOT / ".local"))
        with _folder_of_our_own(where), _listening(port) as listener:
            _serve(where, port, listener, began)
    except (CannotStartError, StaleError) as error:
        print(f"thidua: {error}", file=sys.stderr)  # noqa: T201 - a command talks on the terminal
        sys.exit(1)


def _serve(folder: Path, port: int, listener: socket.socket, began: float) -> None:
    from infra.local.cloud import set_environment  # noqa: PLC0415 - the port is checked before anything slow

    set_environment(port=port, signing_key=_signing_key(folder))
    _quiet_logs()
    _say("building the cloud from infra/core.yaml")
    machine, front = assemble(folder, f"http://localhost:{port}")
    _say("warming the pages up")
    warm(front)
    settle()
    server = server_for(front, listener)
    machine.start()
    _say(f"ready after {time.monotonic() - began:.1f} s; stop with Ctrl-C")
    _say(f"the movement:  {machine.url}/")
    _say(f"this machine:  {machine.url}/_local/  (example people, e-mails, events, clock)")
    _until_stopped(server)
    machine.stop()
    _say("stopped; everything is kept for the next time")


def assemble(folder: Path, url: str) -> "tuple[Machine, Front]":
    """The cloud with what `folder` remembers, the stages behind their front, and the local pages.

    `set_environment` must have run; nothing is served and nothing moves yet.

    Raises:
        StaleError: what `folder` holds cannot be read.
    """
    # Here and not above: a stage may be imported only once the environment names its table.
    from infra import catalogues  # noqa: PLC0415 - see above
    from infra.local.clock import LocalClock  # noqa: PLC0415 - see above
    from infra.local.cloud import Cloud  # noqa: PLC0415 - see above
    from infra.local.front import Front  # noqa: PLC0415 - see above
    from infra.local.journal import Journal  # noqa: PLC0415 - see above
    from infra.local.machine import Machine  # noqa: PLC0415 - see above
    from infra.local.pages import Pages  # noqa: PLC0415 - see above
    from infra.local.pump import Pump  # noqa: PLC0415 - see above
    from infra.local.stages import load  # noqa: PLC0415 - see above
    from services.core import clock  # noqa: PLC0415 - see above

    catalogues.compile_stale()
    business, journal = LocalClock(folder), Journal(folder)
    cloud = Cloud.start()
    again = journal.open(cloud)
    if again:
        _say(f"{again} stored changes flow again, their events may not have been handled")
    clock.use(business.now)
    _first_things(folder, business)
    stages = load()
    pump = Pump(cloud, stages, retry_after=2)
    pump.rested = lambda: journal.checkpoint(cloud, pump.idle)
    machine = Machine(cloud, pump, business, url)
    front = Front(stages)
    front.local = Pages(machine, front.answer)
    front.form = pump.sharing.form
    return machine, front


def _first_things(folder: Path, business: "LocalClock") -> None:
    """Load the campaign, and on the very first start the example people, and set the clock to the launch."""
    import msgspec  # noqa: PLC0415 - see assemble
    from pynamodb.exceptions import AttributeDeserializationError  # noqa: PLC0415 - see assemble

    from infra.local.machine import example_people  # noqa: PLC0415 - see assemble
    from services.core import clock  # noqa: PLC0415 - see assemble
    from services.core.campaign import store as campaigns  # noqa: PLC0415 - see assemble
    from services.core.campaign.file import CampaignFileError, read  # noqa: PLC0415 - see assemble
    from services.core.people import store as people  # noqa: PLC0415 - see assemble

    try:
        campaign = read(CAMPAIGN.read_bytes())
    except CampaignFileError as error:
        raise CannotStartError(f"{CAMPAIGN} has mistakes: `thidua campaign check` names them") from error
    is_first = not business.is_set
    try:
        campaigns.load(campaign, campaign.launch if is_first else clock.now())
    except (msgspec.MsgspecError, AttributeDeserializationError, zlib.error) as error:
        raise StaleError(
            f"{folder} was written by another version: remove the folder to start afresh "
            "(everything in it is lost)."
        ) from error
    if is_first:
        _say(f"loading the example people of {campaign.id}")
        for example in example_people():
            people.save(example.person(campaign.id))
        # Last, so that a start that breaks off before it is a first start again.
        business.start_at(campaign.launch)


def warm(front: "Front") -> None:
    """One request for each stage's first page, so that nobody waits for what is made only once."""
    from infra.local.front import Call  # noqa: PLC0415 - see assemble

    for path in (*front.paths(), "/registration/sign-in", "/_local/"):
        front.answer(Call(method="GET", path=path, headers={}))


def settle() -> None:
    """Let the collector of unused memory leave alone what stays for good: a tenth of every request."""
    gc.collect()
    gc.freeze()


def server_for(
    application: "WSGIApplication", listener: socket.socket
) -> "MultiSocketServer | BaseWSGIServer":
    """What serves the pages of this machine, listening on `listener`."""
    from waitress.server import create_server  # noqa: PLC0415 - see _serve

    return create_server(
        application,
        sockets=[listener],
        threads=_THREADS,
        ident=None,
        clear_untrusted_proxy_headers=True,
        # More than the largest file that the bucket takes: what is larger, the front refuses in words.
        max_request_body_size=128 * 1024 * 1024,
    )


def _until_stopped(server: "MultiSocketServer | BaseWSGIServer") -> None:
    """Serve until Ctrl-C or a polite kill."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    server.close()


def _port(text: str) -> int:
    if not text:
        return DEFAULT_PORT
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**16:
        raise CannotStartError(f"PORT is {text!r}: give a number from 1 to 65535, for example PORT=8001")
    return int(text)


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """A socket on this machine's own address only."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except PermissionError as error:
            raise CannotStartError(f"port {port} is not allowed here: choose one above 1023") from error
        except OSError as error:
            raise CannotStartError(
                f"port {port} is in use: stop the program that has it, or run `PORT={port + 1} make run`"
            ) from error
        yield listener


@contextlib.contextmanager
def _folder_of_our_own(folder: Path) -> Iterator[None]:
    """The folder made, and locked against a second instance."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock: IO[str] = (folder / "lock").open("w", encoding="utf-8")
    except OSError as error:
        raise CannotStartError(f"{folder} cannot be written: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStartError(
                f"another `make run` already uses {folder}: stop it, or set THIDUA_LOCAL to another folder"
            ) from error
        yield


def _signing_key(folder: Path) -> str:
    """The secret of this machine's links and codes, made on the first start."""
    path = folder / "signing-key"
    if not path.exists():
        anew = path.with_suffix(".new")
        anew.touch(mode=0o600)
        anew.write_text(secrets.token_urlsafe(48), encoding="ascii")
        anew.replace(path)
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < 32:  # noqa: PLR2004 - what services.core.settings asks for
        raise StaleError(f"{path} is damaged: remove it; whoever is signing in just now starts again")
    return key


def _quiet_logs() -> None:
    """Of requests that wait for a thread the terminal need not hear."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def _say(line: str) -> None:
    print(f"      {line}", flush=True)  # noqa: T201 - a command talks on the terminal
