"""A small stage of its own, so that the shell is tested without any other."""

import base64
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import msgspec
import pytest
from chalice.app import Chalice, Response
from chalice.config import Config
from chalice.local import LocalGateway

from services.core.language.message import Language, Text
from services.core.people import session as sessions
from services.core.people.person import Grant, Person, Role, Session
from services.core.web.site import Site
from services.core.web.visit import NotFound, Visit

TEMPLATES = Path(__file__).parent / "templates"
CAMPAIGN = SimpleNamespace(
    short=Text(vi="Thi đua chào mừng 70 năm", en="Emulation for the 70th anniversary"),
    slogan=Text(vi="Đoàn kết, sáng tạo", en="Unity and creativity"),
    issuer=SimpleNamespace(body="Ủy ban nhân dân huyện"),
    contact="noivu@vinh-linh.example",
)
CSRF = "c" * 64


def person(*roles: Role, language: Language = "vi") -> Person:
    """Somebody of commune Vĩnh Lâm with these roles."""
    grants = tuple(Grant(campaign="vinh-linh-70", role=role, of="vinh-lam") for role in roles)
    return Person(
        id="a" * 32, email="lan@vinh-lam.example", name="Nguyễn Thị Lan", grants=grants, language=language
    )  # type: ignore[arg-type]


class Answer(msgspec.Struct, kw_only=True):
    """What a browser gets."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str


class Browser:
    """Sends requests to a site as API Gateway does, and is signed in when told who."""

    def __init__(self, app: Chalice, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gateway = LocalGateway(app, Config())
        self.cookies: dict[str, str] = {}
        self._patch = monkeypatch
        monkeypatch.setattr(sessions, "find", lambda _cookie, _now: None)

    def sign_in(self, who: Person) -> None:
        """From now on the session cookie opens this person's session."""
        session = Session(person=who.id, hash="h", started=0, expires=2**40, csrf=CSRF)
        self.cookies["session"] = "good"
        self._patch.setattr(
            sessions, "find", lambda cookie, _now: (who, session) if cookie == "good" else None
        )

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        """Ask for a page."""
        return self._send(method, path, b"", headers)

    def post(self, path: str, form: Mapping[str, str] | bytes, **headers: str) -> Answer:
        """Send a form."""
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        headers.setdefault("content_type", "application/x-www-form-urlencoded")
        return self._send("POST", path, body, headers)

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["host"] = "localhost:8000"
        sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.gateway.handle_request(method, path, sent, body)
        return Answer(
            status=answer["statusCode"],
            headers={name.lower(): value for name, value in answer["headers"].items()},
            cookies=answer["multiValueHeaders"].get("Set-Cookie", []),
            text=base64.b64decode(answer["body"]).decode(),
        )


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    """A stage with a page for everyone, one for units, one for whoever is signed in, and their forms."""
    monkeypatch.setattr(Visit, "campaign", CAMPAIGN)
    stage = Site(Chalice("stage"), "/stage", TEMPLATES)

    @stage.get("/", public="the front page")
    def front(visit: Visit) -> Response:
        return visit.page("plain.html", heading="Front", words=visit.csrf)

    @stage.post("/", public="the front page's form")
    def receive(visit: Visit) -> Response:
        return visit.page("plain.html", heading="Received", words=visit.form["words"])

    @stage.get("/records/{record}", roles=(Role.UNIT,))
    def record(visit: Visit, record: str) -> Response:
        if record == "none":
            raise NotFound
        return visit.page("plain.html", heading=record, words=visit.person.name)

    @stage.post("/records/{record}", roles=(Role.UNIT,))
    def change(visit: Visit, record: str) -> Response:
        return visit.go(f"/stage/records/{record}?changed=yes")

    @stage.get("/broken")
    def broken(visit: Visit) -> Response:
        raise LookupError(visit.person.email)

    return stage


@pytest.fixture
def browser(site: Site, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser before that stage."""
    return Browser(site.app, monkeypatch)
