"""Sign-in by e-mail: what a request is, how its link and code come about, and when they open a session.

Link and code are HMACs of the request's id under the installation's key. So nothing secret stands in the
table, in the stream or in a log of sent mail: notify derives them in the moment in which it sends. All
moments here are real epoch seconds, never the business clock.
"""

import base64
import hashlib
import hmac
import re
from enum import StrEnum

import msgspec

from services.core.form import Field, Kind
from services.core.language.message import Message, message
from services.core.people.person import LONGEST_EMAIL

#: Where a sign-in begins, below the site's address.
PAGE = "/registration/sign-in"

#: How long link and code are good for, in seconds.
LIFETIME = 10 * 60

#: Attempts at one request, right or wrong; 5 of a million codes.
MOST_ATTEMPTS = 5

SECRET_BYTES = 16

EMAIL_FIELD = Field(
    name="email",
    kind=Kind.LINE,
    label=message("E-mail address"),
    hint=message("The address under which your unit or the office announced you"),
    longest=LONGEST_EMAIL,
)

_REQUEST = re.compile(r"[0-9a-f]{32}")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asked to sign in. It holds the id of the address, never the address.

    `person` is whoever was first known under it (services/core/people/addresses says whose it is now). It
    follows from the address typed, whether or not anybody is known: so an unknown address leaves the same
    trace and gets the same answers. `browser` is the SHA-256 of the secret that the asking
    browser keeps in a cookie.
    """

    id: str
    person: str
    browser: str
    created: int
    attempts: int = 0
    consumed: bool = False

    @property
    def expires(self) -> int:
        """The moment from which link and code are refused."""
        return self.created + LIFETIME


class Outcome(StrEnum):
    """What became of an attempt."""

    OPEN = "open"  # may be tried
    RIGHT = "right"  # proven: open a session
    WRONG = "wrong"  # another attempt is possible
    ELSEWHERE = "elsewhere"  # another browser asked
    OVER = "over"  # unknown, used, expired or tried too often: ask again


def is_request_id(text: str) -> bool:
    """Whether `text` can be a request's id at all; anything else never reaches a key of the table."""
    return _REQUEST.fullmatch(text) is not None


def ask(request_id: str, person: str, browser: str, now_real: float) -> Request:
    """A new request of that person, under a random id, from the browser that holds the secret `browser`."""
    return Request(
        id=request_id,
        person=person,
        browser=_hash(browser),
        created=int(now_real),
    )


def link_token(request_id: str, key: bytes) -> str:
    """The secret part of the link in the e-mail: 43 characters that are safe in an address."""
    digest = _derive(b"sign-in link", request_id, key)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def link_path(request_id: str, key: bytes) -> str:
    """Where the link in the e-mail leads, below the site's address. Opening it changes nothing."""
    return f"{PAGE}/link?request={request_id}&token={link_token(request_id, key)}"


def code(request_id: str, key: bytes) -> str:
    """The six digits in the e-mail."""
    digest = _derive(b"sign-in code", request_id, key)
    return f"{int.from_bytes(digest) % 1_000_000:06d}"


def admits(request: Request | None, browser: str, now_real: float) -> Outcome:
    """Whether an attempt from that browser may be made at all: `OPEN`, `ELSEWHERE` or `OVER`.

    Another browser is turned away before anything is compared or counted, so it can neither guess nor use up
    the attempts of the browser that asked.
    """
    if request is None or request.consumed or request.attempts >= MOST_ATTEMPTS:
        return Outcome.OVER
    if not request.created <= now_real < request.expires:
        return Outcome.OVER
    return Outcome.OPEN if hmac.compare_digest(request.browser, _hash(browser)) else Outcome.ELSEWHERE


def proves(request: Request, key: bytes, *, token: str = "", digits: str = "") -> bool:
    """Whether the link's token or the typed code is the right one; blanks in a typed code are forgiven."""
    if token:
        return hmac.compare_digest(link_token(request.id, key).encode(), token.encode())
    typed = "".join(digits.split())
    return hmac.compare_digest(code(request.id, key).encode(), typed.encode())


def explain(outcome: Outcome) -> Message:
    """What to tell a person whose attempt did not succeed."""
    match outcome:
        case Outcome.WRONG:
            return message(
                "This code is not the one in the e-mail. Check the six digits and type them again."
            )
        case Outcome.ELSEWHERE:
            return message(
                "This link belongs to another browser. Open it in the browser in which you asked for it, "
                "or ask for a new one here."
            )
        case _:
            return message(
                "This link or code can no longer be used: it is older than ten minutes, was used already, or "
                "was tried too often. Ask for a new one."
            )


def _derive(purpose: bytes, request_id: str, key: bytes) -> bytes:
    return hmac.new(key, purpose + b"\0" + request_id.encode(), hashlib.sha256).digest()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
