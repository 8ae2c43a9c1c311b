"""A `make run` of its own for a test: a real process on a port of this machine."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
#: A loaded machine that runs the whole suite starts slower than a person's.
PATIENCE = 60


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Machine:
    """One process. `answered` holds until it is killed."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "infra.cli", "run"],
            cwd=ROOT,
            env={**os.environ, "PORT": str(port), "THIDUA_LOCAL": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_ready(self) -> None:
        """It answers from now on."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended: {self.process.communicate()[0]}")
            try:
                if self.get("/registration/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("it was not ready in time")

    def kill(self) -> None:
        """`kill -9`: it gets no chance to put anything in order. Doing it twice does no harm."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def interrupt(self) -> str:
        """Ctrl-C. Gives what it said on the terminal."""
        self.process.send_signal(signal.SIGINT)
        said: str = self.process.communicate(timeout=PATIENCE)[0]
        return said

    def get(self, path: str, cookie: str = "") -> tuple[int, str]:
        """Status and text of a page."""
        return self._ask("GET", path, None, cookie)

    def post(
        self, path: str, fields: dict[str, str], cookie: str = "", jar: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Status and text after sending a form; cookies that come back go into `jar`."""
        form = ("application/x-www-form-urlencoded", urlencode(fields).encode())
        return self._ask("POST", path, form, cookie, jar)

    def send(self, path: str, kind: str, body: bytes) -> int:
        """Status after sending a form with a file, of that content type."""
        return self._ask("POST", path, (kind, body), "")[0]

    def _ask(
        self,
        method: str,
        path: str,
        form: tuple[str, bytes] | None,
        cookie: str,
        jar: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": cookie, "Host": f"localhost:{self.port}"}
        if form:
            headers["Content-Type"] = form[0]
        try:
            connection.request(method, path, form[1] if form else None, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []) if jar is not None else ():
                name, _, value = line.partition(";")[0].partition("=")
                jar[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()
