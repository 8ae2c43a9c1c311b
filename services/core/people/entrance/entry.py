"""Signing in, step by step: the rules of `signin` with the table, the limits and the sessions.

An unknown address goes the very same way as a known one; only no event leaves, so no e-mail is sent.
"""

import secrets

import msgspec

from services.core import clock, events, settings
from services.core.people import session
from services.core.people.addresses import store as addresses
from services.core.people.entrance import limit, signin, store
from services.core.people.entrance.limit import Limit
from services.core.people.entrance.signin import Outcome, Request
from services.core.people.person import person_id
from services.core.table import ConflictError


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who is at the other end: the secret of the asking browser (its cookie), the IP, and the call's id."""

    browser: str
    ip: str
    causation: str = ""


class TooOftenError(RuntimeError):
    """The address or the IP asked or tried too often within the hour."""


def new_browser() -> str:
    """The secret by which the asking browser is known again."""
    return secrets.token_urlsafe(signin.SECRET_BYTES)


def ask(email: str, caller: Caller, now_real: float) -> Request:
    """Open a request for whoever has this address, and let notify send the e-mail if somebody has.

    The request is the address's, by its id: whose that is, is asked anew when it is proven.

    Raises:
        TooOftenError: nothing was opened.
    """
    person = person_id(email)
    within = limit.allows(Limit.ASKED_FROM_IP, limit.line(caller.ip), now_real)
    if not within or not limit.allows(Limit.ASKED_FOR_ADDRESS, person, now_real):
        raise TooOftenError
    request = signin.ask(secrets.token_hex(signin.SECRET_BYTES), person, caller.browser, now_real)
    known = addresses.owner(person) is not None
    store.add_request(request, _event(request, caller.causation) if known else None)
    return request


def prove(
    request_id: str, caller: Caller, now_real: float, *, token: str = "", digits: str = ""
) -> tuple[Outcome, str]:
    """Try a link's token or a code: the outcome, and the new session's cookie where it is `RIGHT`.

    Raises:
        TooOftenError: the IP tried too often; nothing was looked at.
    """
    if not limit.allows(Limit.TRIED_FROM_IP, limit.line(caller.ip), now_real):
        raise TooOftenError
    request = store.signin_request(request_id) if signin.is_request_id(request_id) else None
    outcome = signin.admits(request, caller.browser, now_real)
    if request is None or outcome is not Outcome.OPEN:
        return outcome, ""
    try:
        store.count_attempt(request.id)
        if not signin.proves(request, settings.signing_key(), token=token, digits=digits):
            last = request.attempts + 1 >= signin.MOST_ATTEMPTS
            return (Outcome.OVER if last else Outcome.WRONG), ""
        store.consume(request.id, int(now_real))
    except ConflictError:
        return Outcome.OVER, ""
    person = addresses.owner(request.person)
    if person is None:
        return Outcome.OVER, ""
    return Outcome.RIGHT, session.start(person.id, now_real)


def _event(request: Request, causation: str) -> str:
    return events.encode(
        events.Event(
            id=f"{request.id}.1",
            type="SignInRequested",
            version=events.VERSIONS["SignInRequested"],
            occurred_at=clock.now(),
            campaign=settings.campaign_id(),
            subject=request.id,
            sequence=1,
            actor=request.person,
            causation=causation,
        )
    )
