"""The emulator's process: on a free port, on loopback, gone when it is done."""

import http.server
import stat
import sys
import threading
from pathlib import Path

import psutil
import pytest

from infra.rehearse import emulator
from infra.rehearse.emulator import RehearsalError

#: Stands for MiniStack: answers its health, on the address that a test gives it.
SERVER = """\
#!{python}
import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
assert "AWS_SECRET_ACCESS_KEY" not in os.environ
http.server.ThreadingHTTPServer(("{address}", int(os.environ["GATEWAY_PORT"])), Answer).serve_forever()
"""


def program(folder: Path, text: str) -> Path:
    """An executable file."""
    path = folder / "ministack"
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def server(folder: Path, address: str) -> Path:
    """A program that listens on `address`."""
    return program(folder, SERVER.format(python=sys.executable, address=address))


def test_it_runs_on_loopback_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of whoever rehearses gets into it, everything leads to it, and nothing of it stays."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "somebody's own")
    with emulator.running(server(tmp_path, "127.0.0.1"), tmp_path / "log") as running:
        assert running.open_to_others() == ()
        assert running.environment()["AWS_ENDPOINT_URL"] == running.url == f"http://127.0.0.1:{running.port}"
        process = running.process
    assert not psutil.pid_exists(process)


def test_what_listens_to_others_is_found(tmp_path: Path) -> None:
    """The rehearsal fails when anything of the emulator could be reached from elsewhere."""
    with emulator.running(server(tmp_path, "0.0.0.0"), tmp_path / "log") as running:  # noqa: S104 - is to be found
        assert running.open_to_others() == (f"0.0.0.0:{running.port}",)


def test_a_port_in_use_is_said_to_be(tmp_path: Path) -> None:
    """Somebody else's server is neither used nor disturbed."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        port = other.server_address[1]
        with (
            pytest.raises(RehearsalError, match=f"port {port} is in use.*REHEARSAL_PORT"),
            emulator.running(tmp_path / "never", tmp_path / "log", port),
        ):
            pytest.fail("it began all the same")
        other.shutdown()


def test_one_that_does_not_come_up_says_where_to_look(tmp_path: Path) -> None:
    """A broken environment is told at once, with the log."""
    broken = program(tmp_path, "#!/bin/sh\necho broken; exit 3\n")
    with (
        pytest.raises(RehearsalError, match=r"does not come up.*log"),
        emulator.running(broken, tmp_path / "log"),
    ):
        pytest.fail("it began all the same")
    assert (tmp_path / "log").read_text() == "broken\n"
