"""A form that came when nobody was signed in any more: it travels along until it is sent on.

A session ends while somebody types. What they typed then goes from page to page of the sign-in in a hidden
field, and ends on a page that shows it and has one button. Only that press sends it, with the token
of the session that then is. Nothing is stored. Only a form that the browser says a page of this site sent is
taken: another site's words are neither shown nor sent on.
"""

from typing import Final

import msgspec
from chalice.app import Response

from services.core.people.entrance import signin
from services.core.web import navigation, security, typed
from services.core.web.visit import Visit

#: The hidden field in which a form travels.
FIELD: Final = "held"

#: With what a script that is told `403` goes on: the session's token. Other sites' scripts cannot read it.
HEADER: Final = "Thidua-Csrf"

#: Where a link in an e-mail leads whose form waits in another tab.
BACK: Final = f"{navigation.SIGN_IN}/back"

#: Bytes of a form that travels: percent-encoded, each may become three.
MOST: Final = security.LARGEST_BODY // 4

_REFUSED = 403


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A form as it was sent, and to which address of this site; without the token of the ended session."""

    path: str
    fields: dict[str, str]

    @property
    def texts(self) -> tuple[str, ...]:
        """What a person wrote in it: the answers of more than one word."""
        return typed.texts(self.fields)


def taken(visit: Visit) -> Held | None:
    """The form of this visit, or the one that travels in it.

    `None` where the browser does not say that a page of ours sent it, where nothing was filled in, and where
    it is larger than `MOST`.
    """
    if not security.surely_from_this_site(visit.request.headers):
        return None
    fields = {name: text for name, text in visit.form.items() if name not in ("csrf", FIELD)}
    return carried(visit) or (read(written(Held(path=visit.here(), fields=fields))) if fields else None)


def carried(visit: Visit) -> Held | None:
    """The form that travels in the form of this visit, if one does."""
    if not security.surely_from_this_site(visit.request.headers):
        return None
    return read(visit.form.get(FIELD, ""))


def written(held: Held) -> str:
    """A form as its hidden field holds it."""
    return msgspec.json.encode(held).decode()


def read(text: str) -> Held | None:
    """What a hidden field holds; `None` where it is no form, too large, or goes to no page of this site."""
    if not text or len(text.encode()) > MOST:
        return None
    try:
        held = msgspec.json.decode(text, type=Held)
    except ValueError:
        return None
    return held if security.local_path(held.path) else None


def offer(visit: Visit, held: Held, status: int = _REFUSED) -> Response:
    """The page on which the form waits: to sign in again or, for whoever is signed in, to send it now."""
    if visit.signed_in:
        page = visit.page("held/kept.html", status, held=held)
        page.headers[HEADER] = visit.csrf
        return page
    return visit.page(
        "held/out.html", status, held=held, carried=written(held), field=signin.EMAIL_FIELD, next=BACK
    )
