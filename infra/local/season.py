"""The example season: a dozen works that live their lives through the stages' own pages.

Each step signs its person in as they would themselves (the code from the e-mail), opens the page, fills in
the form and presses the button, at its own moment of the business clock. What happens on the way because of
the clock (reminders, weekly reports) happens as it would.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

import msgspec
from aws_lambda_powertools import Logger

from infra.local import inbox
from infra.local.browser import Browser, LostError, Page
from infra.local.front import Answer, Call
from infra.local.machine import Machine, example_people
from infra.people import Entry
from services.core import clock
from services.core.language.message import Message, message
from services.core.vietnam import VIETNAM

FILE = Path(__file__).with_name("season.toml")

_log = Logger(service="season")
_CODE = re.compile(r"\b(\d{6})\b")
_WORKS = "/registration/records"

#: What each step is called on the page that shows the season.
WORDS: Final[Mapping[str, Message]] = {
    "submit": message("{who} submits “{title}”"),
    "resubmit": message("{who} answers the return of “{title}”"),
    "progress": message("{who} reports progress of “{title}”"),
    "completion": message("{who} reports the completion of “{title}”"),
    "amendment": message("{who} asks for an amendment of “{title}”"),
    "withdraw": message("{who} withdraws “{title}”"),
    "return": message("{who} returns “{title}” for completion"),
    "appraise": message("{who} gives an opinion on “{title}”"),
    "approve": message("{who} approves “{title}”"),
    "decline": message("{who} declines “{title}”"),
    "approve-amendment": message("{who} agrees to the amendment of “{title}”"),
    "verify": message("{who} verifies the completion of “{title}”"),
    "not-achieved": message("{who} judges “{title}” as not achieved"),
}
#: The steps that a unit takes, each under its own address; the others are taken on the reviewers' pages.
_OF_THE_UNIT = frozenset({"progress", "completion", "amendment", "withdraw"})


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that somebody does with a work. `by` is a holder, empty for the work's unit."""

    at: datetime
    do: str
    by: str = ""
    say: dict[str, str] = {}

    @property
    def moment(self) -> datetime:
        """`at` in Vietnam's time."""
        return self.at.replace(tzinfo=VIETNAM)


class Life(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One work: what its unit types, and what becomes of it."""

    unit: str
    typed: dict[str, str]
    steps: tuple[Step, ...]


class Script(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of season.toml."""

    latest_start: datetime
    end: datetime
    works: tuple[Life, ...]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says about a step that was taken; `trouble` where it could not be."""

    at: datetime
    words: Message
    trouble: str = ""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the season is: `new`, `missed` (the clock is past its start), `playing` or `done`."""

    state: str
    taken: int
    steps: int
    lines: tuple[Line, ...]


def read_script() -> Script:
    """The season of season.toml."""
    return msgspec.toml.decode(FILE.read_bytes(), type=Script)


class Season:
    """The season on one machine; it is played once. `answer` is the front's."""

    def __init__(self, machine: Machine, answer: Callable[[Call], Answer]) -> None:
        self._machine = machine
        self._answer = answer
        self._script = read_script()
        self._people = {f"{one.role}:{one.of}": one for one in reversed(example_people())}
        self._browsers: dict[str, Browser] = {}
        self._records: dict[int, str] = {}
        self._lock = threading.Lock()
        self._lines: list[Line] = []
        self._state = "new"

    @property
    def end(self) -> datetime:
        """Where the clock stands when all is done."""
        return self._script.end.replace(tzinfo=VIETNAM)

    def progress(self) -> Progress:
        """What has happened so far, the newest first."""
        with self._lock:
            state = self._state
            if state == "new" and clock.now() >= self._script.latest_start.replace(tzinfo=VIETNAM):
                state = "missed"
            return Progress(
                state=state,
                taken=len(self._lines),
                steps=sum(len(life.steps) for life in self._script.works),
                lines=tuple(reversed(self._lines)),
            )

    def start(self) -> bool:
        """Play it in a thread of its own: once, and while the clock is before its start. Whether it began."""
        if self.progress().state != "new":
            return False
        with self._lock:
            if self._state != "new":
                return False
            self._state = "playing"
        threading.Thread(target=self.play, name="season", daemon=True).start()
        return True

    def play(self) -> None:
        """Take every step, each at its moment, and let the clock come to the season's end."""
        self._state = "playing"
        for number, step in self._in_order():
            self._move_to(step.moment)
            self._take(number, step)
        self._move_to(self.end)
        self._machine.wait_until_idle(60)
        self._state = "done"

    def _in_order(self) -> Iterator[tuple[int, Step]]:
        """Every step with the number of its work, by their moments."""
        steps = [(number, step) for number, life in enumerate(self._script.works) for step in life.steps]
        return iter(sorted(steps, key=lambda pair: pair[1].at))

    def _move_to(self, moment: datetime) -> None:
        if clock.now() < moment:
            self._machine.pump.travel(moment, self._machine.clock.move_to)

    def _take(self, number: int, step: Step) -> None:
        life = self._script.works[number]
        who = self._people[step.by or f"unit:{life.unit}"]
        trouble = ""
        try:
            self._act(number, life, step, self._browser(who))
        except LostError as error:
            _log.error("a step of the season failed", extra={"step": step.do, "why": str(error)})
            trouble = str(error)
        words = Message(WORDS[step.do].sentence, {"who": who.name, "title": life.typed["title"]})
        with self._lock:
            self._lines.append(Line(at=clock.now(), words=words, trouble=trouble))
        self._machine.wait_until_idle(30)

    # --- what a person does at a browser ---------------------------------------------------

    def _act(self, number: int, life: Life, step: Step, browser: Browser) -> None:
        if step.do == "submit":
            check = _pressed(browser, browser.open(f"{_WORKS}/new"), "/edit", "continue", life.typed)
            self._records[number] = check.path.split("/")[3]
            _pressed(browser, check, "/check")
            return
        if number not in self._records:
            raise LostError("it was never submitted")
        address = f"{_WORKS}/{self._records[number]}"
        if step.do == "resubmit":
            check = _pressed(browser, browser.open(f"{address}/edit"), "/edit", "continue", step.say)
            _pressed(browser, check, "/check")
        elif step.do in _OF_THE_UNIT:
            _pressed(browser, browser.open(f"{address}/{step.do}"), f"/{step.do}", "", step.say)
        else:
            kind, _, seat = step.by.partition(":")
            page = f"/review/records/{self._records[number]}/{step.do}"
            asked = f"{page}?seat={seat}" if kind == "seat" else page
            _pressed(browser, browser.open(asked), f"/{step.do}", "", step.say)

    def _browser(self, who: Entry) -> Browser:
        """The browser of somebody who is signed in."""
        if who.email not in self._browsers:
            browser = Browser(self._answer)
            before = len(self._machine.cloud.mails())
            asked = browser.open("/registration/sign-in")
            code_page = browser.press(asked, "/sign-in", email=who.email)
            self._machine.wait_until_idle(30)
            code = self._code(who.email, before)
            if browser.press(code_page, "/code", code=code).status != HTTPStatus.OK:
                raise LostError(f"{who.email} could not sign in")
            self._browsers[who.email] = browser
        return self._browsers[who.email]

    def _code(self, email: str, before: int) -> str:
        """The code in the e-mail that has come since."""
        for mail in self._machine.cloud.mails()[before:]:
            found = _CODE.search(mail.text) if inbox.is_to(mail, email) else None
            if found:
                return found[1]
        raise LostError(f"{email} got no e-mail with a code")


def _pressed(
    browser: Browser, page: Page, action: str, do: str = "", typed: Mapping[str, str] | None = None
) -> Page:
    """The page after the button, which must have worked. Raises: LostError."""
    answer = browser.press(page, action, ("do", do) if do else None, **(typed or {}))
    if answer.status != HTTPStatus.OK or answer.path == page.path:
        problems = re.findall(r'class="error"[^>]*>([^<]+)<', answer.html)
        raise LostError(f"{page.path}: {answer.status} {'; '.join(problems)}")
    return answer
