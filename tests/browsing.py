"""Somebody before pages, without script: keeps cookies, reads forms and links, fills in, presses buttons.

How a request gets to the pages is the part of a subclass: `tests.flow.visitor` asks one stage within this
process, `tests.journey.browser` speaks HTTP.
"""

import html
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import msgspec

_REDIRECTS = (302, 303)


def mailbox(name: str) -> str:
    """What a person's address has before the @: `nguyen.thi.lan`. Mailboxes have no accents."""
    bare = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d")).encode("ascii", "ignore")
    return bare.decode().lower().replace(" ", ".")


class Link(msgspec.Struct, kw_only=True):
    """A link: where it leads, and its words."""

    address: str
    words: str = ""


class Form(msgspec.Struct, kw_only=True):
    """A form: where it goes, what it would send as it stands, and every field that one can fill in."""

    action: str
    fields: dict[str, str] = {}
    names: set[str] = set()


class Page(msgspec.Struct, kw_only=True):
    """What the browser shows. `form` is the page's main form: what pressing its button would send."""

    status: int
    location: str
    headers: dict[str, Any]
    body: bytes

    @property
    def html(self) -> str:
        """The page as it came."""
        return self.body.decode()

    @property
    def text(self) -> str:
        """The page's words, without markup, blanks run together."""
        bare = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.html, flags=re.DOTALL)
        return " ".join(html.unescape(bare).split())

    @property
    def forms(self) -> list[Form]:
        """The forms, from top to bottom."""
        return _read(self.html).forms

    @property
    def links(self) -> list[Link]:
        """The links, from top to bottom."""
        return _read(self.html).links

    @property
    def form(self) -> dict[str, str]:
        """The fields of the last form on the page, as the browser would send them."""
        forms = self.forms
        return forms[-1].fields if forms else {}

    @property
    def action(self) -> str:
        """Where the last form goes."""
        return self.forms[-1].action


class Browsing(ABC):
    """One browser."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def get(self, path: str, *, follow: bool = True) -> Page:
        """Open an address; redirects are followed as far as this browser goes."""
        page = self._send("GET", path, b"")
        while follow and page.status in _REDIRECTS and self._goes(path, page.location):
            page = self._send("GET", page.location, b"")
        return page

    def post(self, path: str, form: Mapping[str, str], *, follow: bool = True) -> Page:
        """Send a form."""
        page = self._send("POST", path, urlencode(form).encode())
        if follow and page.status in _REDIRECTS and self._goes(path, page.location):
            return self.get(page.location)
        return page

    def press(self, page: Page, *, do: str = "", follow: bool = True, **typed: str) -> Page:
        """Fill in the page's form that asks for what is typed, of several the last, and press its button."""
        filled = typed | ({"do": do} if do else {})
        asking = [form for form in page.forms if filled.keys() <= form.names] or page.forms
        return self.post(asking[-1].action, {**asking[-1].fields, **filled}, follow=follow)

    @abstractmethod
    def _send(self, method: str, path: str, body: bytes) -> Page:
        """One request, its cookies kept."""

    @abstractmethod
    def _goes(self, path: str, location: str) -> bool:
        """Whether a redirect from `path` is followed to `location`."""

    def _cookie_line(self) -> str:
        """The `Cookie` header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, lines: Iterable[str]) -> None:
        """Do what the `Set-Cookie` lines of an answer say."""
        for line in lines:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in line:
                del self.cookies[name]


def _read(text: str) -> "_Reader":
    reader = _Reader()
    reader.feed(text)
    return reader


class _Reader(HTMLParser):
    """Reads what each form of a page would send, and where each link leads."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[Link] = []
        self._area = ""
        self._select = ""
        self._in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, or a field with what it holds."""
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(action=got.get("action", "")))
        elif tag == "a" and "href" in got:
            self._in_link = True
            self.links.append(Link(address=got["href"]))
        elif tag == "option" and self._select and "selected" in got:
            self.forms[-1].fields[self._select] = got.get("value", "")
        elif tag in ("input", "textarea", "select", "button") and got.get("name"):
            self.forms[-1].names.add(got["name"])
            self._field(tag, got)

    def _field(self, tag: str, got: dict[str, str]) -> None:
        fields = self.forms[-1].fields
        if tag == "input" and (got.get("type") not in ("radio", "checkbox") or "checked" in got):
            fields[got["name"]] = got.get("value", "")
        elif tag == "textarea":
            self._area = got["name"]
            fields[self._area] = ""
        elif tag == "select":
            self._select = got["name"]
            fields.setdefault(self._select, "")

    def handle_endtag(self, tag: str) -> None:
        """Leave the field, or the link."""
        if tag == "textarea":
            fields = self.forms[-1].fields
            fields[self._area] = fields[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "a" and self._in_link:
            self._in_link = False
            self.links[-1].words = " ".join(self.links[-1].words.split())

    def handle_data(self, data: str) -> None:
        """What stands in a text area, or what a link says."""
        if self._area:
            self.forms[-1].fields[self._area] += data
        if self._in_link:
            self.links[-1].words += data
