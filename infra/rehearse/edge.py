"""What stands in for CloudFront: one address, and the two headers that only the edge can write.

As infra/edge.yaml says: the first part of the path picks the API, `/` leads to the campaign's page, and
whatever a viewer sends under the edge's own names is overwritten.
"""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

import msgspec

from infra.build import gateway
from infra.deploy.plan import API_STAGE, HOSTS
from services.core.web.security import EDGE, VIEWER

_HOST: Final = "127.0.0.1"
#: Of one connection only; a front makes its own.
_HOP: Final = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "date", "server"}
)

#: What the emulator says where the gateway has a page of ours (infra/build/gateway.py).
_REFUSALS: Final = {"MissingAuthenticationTokenException": "MISSING_AUTHENTICATION_TOKEN"}


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """What the edge knows of an installation: the id of each stage's API, and its own key."""

    apis: dict[str, str]
    key: str


class Edge:
    """The front of one installation."""

    def __init__(self, gateway: str, behind: Callable[[], Behind]) -> None:
        self._gateway = urlsplit(gateway).netloc
        self._ask = behind
        self._behind: Behind | None = None
        self._asking = threading.Lock()
        self.url = ""

    def forget(self) -> None:
        """Ask anew what is behind: an update may make another API."""
        with self._asking:
            self._behind = None

    def behind(self) -> Behind:
        """What stands behind, asked once."""
        with self._asking:
            if self._behind is None:
                self._behind = self._ask()
            return self._behind

    def passed_on(
        self, method: str, path: str, headers: list[tuple[str, str]], body: bytes, viewer: str
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """What the stage, or the gateway before it, answers."""
        if path in ("", "/"):
            return 302, [("Location", "/registration/")], b""
        stage = path.lstrip("/").partition("?")[0].partition("/")[0]
        found = self.behind()
        api = found.apis.get(stage) or found.apis[next(iter(HOSTS))]
        sent = [(name, value) for name, value in headers if name.lower() not in (*_HOP, EDGE, VIEWER)]
        sent += [
            ("Host", f"{api}.execute-api.localhost:{self._gateway.rpartition(':')[2]}"),
            (EDGE, found.key),
            (VIEWER, viewer),
        ]
        connection = http.client.HTTPConnection(self._gateway, timeout=60)
        try:
            connection.putrequest(method, f"/{API_STAGE}{path}", skip_host=True, skip_accept_encoding=True)
            for name, value in sent:
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
            if answer.getheader("x-amzn-ErrorType") in _REFUSALS:
                return _refusal(_REFUSALS[answer.getheader("x-amzn-ErrorType", "")])
            return answer.status, [one for one in answer.getheaders() if one[0].lower() not in _HOP], content
        finally:
            connection.close()


def _refusal(kind: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """The gateway's own page, which the emulator's gateway does not know how to make."""
    page = gateway.responses()[kind]
    headers = [(name, value.strip("'")) for name, value in page["ResponseParameters"]["Headers"].items()]
    return page["StatusCode"], headers, page["ResponseTemplates"]["text/html"].encode()


@contextmanager
def serving(edge: Edge, port: int = 0) -> Iterator[Edge]:
    """Serve it on loopback until the end of the block; `edge.url` then says where."""
    server = ThreadingHTTPServer((_HOST, port), _handler(edge))
    server.daemon_threads = True
    edge.url = f"http://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, name="edge", daemon=True)
    thread.start()
    try:
        yield edge
    finally:
        server.shutdown()
        server.server_close()


def _handler(edge: Edge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on()

        def do_HEAD(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = edge.passed_on(
                self.command, self.path, list(self.headers.items()), body, self.client_address[0]
            )
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing: who asked for what is nobody's business."""

    return Handler
