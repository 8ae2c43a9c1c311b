"""`make run`: from a clean clone, and once installed, until the first page is answered.

The clone is of what is committed, in a folder of its own, with the package cache of this machine.
"""

import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import measure
from bench.measure import ROOT, Figure, require

MOST_CLEAN, MOST_INSTALLED = 60, 5
STARTS = 3
_LONGEST_WAIT = 180.0
#: What a page answers that is there: the front sends a visitor from `/` to the movement's page.
_THERE = (200, 302)
#: What this process has in its environment and a newcomer has not.
_NOT_A_NEWCOMERS = ("AWS_", "MAKE", "MFLAGS", "VIRTUAL_ENV", "PYTHON", "THIDUA_")


def figures() -> Iterator[Figure]:
    """Seconds until ready: the first time, then the median of a few fresh starts and of a restart."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "thidua"
        _done("git", "clone", "--quiet", str(ROOT), str(clone), cwd=ROOT)
        clean = _ready_after(clone)
        fresh = []
        for _ in range(STARTS):
            shutil.rmtree(clone / ".local")
            fresh.append(_ready_after(clone))
        again = _ready_after(clone)
    yield measure.at_most("`make run` from a clean clone, warm package cache", clean, "s", MOST_CLEAN)
    yield measure.at_most("`make run` once installed", statistics.median(fresh), "s", MOST_INSTALLED)
    yield measure.at_most("`make run` again, with what was stored", again, "s", MOST_INSTALLED)


def _ready_after(clone: Path) -> float:
    """The seconds from the command to the first page."""
    port = _free_port()
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_NOT_A_NEWCOMERS)}
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"],  # noqa: S607 - the command that the README names
        cwd=clone,
        env={**kept, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            require(process.poll() is None, "`make run` ended before it was ready")
            require(time.perf_counter() - started < _LONGEST_WAIT, "`make run` does not become ready")
            time.sleep(0.02)
        return time.perf_counter() - started
    finally:
        if process.poll() is None:
            # The session is the one started above, so only what `make run` started ends.
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST_WAIT)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
    except ConnectionError:
        return False
    else:
        require(answer.status in _THERE, f"the first page answered {answer.status}")
        return True
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _done(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)  # noqa: S603 - our own words
