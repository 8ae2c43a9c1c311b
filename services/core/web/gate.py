"""Everything that happens to a request before and after its handler.

A handler takes a `Visit` and the path's parts, and returns a response; by then the person is signed in, holds
one of the route's roles, and a form is known to come from a page of ours. A route open to everyone says why.
"""

import time
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from chalice.app import CaseInsensitiveMapping, Response

from services.core import settings
from services.core.language.catalogue import LANGUAGES, say
from services.core.language.message import message
from services.core.people import session as sessions
from services.core.telemetry import correlation
from services.core.telemetry.faults import wordless
from services.core.telemetry.invocation import invocation
from services.core.telemetry.log import logger
from services.core.web import held, navigation, rendering, security
from services.core.web.visit import ErrorPage, FormOutcome, NotFound, Visit

if TYPE_CHECKING:
    from services.core.web.site import Route, Site, View

_FORM = "application/x-www-form-urlencoded"
_FOREVER = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=60"
#: The first status of an answer that is a refusal.
_REFUSAL = 400
_REFUSED = message("The form was not accepted")
_OUTSIDE = message("This page has another address")
_NOT_SHOWN = message("The fault is ours and has been noted. Nothing was changed, and nothing is lost.")
#: A form may have failed before it was stored or after.
_MAYBE_SENT = message(
    "The fault is ours and has been noted. Your answers are kept on this page: send them again. "
    "If they had arrived before the fault, you are told so, and they are not stored twice."
)


def answer(site: "Site", *, route: "Route", handler: "View", parts: Mapping[str, str]) -> Response:
    """What the current request of the site's app is answered."""
    request = site.app.current_request
    if request is None:
        raise RuntimeError("a view was called outside a request")
    # Chalice refuses a binary answer to whoever does not ask for one; we only ever have one answer.
    request.headers = CaseInsensitiveMapping({**dict(request.headers), "accept": "*/*"})
    cause = correlation.of_run(request.lambda_context)
    with invocation(f"{route.method} {route.path}", cause):
        if settings.edge_key() and not security.from_the_edge(request.headers):
            return _outside(site, request.method)
        path = route.path.format_map({name: quote(part) for name, part in parts.items()})
        visit = Visit(request, prefix=site.prefix, path=path, folder=site.folder, causation=cause)
        return _response(visit, route, handler, parts)


def _response(visit: Visit, route: "Route", handler: "View", parts: Mapping[str, str]) -> Response:
    """The answer, or the page that says that there is none; of a form the log says what came of it."""
    began = time.perf_counter()
    try:
        response = visit.finished(_answered(visit, route, handler, parts))
    except Exception as error:  # noqa: BLE001 - the last line of defence: logged, and the person gets a page
        response = visit.finished(_broken(visit, route, error))
    if route.method == "POST":
        _note(visit, route, response.status_code, time.perf_counter() - began)
    return response


def _outside(site: "Site", method: str) -> Response:
    """What anybody is told who goes round the edge and its protection: where the site is, and no more."""
    told = [
        (language, say(_OUTSIDE, language), say(message("Open the site here:"), language))
        for language in LANGUAGES
    ]
    values = {"told": told, "address": settings.site_url()}
    body = rendering.render(site.folder, site.prefix, "outside.html", "vi", values)
    response = Response(b"" if method == "HEAD" else body.encode(), status_code=403)
    response.headers = {**security.headers(), "Content-Type": "text/html; charset=utf-8"}
    return response


def _answered(visit: Visit, route: "Route", handler: "View", parts: Mapping[str, str]) -> Response:
    """The handler's answer, or the page that says why there is none."""
    try:
        return _admit(visit, route) or handler(visit, **parts)
    except ErrorPage as error:
        return visit.error(error)


def _admit(visit: Visit, route: "Route") -> Response | None:
    """Let the visit in, or answer why not."""
    cookie = visit.cookie(security.SESSION)
    found = sessions.find(cookie, visit.now_real) if cookie else None
    if found:
        visit.enter(*found)
    if not route.public:
        if not visit.signed_in:
            if route.method == "POST":
                _check_body(visit)
                return _signed_out(visit)
            return visit.go(f"{navigation.SIGN_IN}?next={quote(visit.here(), safe='')}")
        if route.roles and not visit.has(*route.roles):
            raise NotFound
    return _check_form(visit, route) if route.method == "POST" else None


def _check_form(visit: Visit, route: "Route") -> Response | None:
    """Take the form, or offer to send it on where its page was opened before this session began.

    Raises:
        ErrorPage: it is unreadable, or no page of ours that this person opened sent it.
    """
    _check_body(visit)
    if not security.from_this_site(visit.request.headers):
        raise ErrorPage(403, _REFUSED, message("It was sent from another site. Open the page here instead."))
    expected = visit.session.csrf if visit.session else visit.cookie(security.VISITOR)
    if security.same(visit.form.get("csrf", ""), expected):
        return None
    kept = held.carried(visit) if route.public else held.taken(visit)
    if kept:
        return held.offer(visit, kept)
    raise ErrorPage(
        403,
        _REFUSED,
        message("It was opened before you signed in. Copy what you typed, open the page anew and send it."),
        visit.texts,
    )


def _check_body(visit: Visit) -> None:
    if len(visit.request.raw_body) > security.LARGEST_BODY:
        raise ErrorPage(
            413,
            message("The form is too large"),
            message("Go back, shorten the longest texts and send the form again."),
        )
    if not visit.request.headers.get("content-type", "").lower().startswith(_FORM):
        raise ErrorPage(
            415,
            message("The form could not be read"),
            message("It did not arrive as the page sends it. Go back, reload the page and try again."),
        )


def _signed_out(visit: Visit) -> Response:
    """The session ended while somebody typed: their form waits while they sign in again.

    Raises:
        ErrorPage: it cannot wait; the words come back to be copied, unless a stranger sent them.
    """
    kept = held.taken(visit)
    if kept:
        return held.offer(visit, kept)
    raise ErrorPage(
        403,
        message("You are signed out"),
        message("Nothing was sent. Copy what you typed, sign in above, open the page again and send it."),
        visit.texts if security.from_this_site(visit.request.headers) else (),
    )


def asset(visit: Visit, name: str) -> Response:
    """A file of `static/`, by the name that pages link to; the same for everyone."""
    del visit
    for asset in rendering.assets().values():
        if name == asset.name:
            return Response(asset.body, {"Content-Type": asset.kind, "Cache-Control": _FOREVER})
        # A page from before an update asks for the older file: the newer one serves it better than none.
        stem, _, suffix = asset.name.rpartition(".")
        if name.startswith(stem.rpartition("-")[0] + "-") and name.endswith("." + suffix):
            return Response(asset.body, {"Content-Type": asset.kind, "Cache-Control": _SHORTLY})
    raise NotFound


def _broken(visit: Visit, route: "Route", error: Exception) -> Response:
    """The page for what nobody foresaw; the log holds the same reference, ids, and no personal data."""
    reference = uuid.uuid4().hex[:8].upper()
    visit.tell(outcome=FormOutcome.FAILED)
    logger().error(
        "a page failed", extra={**_who_and_where(visit, route), "reference": reference, **wordless(error)}
    )
    is_form = route.method == "POST"
    return visit.page(
        "broken.html",
        500,
        title=message("The page could not be made"),
        advice=_MAYBE_SENT if is_form else _NOT_SHOWN,
        again=visit.here(),
        fields=_sent(visit) if is_form else {},
        is_form=is_form,
        contact=visit.contact_at_hand,
        reference=reference,
    )


def _sent(visit: Visit) -> Mapping[str, str]:
    """The fields of a form that failed, to be sent again under the token with which they came.

    None where they cannot be read, or another site sent them.
    """
    try:
        return visit.form if security.from_this_site(visit.request.headers) else {}
    except ErrorPage:
        return {}


def _note(visit: Visit, route: "Route", status: int, seconds: float) -> None:
    """One line for each form; what is only read leaves none."""
    outcome = FormOutcome.DONE if status < _REFUSAL else FormOutcome.TURNED_AWAY
    logger().info(
        "a form was answered",
        extra={
            **_who_and_where(visit, route),
            "status": status,
            "outcome": outcome,
            **visit.told,
            "ms": round(seconds * 1000),
        },
    )


def _who_and_where(visit: Visit, route: "Route") -> dict[str, str]:
    return {
        "route": f"{route.method} {route.path}",
        "person": visit.person.id if visit.signed_in else "",
        "correlation_id": visit.causation,
    }
