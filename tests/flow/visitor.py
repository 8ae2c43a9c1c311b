"""A person with a browser before one stage: keeps cookies, reads forms, presses buttons. No script."""

import base64
import html
import re
import time
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalGateway

from services.core.people import session, store
from services.core.people.person import Grant, Person, Role, person_id

CAMPAIGN = "vinh-linh-70"


def announce(name: str, *holders: str, home: str = "", email: str = "") -> Person:
    """A stored person with these holders (`unit:xa-vinh-lam`, `office`)."""
    address = email or f"{name.lower().replace(' ', '.')}@{(home or 'vinh-linh')}.example"
    split = [holder.partition(":") for holder in holders]
    grants = tuple(Grant(campaign=CAMPAIGN, role=Role(kind), of=of) for kind, _, of in split)
    units = [grant.of for grant in grants if grant.role is Role.UNIT]
    person = Person(
        id=person_id(address),
        email=address,
        name=name,
        home=home or (units[0] if units else ""),
        grants=grants,
    )
    store.save(person)
    return person


class Page(msgspec.Struct, kw_only=True):
    """What the browser shows. `form` is the page's main form: what pressing its button would send."""

    status: int
    location: str
    headers: dict[str, Any]
    html: str

    @property
    def text(self) -> str:
        """The page's words, without markup, blanks run together."""
        bare = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.html, flags=re.DOTALL)
        return " ".join(html.unescape(bare).split())

    @property
    def form(self) -> dict[str, str]:
        """The fields of the last form on the page, as the browser would send them."""
        reader = _Forms()
        reader.feed(self.html)
        return reader.forms[-1] if reader.forms else {}

    @property
    def action(self) -> str:
        """Where the last form goes."""
        return html.unescape(re.findall(r'<form[^>]*action="([^"]*)"', self.html)[-1])


class Visitor:
    """One browser."""

    def __init__(self, app: Chalice, person: Person | None = None, *, ip: str = "10.1.1.1") -> None:
        self.gateway = _gateway(app)
        self.cookies: dict[str, str] = {}
        self.ip = ip
        if person:
            self.cookies["session"] = session.start(person.id, time.time())

    def get(self, path: str, *, follow: bool = True) -> Page:
        """Open an address; redirects are followed within the stage."""
        page = self._send("GET", path, b"")
        while follow and page.status == 303 and _stage(page.location) == _stage(path):
            page = self._send("GET", page.location, b"")
        return page

    def post(self, path: str, form: Mapping[str, str], *, follow: bool = True) -> Page:
        """Send a form."""
        page = self._send("POST", path, urlencode(form).encode())
        if follow and page.status == 303 and _stage(page.location) == _stage(path):
            return self.get(page.location)
        return page

    def press(self, page: Page, *, do: str = "", follow: bool = True, **typed: str) -> Page:
        """Fill in the page's form and press its button."""
        button = {"do": do} if do else {}
        return self.post(page.action, {**page.form, **typed, **button}, follow=follow)

    def _send(self, method: str, path: str, body: bytes) -> Page:
        headers = {
            "host": "localhost:8000",
            "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "content-type": "application/x-www-form-urlencoded",
        }
        answer = self.gateway.handle_request(method, path, headers, body)
        for line in answer["multiValueHeaders"].get("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in line:
                del self.cookies[name]
        text = base64.b64decode(answer["body"]).decode() if answer.get("isBase64Encoded") else answer["body"]
        plain = {name.lower(): value for name, value in answer["headers"].items()}
        location = urlsplit(plain.get("location", ""))
        return Page(
            status=answer["statusCode"],
            location=location.path + (f"?{location.query}" if location.query else ""),
            headers=plain,
            html=text if isinstance(text, str) else text.decode(),
        )


def _stage(path: str) -> str:
    """The first segment of an address: the stage that answers it."""
    return urlsplit(path).path.split("/")[1]


@cache
def _gateway(app: Chalice) -> LocalGateway:
    return LocalGateway(app, Config())


class _Forms(HTMLParser):
    """Reads what each form of a page would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field with what it holds."""
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and got.get("name"):
            if got.get("type") not in ("radio", "checkbox") or "checked" in got:
                self.forms[-1][got["name"]] = got.get("value", "")
        elif tag == "textarea":
            self._area = got["name"]
            self.forms[-1][self._area] = ""
        elif tag == "select":
            self._select = got["name"]
            self.forms[-1].setdefault(self._select, "")
        elif tag == "option" and self._select and "selected" in got:
            self.forms[-1][self._select] = got.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave the field."""
        if tag == "textarea":
            self.forms[-1][self._area] = self.forms[-1][self._area].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self._area:
            self.forms[-1][self._area] += data
