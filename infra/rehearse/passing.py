"""A small server on loopback that passes requests on: what the edge and the meter have in common."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import msgspec

_HOST: Final = "127.0.0.1"
#: Of one connection only; who passes on makes its own.
_HOP: Final = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request. `path` has the query with it, `viewer` is the address of whoever asks."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    viewer: str


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """An answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str:
        """One header's value; empty where it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def passed_on(asked: Asked, to: str) -> Answered:
    """What the server at `to` (host and port) answers to the request, whose headers all go along."""
    connection = http.client.HTTPConnection(to, timeout=60)
    try:
        connection.putrequest(asked.method, asked.path, skip_host=True, skip_accept_encoding=True)
        for name, value in asked.headers:
            if name.lower() not in _HOP:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(asked.body)))
        connection.endheaders(asked.body)
        answer = connection.getresponse()
        headers = tuple(one for one in answer.getheaders() if one[0].lower() not in _HOP)
        return Answered(status=answer.status, headers=headers, body=answer.read())
    finally:
        connection.close()


@contextmanager
def serving(answer: Callable[[Asked], Answered], port: int = 0) -> Iterator[int]:
    """Serve on loopback until the end of the block; gives the port."""
    server = ThreadingHTTPServer((_HOST, port), _handler(answer))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def _handler(answer: Callable[[Asked], Answered]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            asked = Asked(
                method=self.command,
                path=self.path,
                headers=tuple(self.headers.items()),
                body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
                viewer=str(self.client_address[0]),
            )
            answered = answer(asked)
            self.send_response_only(answered.status)
            for name, value in answered.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answered.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answered.body)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Nothing: who asked for what is nobody's business."""

    return Handler
