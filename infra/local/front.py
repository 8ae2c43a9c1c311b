"""What stands before the stages on this machine: CloudFront and API Gateway in one WSGI application.

The first part of the path picks the stage, as the distribution does when deployed. Each request becomes the
event that API Gateway makes of it, with the body in base64 (every answer and every body is binary there), and
goes to the stage's own Chalice app. Headers pass through, but for the two that CloudFront writes itself: what
a viewer sends under their names never arrives. What the gateway refuses by itself (an unknown path, another
method, too large a body, a stage that breaks) becomes a page.
"""

import base64
import gzip
import io
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qs, unquote, urlencode

import msgspec
from chalice.app import Chalice, Request, Response
from chalice.local import LocalChalice, RouteMatcher

from infra.local import bucket, posting
from infra.local.stages import Stage, context
from services.core import settings
from services.core.language.message import Message, message
from services.core.web import security
from services.core.web.visit import ErrorPage, NotFound, Visit

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

_log = logging.getLogger(__name__)

#: The largest body that a form may have; the gateway itself would take ten times as much.
LARGEST_BODY = 1024 * 1024
#: Below this, compressing costs more than it saves.
_WORTH_COMPRESSING = 800
_COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")
#: The stage whose style and scripts the front's own pages use.
LENDER = "/registration"
_HOME = "/registration/"
_OUR_NAMES = frozenset({"localhost", "127.0.0.1"})
_TEMPLATES = Path(__file__).parent / "templates"

#: Status, headers (a list where one is sent several times) and body.
Answer: TypeAlias = tuple[int, list[tuple[str, str]], bytes]
#: A page of this machine, beside the stages.
Local: TypeAlias = Callable[["Visit"], Response]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request. `length` is what was announced; `body` is empty where that is too much."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str]
    body: bytes = b""
    length: int = 0
    address: str = "127.0.0.1"
    #: The body of a form with a file, which is not read before somebody wants it.
    stream: Any = None

    @classmethod
    def read(cls, environ: "WSGIEnvironment") -> "Call":
        """The request that the server hands over, its body read in any case."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        # WSGI hands the path over decoded, as Latin-1.
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace") or "/"
        is_file = environ["REQUEST_METHOD"] == "POST" and path == f"{bucket.PREFIX}/"
        if length > LARGEST_BODY and not is_file:
            _drain(environ["wsgi.input"], length)
        is_small = 0 < length <= LARGEST_BODY and not is_file
        return cls(
            method=environ["REQUEST_METHOD"],
            path=path,
            query=environ.get("QUERY_STRING", ""),
            headers=_headers(environ),
            body=environ["wsgi.input"].read(length) if is_small else b"",
            length=length,
            address=environ.get("REMOTE_ADDR", "127.0.0.1"),
            stream=environ["wsgi.input"] if is_file else None,
        )

    @classmethod
    def form(cls, path: str, fields: Mapping[str, str], cookie: str) -> "Call":
        """A form sent from this machine itself."""
        body = urlencode(fields).encode()
        headers = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie}
        return cls(method="POST", path=path, headers=headers, body=body, length=len(body))

    @property
    def host(self) -> str:
        """The name under which the machine was asked, without the port."""
        return self.headers.get("host", "localhost").rpartition(":")[0] or self.headers.get(
            "host", "localhost"
        )

    def event(self, route: str, parts: Mapping[str, str]) -> dict[str, Any]:
        """The event that API Gateway would make of it."""
        return {
            "requestContext": {
                "httpMethod": self.method,
                "resourcePath": route,
                "identity": {"sourceIp": self.address},
                "path": self.path,
            },
            "headers": {**self.headers, **_as_the_edge(self.address)},
            "pathParameters": dict(parts),
            "stageVariables": {},
            "multiValueQueryStringParameters": parse_qs(self.query, keep_blank_values=True) or None,
            "body": base64.b64encode(self.body).decode(),
            "isBase64Encoded": True,
        }

    def visit(self, prefix: str, folder: Path) -> Visit:
        """The same request for a page that belongs to no stage."""
        event = self.event(self.path, {})
        return Visit(Request(event, None), prefix=prefix, path=self.path, folder=folder)


class Front:
    """All stages behind one port.

    `local`, once set, answers what lies under `/_local`; `form` is entered around the answer to a form, and
    may make it wait.
    """

    def __init__(self, stages: Iterable[Stage]) -> None:
        self._gateways = {f"/{stage.name}": _Gateway(stage) for stage in stages if stage.app.routes}
        self.local: Local | None = None
        self.form: Callable[[], AbstractContextManager[None]] = nullcontext

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        call = Call.read(environ)
        try:
            status, headers, body = self.answer(call)
        except Exception:  # noqa: BLE001 - the last line of defence, in the server's thread
            _log.exception("the front failed at %s", call.path)
            status, headers, body = _refusal(
                call, 500, message("The page could not be made"), message("Go back and try again.")
            )
        return _send(call, status, bucket.at_home(headers), body, start_response)

    def answer(self, call: Call) -> Answer:
        """What the stage, the local pages or the front itself say to a request."""
        refused = _refused(call)
        if refused:
            return refused
        prefix = "/" + call.path.split("/", 2)[1]
        if call.path == "/":
            return 302, [("Location", _HOME), ("Cache-Control", "no-store")], b""
        if prefix == "/_local" and self.local:
            return _own(call, self.local)
        if prefix == bucket.PREFIX:
            return _file(call)
        gateway = self._gateways.get(prefix)
        if gateway is None:
            return _page_for(call, NotFound())
        with self.form() if call.method == "POST" else nullcontext():
            return gateway.answer(call)

    def paths(self) -> list[str]:
        """The first part of every stage's paths."""
        return sorted(self._gateways)


class _Gateway:
    """One stage behind API Gateway."""

    def __init__(self, stage: Stage) -> None:
        self._app = _threadsafe(stage.app)
        self._matcher = RouteMatcher(list(stage.app.routes))
        self._name = stage.name

    def answer(self, call: Call) -> Answer:
        try:
            match = self._matcher.match_route(call.path.replace("?", "%3F"))
        except ValueError:
            return _page_for(call, NotFound())
        methods = self._app.routes[match.route]
        if call.method not in methods:
            status, headers, body = _refusal(
                call,
                405,
                message("The page cannot be used this way"),
                message("Go back and use the links and buttons of the page."),
            )
            return status, [*headers, ("Allow", ", ".join(sorted(methods)))], body
        parts = {name: unquote(part) for name, part in match.captured.items()}
        answer = self._app(call.event(match.route, parts), context(self._name))
        return _from_lambda(answer)


def _as_the_edge(address: str) -> dict[str, str]:
    """What infra/edge.yaml writes into each request, over whatever the viewer sent under these names."""
    return {security.EDGE: settings.edge_key(), security.VIEWER: address}


def _threadsafe(app: Chalice) -> Chalice:
    """Let every thread see its own request.

    Chalice keeps the current request in one attribute of the app; with twenty threads nearly everybody read
    somebody else's. Each app gets a class of its own, with a thread-local of its own.
    """
    if not isinstance(app, LocalChalice):
        name = f"Local{app.app_name.title().replace('-', '')}"
        app.__class__ = type(name, (LocalChalice, app.__class__), {"_THREAD_LOCAL": threading.local()})
    return app


def _from_lambda(answer: Mapping[str, Any]) -> Answer:
    headers = list(answer["headers"].items())
    headers += [(name, line) for name, lines in answer["multiValueHeaders"].items() for line in lines]
    body = answer["body"] or b""
    if answer.get("isBase64Encoded"):
        body = base64.b64decode(body)
    return answer["statusCode"], headers, body.encode() if isinstance(body, str) else body


def _unpack(response: Response) -> Answer:
    headers: list[tuple[str, str]] = []
    for name, value in response.headers.items():
        headers += [(name, line) for line in (value if isinstance(value, list) else [value])]
    return response.status_code, headers, response.body


def _refused(call: Call) -> Answer | None:
    """Why a request is not even looked at."""
    if call.length > LARGEST_BODY and call.stream is None:
        return _refusal(
            call,
            413,
            message("The form is too large"),
            message("Go back, shorten the longest texts and send the form again."),
        )
    if call.host not in _OUR_NAMES:
        # A page of the open web may point a name of its own at this machine; it gets nothing to read.
        return _refusal(
            call,
            421,
            message("The page cannot be used this way"),
            message("Open this machine's pages as http://localhost, followed by the port."),
        )
    return None


def _own(call: Call, local: Local) -> Answer:
    visit = call.visit(LENDER, _TEMPLATES)
    try:
        response = local(visit)
    except ErrorPage as error:
        return _page_for(call, error)
    return _unpack(visit.finished(response))


def _file(call: Call) -> Answer:
    """What the bucket says, to which a page has sent a browser, or into which a browser puts a file."""
    try:
        if call.method == "POST":
            body = call.stream or io.BytesIO(call.body)
            status, headers = posting.receive(call.headers.get("content-type", ""), call.length, body)
            return status, headers, b""
        headers, content = bucket.answer(call.method, call.path, call.query)
    except ErrorPage as error:
        return _page_for(call, error)
    return 200, headers, content


def _page_for(call: Call, error: ErrorPage) -> Answer:
    return _refusal(call, error.status, error.title, error.advice)


def _refusal(call: Call, status: int, title: Message, advice: Message) -> Answer:
    """A page that says what happened and what to do."""
    visit = call.visit(LENDER, _TEMPLATES)
    page = visit.page("error.html", status, title=title, advice=advice, reference="")
    return _unpack(visit.finished(page))


def _send(
    call: Call, status: int, headers: list[tuple[str, str]], body: bytes, start_response: "StartResponse"
) -> list[bytes]:
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    if len(body) >= _WORTH_COMPRESSING and kind.startswith(_COMPRESSIBLE):
        headers = [*headers, ("Vary", "Accept-Encoding")]
        if "gzip" in call.headers.get("accept-encoding", ""):
            immutable = any("immutable" in value for name, value in headers if name == "Cache-Control")
            body = _compressed_once(body) if immutable else _compressed(body)
            headers.append(("Content-Encoding", "gzip"))
    if call.method == "HEAD":
        body = b""
    elif status not in (204, 304):
        headers = [*headers, ("Content-Length", str(len(body)))]
    start_response(f"{status} {_reason(status)}", headers)
    return [body]


def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=5, mtime=0)


@lru_cache(maxsize=64)
def _compressed_once(body: bytes) -> bytes:
    """Styles and scripts never change under their name."""
    return gzip.compress(body, compresslevel=9, mtime=0)


def _reason(status: int) -> str:

    return HTTPStatus(status).phrase


def _headers(environ: "WSGIEnvironment") -> dict[str, str]:
    found = {
        key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        found["content-type"] = environ["CONTENT_TYPE"]
    return found


def _drain(stream: Any, length: int) -> None:  # noqa: ANN401 - WSGI's stream
    """Read what is not wanted, so that the browser gets to read the answer."""
    while length > 0 and (chunk := stream.read(min(length, 65536))):
        length -= len(chunk)
