"""Sessions: a browser that has proven who sits before it.

The cookie is `<person id>.<token>`. The table knows only the token's SHA-256, so a copy of the table opens no
session. Sessions count real seconds, never the business clock.
"""

import hashlib
import hmac
import re
import secrets

import msgspec

from services.core.people import store
from services.core.people.person import Person, Session

__all__ = ["LIFETIME", "MOST", "Session", "end", "find", "start"]

#: A session lives twelve hours, whatever is done with it: an official signs in once in the morning and works
#: the day through, a machine left signed in at a shared desk is signed out before the next morning, and no
#: page has to write to the table merely because it was looked at.
LIFETIME = 12 * 3600

#: Live sessions per person: a desk, a telephone, a tablet, and two forgotten ones. The oldest gives way.
MOST = 5

_COOKIE = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9_-]{43})")


def start(person: str, now_real: float) -> str:
    """Open a session for that person and give its cookie; beyond `MOST` the oldest sessions end."""
    token = secrets.token_urlsafe(32)
    now = int(now_real)
    session = Session(person=person, hash=_hash(token), started=now, expires=now + LIFETIME)
    _, stored = store.partition(person)
    live = [old.hash for old in stored if old.expires > now]
    store.add_session(session)
    store.remove_sessions(person, live[: max(0, len(live) + 1 - MOST)])
    return f"{person}.{token}"


def find(cookie: str, now_real: float) -> tuple[Person, Session] | None:
    """Whose session this cookie opens, in one query; `None` where it opens none (any more)."""
    parts = _COOKIE.fullmatch(cookie)
    if not parts:
        return None
    person_id, token = parts.groups()
    person, sessions = store.partition(person_id)
    wanted = _hash(token)
    for session in sessions:
        if hmac.compare_digest(session.hash, wanted):
            if person is None or session.expires <= now_real:
                return None
            return person, msgspec.structs.replace(session, csrf=_csrf(token))
    return None


def end(cookie: str) -> None:
    """Close the session of this cookie, everywhere at once; an unknown one does no harm."""
    parts = _COOKIE.fullmatch(cookie)
    if parts:
        store.remove_sessions(parts[1], [_hash(parts[2])])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _csrf(token: str) -> str:
    """A second secret of the same session: a page that leaks it does not leak the cookie."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()
