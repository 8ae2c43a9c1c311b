"""Serves on a free port of this machine, for as long as a test needs it."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalGateway


@contextmanager
def served(app: Chalice) -> Iterator[str]:
    """The address at which `app` answers, one request at a time."""
    gateway, one_at_a_time = LocalGateway(app, Config()), Lock()

    class Handler(Quiet):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            with one_at_a_time:
                answer = gateway.handle_request(self.command, self.path, dict(self.headers), body)
            content = base64.b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer["body"]
            self.send_response(answer["statusCode"])
            for name, value in answer["headers"].items():
                for one in value if isinstance(value, list) else [value]:
                    self.send_header(name, str(one))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the standard library's name

    with hosted(Handler) as port:
        yield f"http://localhost:{port}"


class Quiet(BaseHTTPRequestHandler):
    """Answers, and writes nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def hosted(handler: type[Quiet]) -> Iterator[int]:
    """The port of loopback at which `handler` answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
