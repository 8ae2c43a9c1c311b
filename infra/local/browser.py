"""A browser without a window: it keeps cookies, reads a page's forms, fills them in and presses buttons.

The example season uses it to live through the stages' own pages, exactly as a person without script would.
"""

import gzip
import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec

from infra.local.front import Answer, Call

_MOST_REDIRECTS = 5
_FORM = "application/x-www-form-urlencoded"


class LostError(RuntimeError):
    """The page is not what was expected; the text says which page and why."""


class Form(msgspec.Struct, kw_only=True):
    """A form as it stands on the page: where it goes, and what it would send."""

    method: str
    action: str
    fields: dict[str, str]
    names: set[str]
    buttons: list[tuple[str, str]]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser shows after redirects."""

    status: int
    path: str
    html: str
    forms: tuple[Form, ...]

    def form(self, action: str) -> Form:
        """The form whose address ends with `action`. Raises: LostError."""
        for form in self.forms:
            if urlsplit(form.action).path.endswith(action):
                return form
        titles = re.findall(r"<h1[^>]*>(.*?)</h1>", self.html, re.DOTALL)
        raise LostError(f"{self.path} ({self.status}, {titles}) has no form that goes to …{action}")


class Browser:
    """One person's browser. `answer` is the front's."""

    def __init__(self, answer: Callable[[Call], Answer]) -> None:
        self._answer = answer
        self.cookies: dict[str, str] = {}

    def open(self, path: str) -> Page:
        """Open an address of this machine, with or without `http://host`."""
        parts = urlsplit(path)
        return self._send(
            Call(method="GET", path=parts.path, query=parts.query, headers=self._headers()), _MOST_REDIRECTS
        )

    def press(self, page: Page, action: str, button: tuple[str, str] | None = None, **typed: str) -> Page:
        """Fill in the form that goes to `action` and press its button, or the one of this name and value.

        Raises:
            LostError: there is no such form, or it has no such field.
        """
        form = page.form(action)
        missing = typed.keys() - form.names
        if missing:
            raise LostError(f"{page.path} has no field {', '.join(sorted(missing))}")
        fields = {**form.fields, **typed, **dict([button] if button else form.buttons[:1])}
        parts = urlsplit(urljoin(page.path, form.action))
        body = urlencode(fields).encode()
        call = Call(
            method="POST",
            path=parts.path,
            query=parts.query,
            headers={**self._headers(), "content-type": _FORM},
            body=body,
            length=len(body),
        )
        return self._send(call, _MOST_REDIRECTS)

    def _headers(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _send(self, call: Call, redirects: int) -> Page:
        status, headers, body = self._answer(call)
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._keep(value)
        named = {name.lower(): value for name, value in headers}
        # What leads off this machine is not followed.
        if status in (302, 303) and redirects and not urlsplit(named["location"]).netloc:
            parts = urlsplit(urljoin(call.path, named["location"]))
            follow = Call(method="GET", path=parts.path, query=parts.query, headers=self._headers())
            return self._send(follow, redirects - 1)
        if named.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        html = body.decode(errors="replace")
        return Page(status=status, path=call.path, html=html, forms=read_forms(html))

    def _keep(self, line: str) -> None:
        pair, *attributes = line.split("; ")
        name, _, value = pair.partition("=")
        if "Max-Age=0" in attributes:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def read_forms(html: str) -> tuple[Form, ...]:
    """The forms of a page, with what each would send as it stands."""
    reader = _Reader()
    reader.feed(html)
    return tuple(reader.forms)


class _Reader(HTMLParser):
    """Reads forms as a browser does: what is checked, chosen and typed."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            method, action = given.get("method", "get"), given.get("action", "")
            self.forms.append(Form(method=method, action=action, fields={}, names=set(), buttons=[]))
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name", "")
        match tag:
            case "input" if name:
                form.names.add(name)
                if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                    form.fields[name] = given.get("value", "")
            case "textarea":
                self._area = name
                form.names.add(name)
                form.fields[name] = ""
            case "select":
                self._select = name
                form.names.add(name)
            case "option" if self._select:
                if "selected" in given or self._select not in form.fields:
                    form.fields[self._select] = given.get("value", "")
            case "button" if name:
                form.buttons.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # A line break right after the tag is not part of the text.
            fields = self.forms[-1].fields
            fields[self._area] = fields[self._area].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].fields[self._area] += data
