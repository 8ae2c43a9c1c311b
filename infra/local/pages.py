"""The pages under /_local/: what people and black-box tests see of this machine. None of it is deployed.

They change only what belongs to the machine (its clock, its dead letters); all else goes through the stages'
own pages, as it would anywhere.
"""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlencode

import msgspec
from chalice.app import Response

from infra.local import inbox, season
from infra.local.clock import BackwardsError, read_moment
from infra.local.cloud import Mail
from infra.local.front import Answer, Call
from infra.local.machine import Machine, example_people
from infra.people import Entry
from services.core import clock
from services.core.campaign.model import Campaign
from services.core.language.message import Message, Text, message
from services.core.people import session
from services.core.vietnam import VIETNAM
from services.core.web import security
from services.core.web.visit import ErrorPage, NotFound, Visit

_STATIC = Path(__file__).parent / "static"
_SIGN_IN = "/registration/sign-in"
_MAILS_SHOWN = 50

#: The links at the top of these pages.
LINKS: Final = (
    ("/_local/", message("This machine")),
    ("/_local/mail", message("E-mails")),
    ("/_local/events", message("Events")),
    ("/_local/queues", message("Queues")),
    ("/_local/clock", message("Clock")),
    ("/_local/season", message("Example season")),
)

_COUNCILS: Final = message("Councils: accept initiatives, recognise citizens")

_WITHIN: Final = {
    "secretary": message("Secretary of {council}"),
    "chair": message("Chair of {council}"),
    "vice_chair": message("Vice-chair of {council}"),
}

ROLES: Final = {
    "unit": message("Units: register, report progress, claim completion"),
    "body": message("Appraising bodies: appraise, confirm completion"),
    "seat": message("Approvers: approve or decline"),
    "secretary": _COUNCILS,
    "chair": _COUNCILS,
    "vice_chair": _COUNCILS,
    "office": message("Office: runs the campaign"),
    "leader": message("Leaders: read figures and reports"),
}


#: What moved, in words; the keys are those of infra.local.pump.Flow.
WORDS: Final = {
    "relayed": message("passed on to the bus"),
    "handled": message("handled"),
    "failed": message("failed, will be tried again"),
    "tick": message("found something due"),
}

LEAPS: Final = (
    (message("One day"), timedelta(days=1)),
    (message("One week"), timedelta(weeks=1)),
    (message("Four weeks"), timedelta(weeks=4)),
)


class Pages:
    """Answers what lies under /_local. `answer` is the front's: a form sent through the stages' own pages."""

    def __init__(self, machine: Machine, answer: Callable[[Call], Answer]) -> None:
        self._machine = machine
        self._answer = answer
        self._season = season.Season(machine, answer)
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Response]]] = [
            (method, re.compile(pattern), view)
            for method, pattern, view in (
                ("GET", r"/_local/?", self._index),
                ("POST", r"/_local/sign-in", self._sign_in),
                ("GET", r"/_local/mail", self._mail),
                ("GET", r"/_local/mail\.json", self._mail_json),
                ("GET", r"/_local/mail/(\d+)", self._one_mail),
                ("GET", r"/_local/mail/(\d+)/html", self._mail_html),
                ("GET", r"/_local/mail/(\d+)/attachments/(.+)", self._attachment),
                ("GET", r"/_local/events", self._events),
                ("GET", r"/_local/queues", self._queues),
                ("POST", r"/_local/queues", self._redrive),
                ("GET", r"/_local/clock", self._clock),
                ("POST", r"/_local/clock", self._move_clock),
                ("GET", r"/_local/idle", self._idle),
                ("GET", r"/_local/season", self._season_page),
                ("POST", r"/_local/season", self._play),
                ("GET", r"/_local/live\.js", self._script),
            )
        ]

    def __call__(self, visit: Visit) -> Response:
        """The answer to a visit.

        A form here needs no token, so that a test is one line of curl; another site's form is refused all
        the same, because browsers say where a request comes from.

        Raises:
            ErrorPage: there is no such page, or it cannot be used this way.
        """
        method = "GET" if visit.method == "HEAD" else visit.method
        for wanted, pattern, view in self._routes:
            if wanted == method and (match := pattern.fullmatch(visit.path)):
                if method == "POST" and not security.from_this_site(visit.request.headers):
                    raise ErrorPage(
                        403,
                        message("The form was not accepted"),
                        message("It was sent from another site. Open this machine's own page and try again."),
                    )
                return view(visit, *match.groups())
        raise NotFound

    # --- people ----------------------------------------------------------------------------

    def _index(self, visit: Visit) -> Response:
        people = example_people()
        groups = [
            (title, [one for one in people if ROLES[one.role] == title])
            for title in {each.sentence: each for each in ROLES.values()}.values()
        ]
        names = {one.email: _of(visit.campaign, one) for one in people}
        now = clock.now().astimezone(VIETNAM)
        return _page(visit, "machine.html", groups=groups, names=names, now=now)

    def _sign_in(self, visit: Visit) -> Response:
        """Ask for a sign-in e-mail as the stage's own form does, then open the inbox of that person."""
        email = visit.form.get("email", "")
        before = len(self._machine.cloud.mails())
        token = secrets.token_urlsafe(16)
        name = security.cookie_name(security.VISITOR)
        form = Call.form(_SIGN_IN, {"csrf": token, "email": email}, f"{name}={token}")
        status, headers, _ = self._answer(form)
        if status != HTTPStatus.SEE_OTHER:
            raise ErrorPage(
                status,
                message("No sign-in link could be asked for"),
                message("The address may be unknown, or it was asked for too often. Wait a while."),
            )
        self._machine.wait_until_idle(10)
        session.end(visit.cookie(security.SESSION))
        visit.drop(security.SESSION)
        for line in (value for name, value in headers if name == "Set-Cookie"):
            visit.keep(*_cookie(line))
        return visit.go(_newest(self._machine, email, before))

    # --- e-mails ---------------------------------------------------------------------------

    def _mail(self, visit: Visit) -> Response:
        wanted = visit.query.get("to", "")
        numbered = list(enumerate(self._machine.cloud.mails(), start=1))
        found = [(n, mail) for n, mail in numbered if not wanted or inbox.is_to(mail, wanted)]
        newest = found[: -_MAILS_SHOWN - 1 : -1]
        return _page(visit, "inbox.html", mails=newest, total=len(found), wanted=wanted)

    def _mail_json(self, visit: Visit) -> Response:
        del visit
        return _json(inbox.letters(self._machine.cloud.mails()))

    def _one_mail(self, visit: Visit, number: str) -> Response:
        mail = self._found(number)
        response = _page(visit, "letter.html", letter=inbox.letter(int(number), mail), at=mail.at)
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; frame-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        return response

    def _mail_html(self, visit: Visit, number: str) -> Response:
        """The e-mail as its reader sees it: its own styles, no scripts, links that open in the window."""
        del visit
        body = re.sub(r"<head([^>]*)>", r'<head\1><base target="_top">', self._found(number).html, count=1)
        policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
        headers: dict[str, str | list[str]] = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": policy,
            "X-Frame-Options": "SAMEORIGIN",
        }
        return Response(body.encode(), headers)

    def _attachment(self, visit: Visit, number: str, name: str) -> Response:
        del visit
        for file in self._found(number).attachments:
            if file.name in (name, unquote(name)):
                headers: dict[str, str | list[str]] = {
                    "Content-Type": file.type,
                    "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
                }
                return Response(file.content, headers)
        raise NotFound

    def _found(self, number: str) -> Mail:
        mails = self._machine.cloud.mails()
        if not 1 <= int(number) <= len(mails):
            raise NotFound
        return mails[int(number) - 1]

    # --- what moves ------------------------------------------------------------------------

    def _events(self, visit: Visit) -> Response:
        flows = self._machine.pump.flows()[:-101:-1]
        return _page(visit, "events.html", flows=flows, words=WORDS, idle=self._machine.pump.idle())

    def _queues(self, visit: Visit) -> Response:
        dead = self._machine.cloud.dead_letters()
        rows = [
            (queue.name, *self._machine.cloud.depth(queue.name), dead.get(queue.name, []))
            for queue in self._machine.cloud.queues
        ]
        return _page(visit, "queues.html", rows=rows, moved="moved" in visit.query)

    def _redrive(self, visit: Visit) -> Response:
        """Give the dead letters of a queue (`queue=` its name) to their stage once more."""
        queue = next((q for q in self._machine.cloud.queues if q.name == visit.form.get("queue")), None)
        if queue is None:
            raise NotFound
        self._machine.cloud.redrive(queue)
        return visit.go("/_local/queues?moved=1")

    def _idle(self, visit: Visit) -> Response:
        """Answers as soon as nothing waits any more: 200, or 503 after thirty seconds."""
        del visit
        is_idle = self._machine.wait_until_idle(30)
        return Response(
            b"idle\n" if is_idle else b"busy\n",
            {"Content-Type": "text/plain; charset=utf-8"},
            200 if is_idle else 503,
        )

    # --- time ------------------------------------------------------------------------------

    def _clock(self, visit: Visit) -> Response:
        until = self._machine.target
        if until is None:
            return self._clock_page(visit, None)
        page = _page(visit, "clock_moving.html", now=clock.now(), until=until)
        page.headers["Refresh"] = "1"  # without script, too
        return page

    def _move_clock(self, visit: Visit) -> Response:
        """Move the clock forward to `at`, as `read_moment` understands it.

        The answer comes when it has arrived; with `watch` at once, and the clock's page shows it on its way.
        """
        try:
            moment = read_moment(visit.form.get("at", "").strip())
        except ValueError:
            return self._clock_page(visit, message("Write the moment as 07/10/2024 07:00"))
        if moment <= clock.now():
            return self._clock_page(visit, message("The clock only moves forward"))
        if visit.form.get("watch"):
            self._machine.leap(moment)
            return visit.go("/_local/clock")
        try:
            self._machine.pump.travel(moment, self._machine.clock.move_to)
        except (BackwardsError, OverflowError):
            return self._clock_page(visit, message("The clock only moves forward"))
        return visit.go("/_local/clock")

    def _clock_page(self, visit: Visit, problem: Message | None) -> Response:
        now = clock.now().astimezone(VIETNAM)
        typed = visit.form.get("at", "") if problem else ""
        leaps = [(label, (now + span).isoformat()) for label, span in LEAPS]
        status = 422 if problem else 200
        return _page(visit, "clock.html", status, now=now, problem=problem, typed=typed, leaps=leaps)

    # --- the example season ----------------------------------------------------------------

    def _season_page(self, visit: Visit) -> Response:
        now = clock.now().astimezone(VIETNAM)
        return _page(visit, "season.html", season=self._season.progress(), now=now, end=self._season.end)

    def _play(self, visit: Visit) -> Response:
        self._season.start()
        return visit.go("/_local/season")

    def _script(self, visit: Visit) -> Response:
        del visit
        body = (_STATIC / "live.js").read_bytes()
        return Response(body, {"Content-Type": "text/javascript; charset=utf-8"})


def _page(visit: Visit, template: str, status: int = 200, **values: object) -> Response:
    return visit.page(template, status, links=LINKS, **values)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), {"Content-Type": "application/json; charset=utf-8"})


def _of(campaign: Campaign, example: Entry) -> Text | Message:
    """For whom an example person acts."""
    match example.role:
        case "unit":
            return campaign.unit(example.of).name
        case "body":
            return campaign.body(example.of).name
        case "seat":
            return campaign.seat(example.of).name
        case "secretary" | "chair" | "vice_chair":
            sentence = _WITHIN[example.role].sentence
            return Message(sentence, {"council": campaign.council(example.of).name})
        case _:
            return campaign.unit(example.home).name


def _cookie(line: str) -> tuple[str, str, int | None]:
    """Name, value and age of a `Set-Cookie` line."""
    pair, *attributes = line.split("; ")
    name, _, value = pair.partition("=")
    ages = [int(text.removeprefix("Max-Age=")) for text in attributes if text.startswith("Max-Age=")]
    return name, value, ages[0] if ages else None


def _newest(machine: Machine, email: str, before: int) -> str:
    """The e-mail that has just come for somebody, or their inbox where none has."""
    for number, mail in reversed(list(enumerate(machine.cloud.mails(), start=1))):
        if number > before and inbox.is_to(mail, email):
            return f"/_local/mail/{number}"
    return f"/_local/mail?{urlencode({'to': email})}"
