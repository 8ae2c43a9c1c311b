"""What a browser is told, and what is asked of it, so that a page stays this site's page."""

import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Final

from services.core import settings

#: The session's cookie, and the one that a visitor's forms are checked against.
SESSION: Final = "session"
VISITOR: Final = "csrf"
LANGUAGE: Final = "lang"

#: In what CloudFront shows that a request came through it, and who asked. infra/edge.yaml puts its own into
#: both, whatever the viewer sent under these names (CloudFront Developer Guide, "Add custom headers to origin
#: requests" and "Add a true client IP header to a CloudFront Functions viewer request event").
EDGE: Final = "x-thidua-edge"
VIEWER: Final = "x-thidua-viewer"

#: A form of twenty long Vietnamese texts, percent-encoded, needs less than half of this.
LARGEST_BODY: Final = 512 * 1024

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src {to}; "
    "form-action {to}; base-uri 'none'; frame-ancestors 'none'"
)

#: What every page tells its browser.
PAGE: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _POLICY.format(to="'self'"),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_LINE_BREAK: Final = re.compile(r"[\r\n\0]")
#: Printable ASCII without a backslash: an address is percent-encoded, and two slashes would name a host.
_PATH: Final = re.compile(r"/(?!/)[!-\[\]-~]*")
_LONGEST_PATH: Final = 2000  # it travels in a cookie, too
_COOKIE_VALUE: Final = re.compile(r"[A-Za-z0-9._~:/+=-]*")


class UnsafeHeaderError(ValueError):
    """A header or cookie that could smuggle another one."""


def headers() -> dict[str, str]:
    """What goes with every answer; the caller may replace `Cache-Control`."""
    extra = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
    return {**PAGE, **(extra if settings.secure_cookies() else {})}


def sending_to(origin: str) -> dict[str, str]:
    """The header of a page whose form or script sends to another origin, too; empty for this very site."""
    return {"Content-Security-Policy": _POLICY.format(to=f"'self' {origin}".strip())}


def checked(name: str, value: str) -> str:
    """`value`, when it is one line.

    Raises:
        UnsafeHeaderError: it holds a line break; Chalice does not look into list-valued headers.
    """
    if _LINE_BREAK.search(value):
        raise UnsafeHeaderError(f"{name} may not hold a line break")
    return value


def local_path(text: str | None) -> str | None:
    """`text` when it is a path on this site, safe to send a browser to; otherwise `None`."""
    if not text or len(text) > _LONGEST_PATH or not _PATH.fullmatch(text):
        return None
    return text


# --- the edge ----------------------------------------------------------------------------------


def from_the_edge(sent: Mapping[str, str]) -> bool:
    """Whether the request came through CloudFront, by the secret that only it and we know.

    Never without an edge: where there is none, nobody's word is taken for one. `sent` are the request's
    headers.
    """
    return same(sent.get(EDGE, ""), settings.edge_key())


def viewer(sent: Mapping[str, str]) -> str:
    """The address of whoever asked CloudFront, empty where it cannot be read.

    It is worth something `from_the_edge` only.
    """
    try:
        return str(ip_address(sent.get(VIEWER, "").strip()))
    except ValueError:
        return ""


# --- cookies -----------------------------------------------------------------------------------


def cookie_name(name: str) -> str:
    """`__Host-` binds a cookie to this very host; browsers grant the prefix over https only."""
    return f"__Host-{name}" if settings.secure_cookies() else name


def read_cookies(header: str) -> dict[str, str]:
    """The cookies of a request, by the name they were sent under."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, equals, value in pairs if equals}


def cookie(name: str, value: str, seconds: int | None) -> str:
    """A `Set-Cookie` line; `None` lasts as long as the browser is open, 0 forgets the cookie.

    Raises:
        UnsafeHeaderError: the value holds more than letters, digits and `._~:/+=-`.
    """
    if not _COOKIE_VALUE.fullmatch(value):
        raise UnsafeHeaderError(f"the cookie {name} may not hold such characters")
    age = "" if seconds is None else f"; Max-Age={seconds}"
    secure = "; Secure" if settings.secure_cookies() else ""
    return f"{cookie_name(name)}={value}; Path=/{age}; HttpOnly; SameSite=Lax{secure}"


# --- requests that change something ------------------------------------------------------------


def new_token() -> str:
    """A secret that nobody guesses."""
    return secrets.token_urlsafe(24)


def same(given: str, expected: str) -> bool:
    """Whether two secrets agree, in a time that does not tell how far."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def from_this_site(sent: Mapping[str, str]) -> bool:
    """Whether the browser says that a form of this site sent the request.

    Old browsers say nothing; they are left to the token. `sent` are the request's headers.
    """
    if sent.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = sent.get("origin")
    return origin is None or origin in _own_origins(sent.get("host", ""))


def surely_from_this_site(sent: Mapping[str, str]) -> bool:
    """Whether the browser says so outright; one that says nothing is not believed."""
    told = sent.get("sec-fetch-site") == "same-origin" or sent.get("origin") is not None
    return told and from_this_site(sent)


def _own_origins(host: str) -> Iterable[str]:
    scheme = "https" if settings.secure_cookies() else "http"
    return (settings.site_url(), f"{scheme}://{host}")
