"""One request of one person: who, in which language, with what typed, and the answers to it."""

import time
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from chalice.app import Request, Response

from services.core import clock, settings
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.language.catalogue import LANGUAGES, say
from services.core.language.message import Language, Message, Text, message
from services.core.people.person import Person, Role, Session
from services.core.web import navigation, rendering, security, typed

_YEAR = 365 * 24 * 3600
_MOST_FIELDS = 500


class ErrorPage(Exception):  # noqa: N818 - it is raised to show a page, and named for it
    """Ends a visit with a page that says what happened and what to do.

    `texts` are shown again to be copied, where a form could not be taken and its page is gone.
    """

    def __init__(self, status: int, title: Message, advice: Message, texts: tuple[str, ...] = ()) -> None:
        super().__init__(f"{status} {title.sentence}")
        self.status = status
        self.title = title
        self.advice = advice
        self.texts = texts


class NotFound(ErrorPage):
    """What was asked for does not exist, or is not for this person: both look the same."""

    def __init__(self) -> None:
        super().__init__(
            404,
            message("Page not found"),
            message(
                "The address may be mistyped, or this page is not meant for your role. "
                "Go back, or start again from the links at the top."
            ),
        )


class FormOutcome(StrEnum):
    """What came of a form, for the log."""

    DONE = "done"
    MEND = "mend"  # something that was typed has to be mended first
    STALE = "stale"  # somebody else was faster
    REFUSED = "refused"  # the rules do not allow it
    TURNED_AWAY = "turned_away"  # it did not even get to whom it was meant for
    FAILED = "failed"  # the fault is ours


class Visit:
    """What a handler gets. It reads lazily: a page that does not show the campaign does not load it."""

    def __init__(
        self, request: Request, *, prefix: str, path: str, folder: Path, causation: str = ""
    ) -> None:
        self.request = request
        self.prefix = prefix
        self.path = path
        self.method: str = request.method
        self.session: Session | None = None
        self._person: Person | None = None
        self._folder = folder
        self._cookies: list[str] = []
        #: The id of this request: whatever it leads to, up to the e-mail, is found again by it.
        self.causation = causation
        #: What the log says of a form, beside who sent it to where: see `tell`.
        self.told: dict[str, str] = {}
        #: What was read and holds for this visit, by what was asked: so that it is asked once.
        self.known: dict[str, Any] = {}
        self._received = security.read_cookies(request.headers.get("cookie", ""))

    # --- who and when ----------------------------------------------------------------------

    def enter(self, person: Person, session: Session) -> None:
        """Let the visit be this person's."""
        self._person, self.session = person, session

    @property
    def signed_in(self) -> bool:
        """Whether a person is known."""
        return self._person is not None

    @property
    def person(self) -> Person:
        """Who is signed in. Raises: RuntimeError on a public page that did not ask `signed_in` first."""
        if self._person is None:
            raise RuntimeError(f"{self.path} is public: nobody is signed in")
        return self._person

    def has(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles in this campaign."""
        return self._person is not None and any(
            self._person.has(settings.campaign_id(), role) for role in roles
        )

    @cached_property
    def holders(self) -> frozenset[str]:
        """Every holder (`unit:vinh-lam`) that the person is in this campaign."""
        return self.person.holders(settings.campaign_id())

    @cached_property
    def now(self) -> datetime:
        """The business clock's moment, one and the same during the whole visit."""
        return clock.now()

    @cached_property
    def now_real(self) -> float:
        """The real clock's epoch seconds, for sessions and codes."""
        return time.time()

    @cached_property
    def campaign(self) -> Campaign:
        """The campaign that this installation shows."""
        return campaigns.current(settings.campaign_id())

    @property
    def contact_at_hand(self) -> str:
        """The campaign's contact address if this visit has read the campaign; empty rather than a read."""
        campaign: Campaign | None = self.__dict__.get("campaign")
        return campaign.contact if campaign else ""

    def read_campaign_again(self) -> None:
        """Take the campaign as it stands this very moment, not as this process has kept it."""
        campaigns.forget()
        self.__dict__.pop("campaign", None)

    @property
    def ways(self) -> Mapping[str, str]:
        """Addresses that every page links to: `me`, `sign_in`, `sign_out`, `privacy`, `movement`."""
        return navigation.WAYS

    @property
    def links(self) -> list[navigation.Link]:
        """The navigation of this person's roles."""
        return [link for link in navigation.LINKS if self.has(*link.roles)]

    @property
    def current(self) -> str:
        """The path of the link under which this page lies; of several, the closest."""
        found = [link.path for link in self.links if self.path.startswith(link.path)]
        return max(found, key=len, default="")

    # --- language --------------------------------------------------------------------------

    @property
    def language(self) -> Language:
        """`?lang=`, else what this browser chose before, else the person's language, else Vietnamese."""
        person = self._person.language if self._person else None
        chosen = (self.query.get("lang"), self.cookie(security.LANGUAGE), person)
        return next((known for text in chosen for known in LANGUAGES if text == known), "vi")

    def say(self, what: Message | Text) -> str:
        """A sentence or name in this visit's language."""
        return say(what, self.language)

    # --- what was sent ---------------------------------------------------------------------

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The address's parameters; of a repeated one, the last."""
        sent = self.request.query_params
        return {name: sent[name] for name in sent} if sent else {}

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The fields as typed; of a repeated one, the last.

        Raises:
            ErrorPage: the body is no form in UTF-8.
        """
        try:
            raw = self.request.raw_body
            text = raw if isinstance(raw, str) else raw.decode()
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        except ValueError as error:
            raise ErrorPage(
                400,
                message("The form could not be read"),
                message("It did not arrive as the page sends it. Go back, reload the page and try again."),
            ) from error
        return dict(pairs)

    @property
    def texts(self) -> tuple[str, ...]:
        """What a person wrote in the form: the answers of more than one word."""
        return typed.texts(self.form)

    def here(self, **changes: str | None) -> str:
        """This page's address with parameters changed; `None` leaves one out."""
        query = {name: text for name, text in {**self.query, **changes}.items() if text is not None}
        return f"{self.path}?{urlencode(query)}" if query else self.path

    @property
    def address(self) -> str:
        """The network address of whoever asks, for limits: as the edge saw it, else as the gateway did."""
        seen = self.request.context.get("identity", {}).get("sourceIp", "")
        sent = self.request.headers
        return (security.viewer(sent) if security.from_the_edge(sent) else "") or str(seen)

    def tell(self, **what: str) -> None:
        """Say for the log what came of a form: its `command`, `record`, `outcome` and `refusal`.

        Names and ids of ours, never a word that a person typed. Of what is said twice the last holds.
        """
        self.told |= what

    # --- cookies ---------------------------------------------------------------------------

    def cookie(self, name: str) -> str:
        """A cookie's value, empty when it was not sent."""
        return self._received.get(security.cookie_name(name), "")

    def keep(self, name: str, value: str, seconds: int | None = None) -> None:
        """Set a cookie for so long; without `seconds`, until the browser is closed."""
        self._received[security.cookie_name(name)] = value
        self._cookies.append(security.cookie(name, value, seconds))

    def drop(self, name: str) -> None:
        """Let the browser forget a cookie."""
        self._received.pop(security.cookie_name(name), None)
        self._cookies.append(security.cookie(name, "", 0))

    @property
    def csrf(self) -> str:
        """The token that every form carries: the session's, or for visitors one held in a cookie."""
        if self.session:
            return self.session.csrf
        if not self.cookie(security.VISITOR):
            self.keep(security.VISITOR, security.new_token())
        return self.cookie(security.VISITOR)

    # --- answers ---------------------------------------------------------------------------

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """A page made of `template`; it also sees `visit`."""
        body = self.text(template, **values)
        return Response(body, {"Content-Type": "text/html; charset=utf-8"}, status)

    def error(self, error: ErrorPage) -> Response:
        """The page of an error."""
        return self.page(
            "error.html",
            error.status,
            title=error.title,
            advice=error.advice,
            texts=error.texts,
        )

    def text(self, template: str, **values: object) -> str:
        """What `template` makes of `values`, for handlers that send it on their own way."""
        return rendering.render(self._folder, self.prefix, template, self.language, {"visit": self, **values})

    def go(self, path: str) -> Response:
        """See another page of this site (303: the browser asks for it with GET).

        Raises:
            ValueError: `path` leads elsewhere.
        """
        target = security.local_path(path)
        if target is None:
            raise ValueError(f"not a path of this site: {path!r}")
        return Response("", {"Location": target}, 303)

    def nothing(self) -> Response:
        """Done, and nothing to show (204): what an autosaved draft is answered with."""
        return Response("", {"Content-Type": "text/plain; charset=utf-8"}, 204)

    def finished(self, response: Response) -> Response:
        """`response` with the headers that every page has, and this visit's cookies."""
        if self.query.get("lang") in LANGUAGES:
            self.keep(security.LANGUAGE, self.query["lang"], _YEAR)
        given = {name: security.checked(name, str(value)) for name, value in response.headers.items()}
        response.headers = {**security.headers(), **given}
        response.headers["Content-Language"] = self.language
        if self._cookies:
            response.headers["Set-Cookie"] = [security.checked("Set-Cookie", line) for line in self._cookies]
        if isinstance(response.body, str):
            response.body = response.body.encode()
        if self.method == "HEAD":
            response.body = b""
        return response
