"""Whether the pages answer: asked as a browser asks, patiently where that may help."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from infra.deploy import smoke
from infra.deploy.smoke import Fault

RIGHT = {"/registration": 200, "/review": 303, "/report": 303, "/nowhere-at-all": 404}


class Site:
    """A site on this machine; `answers`: the status of each path, `misses`: how many requests fail first."""

    def __init__(self) -> None:
        self.answers = dict(RIGHT)
        self.misses = 0
        self.accepts: set[str | None] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.accepts.add(self.headers["Accept"])
                status = 502 if site.misses > 0 else site.answers[self.path]
                site.misses -= 1
                self.send_response(status)
                self.send_header("Content-Length", "0")
                if status == 303:
                    self.send_header("Location", "/registration/sign-in")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def site() -> Iterator[Site]:
    """Answers as it should."""
    found = Site()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()


def test_a_site_that_answers_has_no_faults(site: Site) -> None:
    """The campaign's page, the way in, and a page that is none; nobody is led on, and HTML is asked for."""
    assert smoke.faults(site.url, patience=0) == ()
    assert site.accepts == {"text/html"}


@pytest.mark.parametrize("path", RIGHT)
@pytest.mark.parametrize("status", [403, 500, 502])
def test_each_page_that_answers_otherwise_is_named(site: Site, path: str, status: int) -> None:
    """A page that is refused or broken is a fault, whatever the others say."""
    site.answers[path] = status
    assert smoke.faults(site.url, patience=0) == (Fault(path=path, got=str(status)),)


def test_a_front_that_answers_everything_is_no_site(site: Site) -> None:
    """The start page of some other server, with 200 for every path, is not taken for ours."""
    site.answers = dict.fromkeys(RIGHT, 200)
    assert [fault.path for fault in smoke.faults(site.url, patience=0)] == [
        "/review",
        "/report",
        "/nowhere-at-all",
    ]


def test_it_waits_as_long_as_that_may_help_and_says_so_once(site: Site) -> None:
    """A new name takes a while; whoever waits is told why, once."""
    site.misses = 9
    waited: list[bool] = []
    assert smoke.faults(site.url, patience=60, pause=0, waiting=lambda: waited.append(True)) == ()
    assert waited == [True]


def test_without_patience_nobody_is_told_to_wait(site: Site) -> None:
    """The doctor looks once."""
    site.answers["/review"] = 500
    waited: list[bool] = []
    assert smoke.faults(site.url, patience=0, waiting=lambda: waited.append(True))
    assert waited == []


def test_where_nobody_listens_it_does_not_wait() -> None:
    """A front of one's own that is not started yet: waiting for it would help nobody."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    waited: list[bool] = []
    found = smoke.faults(f"http://127.0.0.1:{port}", patience=60, waiting=lambda: waited.append(True))
    assert [fault.path for fault in found] == list(RIGHT)
    assert {(fault.got, fault.deaf) for fault in found} == {("Connection refused", True)}
    assert waited == []


def test_a_name_that_nobody_knows_is_said_in_words() -> None:
    """`.invalid` is never a name (RFC 2606); the sentence holds no number of an error."""
    found = smoke.faults("http://thidua.invalid", patience=0)
    assert len(found) == len(RIGHT)
    assert not any(fault.deaf or "Errno" in fault.got for fault in found)
