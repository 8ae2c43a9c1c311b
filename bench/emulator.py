"""What the emulator sees of a run: every AWS call with its time, and calls from other processes.

Counting stands at botocore's `before-send` hook, where moto answers: nothing that is sent can pass it by,
whether PynamoDB, boto3 or botocore sent it.
"""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import msgspec
from botocore.awsrequest import AWSPreparedRequest

from infra.local import moto_inside
from infra.local.cloud import REGION

_READS = frozenset({"GetItem", "Query", "BatchGetItem"})
_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"})
_KEPT_HEADERS = frozenset({"content-type", "x-amzn-requestid", "x-amz-crc32"})


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One AWS call. `service` as botocore names it, `seconds` moto's own work, `body` what was sent."""

    service: str
    operation: str
    seconds: float
    body: dict[str, Any]

    @property
    def reads(self) -> bool:
        """Whether it reads the table."""
        return self.service == "dynamodb" and self.operation in _READS

    @property
    def writes(self) -> bool:
        """Whether it writes to the table."""
        return self.service == "dynamodb" and self.operation in _WRITES


@contextmanager
def recorded() -> Iterator[list[Call]]:
    """Every call that is made within the block, from whatever thread, in order."""
    calls: list[Call] = []
    moto_inside.on_call(lambda request, seconds, _body: calls.append(call_of(request, seconds)))
    try:
        yield calls
    finally:
        moto_inside.on_call(None)


def call_of(request: AWSPreparedRequest, seconds: float) -> Call:
    """What moto was asked."""
    target = _text(request.headers.get("X-Amz-Target", ""))
    host = urlsplit(request.url).netloc.split(".")[0]
    body = _text(request.body or b"")
    if target:
        operation = target.rpartition(".")[2]
    else:
        operation = {"email": "SendEmail"}.get(host, f"{request.method} {urlsplit(request.url).path}")
    sent = json.loads(body) if body.startswith("{") else {}
    return Call(service={"email": "sesv2"}.get(host, host), operation=operation, seconds=seconds, body=sent)


def _text(sent: object) -> str:
    return sent.decode("utf-8", "replace") if isinstance(sent, bytes | bytearray) else str(sent)


class _Answers(socketserver.StreamRequestHandler):
    """Passes DynamoDB's calls of another process on to moto, and remembers the answers to reads.

    The second time a read costs next to nothing: a cold start is measured, not moto.
    """

    # Without this an answer may wait 40 ms for the receipt of the one before.
    disable_nagle_algorithm = True
    known: dict[bytes, bytes] = {}  # noqa: RUF012 - one memory for all connections

    def handle(self) -> None:
        """One connection: calls, one after the other, until the other side ends it."""
        while self.rfile.readline().strip():
            headers: dict[str, str] = {}
            while line := self.rfile.readline().strip():
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            body = self.rfile.read(int(headers.get("content-length", "0")))
            self.wfile.write(self._answer(headers, body))

    def _answer(self, headers: dict[str, str], body: bytes) -> bytes:
        target = headers.get("x-amz-target", "")
        key = target.encode() + body
        if key in self.known:
            return self.known[key]
        url = f"https://dynamodb.{REGION}.amazonaws.com/"
        request = AWSPreparedRequest("POST", url, headers, body, stream_output=False)
        status, answered, content = moto_inside.answer(request)
        lines = [f"{name}: {value}" for name, value in answered.items() if name.lower() in _KEPT_HEADERS]
        head = "\r\n".join((f"HTTP/1.1 {status} moto", *lines, f"Content-Length: {len(content)}", "", ""))
        whole = head.encode("latin-1") + content
        if target.rpartition(".")[2] in _READS:
            self.known[key] = whole
        return whole


@contextmanager
def endpoint() -> Iterator[str]:
    """An address on loopback under which other processes reach this process's table."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Answers)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
