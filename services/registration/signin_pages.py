"""Signing in and out: ask for an e-mail, type its code or press the button behind its link.

Opening the link changes nothing, because mail scanners open links; only the button's POST does. A form that
somebody was sending when their session ended goes along from page to page (services.core.web.held).
"""

import base64
import binascii
from collections.abc import Mapping

import msgspec
from chalice.app import Response

from services.core.form import Field, Kind, Problem, clean
from services.core.language.message import message
from services.core.people import session
from services.core.people.entrance import entry, signin
from services.core.people.entrance.entry import Caller, TooOftenError
from services.core.people.entrance.signin import EMAIL_FIELD, Outcome
from services.core.people.person import is_email
from services.core.web import held, navigation, security
from services.core.web.visit import FormOutcome, Visit

HOME = "/registration"
ASK = navigation.SIGN_IN
CODE = f"{ASK}/code"

_COOKIE = "signin"
_OK = 200

CODE_FIELD = Field(name="code", kind=Kind.LINE, label=message("Six-digit code from the e-mail"), longest=20)

_NOT_YET = message(
    "This browser is not signed in yet. Press the link in the e-mail first, "
    "or type the six digits of its code."
)
_TOO_OFTEN = message("There have been too many attempts. Wait one hour, or ask the office for help.")


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the asking browser keeps: the request, the secret that binds it, and where to go on.

    `email` is the address as it was typed, known here or not: whoever mistyped it sees it.
    """

    request: str
    browser: str
    next: str
    email: str = ""


def ask(visit: Visit) -> Response:
    """The form that asks for the e-mail address."""
    next_ = security.local_path(visit.query.get("next")) or HOME
    if visit.signed_in:
        return visit.go(next_)
    return _ask_page(visit, {"email": "", "next": next_}, ())


def send(visit: Visit) -> Response:
    """Let the e-mail be sent, and go on to the code; the answer is the same for every address."""
    visit.tell(command="AskToSignIn")
    typed = visit.form
    email = clean(typed.get("email", ""))
    if not is_email(email):
        visit.tell(outcome=FormOutcome.MEND)
        mend = message("Write your e-mail address in full, for example ten@donvi.example")
        return _ask_page(visit, typed, (Problem("email", mend),), 422)
    asked = _asked(visit)
    browser = asked.browser if asked else entry.new_browser()
    try:
        request = entry.ask(email, _caller(visit, browser), visit.now_real)
    except TooOftenError as refused:
        visit.tell(outcome=FormOutcome.REFUSED, refusal=type(refused).__name__)
        return _ask_page(visit, typed, (Problem("email", _TOO_OFTEN),), 429)
    visit.tell(record=request.id)
    next_ = security.local_path(typed.get("next")) or HOME
    asked = _Asked(request=request.id, browser=browser, next=next_, email=email)
    _keep(visit, asked)
    # An address cannot carry a form along, a page can.
    return _code_page(visit, asked, {}, ()) if held.carried(visit) else visit.go(CODE)


def code(visit: Visit) -> Response:
    """Check your e-mail: the form for the six digits."""
    if visit.signed_in:
        return visit.go(HOME)
    asked = _asked(visit)
    return _code_page(visit, asked, {}, ()) if asked else visit.go(ASK)


def try_code(visit: Visit) -> Response:
    """Open a session for the right digits."""
    asked = _asked(visit)
    if asked is None:
        return visit.go(ASK)
    typed = visit.form
    digits = clean(typed.get("code", ""))
    if not digits:
        mend = _NOT_YET if typed.get("do") == "on" else message("Type the six digits of the code")
        return _code_page(visit, asked, typed, (Problem("code", mend),), 422)
    return _prove(visit, asked, asked.request, digits=digits)


def link(visit: Visit) -> Response:
    """What the link in the e-mail shows: one button. Changes nothing."""
    if visit.signed_in:
        return visit.go(HOME)
    request, token = visit.query.get("request", ""), visit.query.get("token", "")
    return visit.page("signin/link.html", request=request, token=token)


def try_link(visit: Visit) -> Response:
    """Open a session for the right link, in the browser that asked for it."""
    typed = visit.form
    asked = _asked(visit) or _Asked(request="", browser="", next=HOME)
    return _prove(visit, asked, typed.get("request", ""), token=typed.get("token", "") or "-")


def back(visit: Visit) -> Response:
    """Signed in by the link, while a form waits in the tab that asked for it."""
    return visit.page("signin/back.html")


def sign_out(visit: Visit) -> Response:
    """End the session, here and in the table."""
    visit.tell(command="SignOut")
    session.end(visit.cookie(security.SESSION))
    visit.drop(security.SESSION)
    return visit.go(HOME)


def _prove(visit: Visit, asked: _Asked, request: str, *, token: str = "", digits: str = "") -> Response:
    visit.tell(command="ProveSignIn", record=request if signin.is_request_id(request) else "")
    caller = _caller(visit, asked.browser)
    try:
        outcome, cookie = entry.prove(request, caller, visit.now_real, token=token, digits=digits)
    except TooOftenError as refused:
        visit.tell(outcome=FormOutcome.REFUSED, refusal=type(refused).__name__)
        return _code_page(visit, asked, {}, (Problem("code", _TOO_OFTEN),), 429)
    if outcome is Outcome.RIGHT:
        return _let_in(visit, asked, cookie)
    visit.tell(outcome=FormOutcome.REFUSED, refusal=outcome.value)
    problem = signin.explain(outcome)
    if outcome is Outcome.WRONG and digits:
        return _code_page(visit, asked, {"code": digits}, (Problem("code", problem),), 422)
    typed = {"email": "", "next": asked.next}
    return _ask_page(visit, typed, (Problem("email", problem),), 422)


def _caller(visit: Visit, browser: str) -> Caller:
    return Caller(browser=browser, ip=visit.address, causation=visit.causation)


def _let_in(visit: Visit, asked: _Asked, cookie: str) -> Response:
    """A new session always has a new cookie; whatever the browser brought along ends."""
    session.end(visit.cookie(security.SESSION))
    visit.keep(security.SESSION, cookie, session.LIFETIME)
    visit.drop(_COOKIE)
    visit.drop(security.VISITOR)
    waiting = held.carried(visit)
    found = session.find(cookie, visit.now_real) if waiting else None
    if waiting is None or found is None:
        return visit.go(asked.next)
    visit.enter(*found)
    return held.offer(visit, waiting, _OK)


def _ask_page(
    visit: Visit, typed: Mapping[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    return visit.page(
        "signin/ask.html",
        status,
        field=EMAIL_FIELD,
        typed=typed,
        problems=problems,
        carried=_carried(visit),
    )


def _code_page(
    visit: Visit, asked: _Asked, typed: Mapping[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    return visit.page(
        "signin/code.html",
        status,
        field=CODE_FIELD,
        address=EMAIL_FIELD,
        asked=asked,
        typed=typed,
        problems=problems,
        minutes=signin.LIFETIME // 60,
        carried=_carried(visit),
    )


def _carried(visit: Visit) -> str:
    """What the next page takes along of this one."""
    waiting = held.carried(visit)
    return held.written(waiting) if waiting else ""


def _keep(visit: Visit, asked: _Asked) -> None:
    next_, email = (base64.urlsafe_b64encode(text.encode()).decode() for text in (asked.next, asked.email))
    visit.keep(_COOKIE, f"{asked.request}.{asked.browser}.{next_}.{email}", signin.LIFETIME)


def _asked(visit: Visit) -> _Asked | None:
    request, _, rest = visit.cookie(_COOKIE).partition(".")
    browser, _, rest = rest.partition(".")
    next_, _, email = rest.partition(".")
    if not (signin.is_request_id(request) and browser):
        return None
    path, address = security.local_path(_decoded(next_)) or HOME, _decoded(email)
    return _Asked(request=request, browser=browser, next=path, email=address if is_email(address) else "")


def _decoded(text: str) -> str:
    """What stands encoded in a part of the cookie; empty where it was tampered with."""
    try:
        return base64.urlsafe_b64decode(text.encode()).decode()
    except (binascii.Error, ValueError):
        return ""
