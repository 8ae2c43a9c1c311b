"""Everybody on the way of one work: who they are, the browser of each, and what the post brings them."""

import re
import tomllib
from collections import Counter
from datetime import date, datetime
from pathlib import Path

from infra.local.cloud import Mail
from services.core.vietnam import VIETNAM
from tests.browsing import Page
from tests.journey.browser import Browser
from tests.journey.worlds import World

PEOPLE = Path(__file__).with_name("people.toml")

MEMBER, NEIGHBOUR = "unit:vinh-lam", "unit:ho-xa"
APPRAISER, PARTY, PEOPLES = "body:phong-tckh", "seat:huyen-uy", "seat:ubnd"
OFFICE, LEADER = "office", "leader"


class Company:
    """Each is called by the role that they hold (`unit:vinh-lam`), and has one browser, signed in or not."""

    def __init__(self, world: World) -> None:
        self.world = world
        rows = tomllib.loads(PEOPLE.read_text(encoding="utf-8"))["people"]
        self.address = {f"{row['role']}:{row.get('of', '')}".rstrip(":"): row["email"] for row in rows}
        self.browsers = {holder: Browser(world.site) for holder in self.address}
        self.today: date = datetime.now(VIETNAM).date()
        #: The work's path below a stage (`/records/<id>`) and its number, once it is registered.
        self.work = ""
        self.number = ""
        self._read: Counter[tuple[str, str]] = Counter()

    def stranger(self) -> Browser:
        """The browser of somebody whom nobody announced."""
        return Browser(self.world.site)

    # --- the post ----------------------------------------------------------------------------

    def letters(self, holder: str, kind: str) -> list[Mail]:
        """Every e-mail of that kind that they have been sent so far, oldest first."""
        to = self.address[holder]
        return [mail for mail in self.world.mails() if mail.kind == kind and to in mail.to]

    def letter(self, holder: str, kind: str) -> Mail:
        """The next e-mail of that kind that they read, as soon as it is there."""
        read = self._read[holder, kind]
        self._read[holder, kind] += 1

        def look() -> Mail | None:
            return next(iter(self.letters(holder, kind)[read:]), None)

        return self.world.until(look, f"e-mail {read + 1} of the kind “{kind}” for {holder}")

    def link(self, mail: Mail) -> str:
        """Where the e-mail leads, by its text."""
        found = re.findall(rf"{re.escape(self.world.site)}/\S+", mail.text)
        assert found, f"no link to the site in “{mail.subject}”: {mail.text}"
        return str(found[0])

    # --- the pages ---------------------------------------------------------------------------

    def come_in(self, holder: str, *, by_code: bool = False) -> Browser:
        """Ask for the e-mail, then press the button behind its link or type its code."""
        browser = self.browsers[holder]
        code = browser.press(browser.get("/registration/sign-in"), email=self.address[holder])
        assert "Kiểm tra thư điện tử" in code.text
        mail = self.letter(holder, "sign-in")
        if by_code:
            digits = re.findall(r"\b\d{6}\b", mail.text)[0]
            page = browser.press(code, code=digits)
        else:
            page = browser.press(browser.open(self.link(mail)))
        assert page.status == 200
        assert "Đăng xuất" in page.text
        return browser

    def shown(self, holder: str, path: str, words: str) -> Page:
        """The page, as soon as these words stand on it."""

        def look() -> Page | None:
            page = self.browsers[holder].get(path)
            assert page.status == 200, page.text
            return page if words in page.text else None

        return self.world.until(look, f"“{words}” on {path} for {holder}")

    def decide(self, holder: str, what: str, **typed: str) -> Page:
        """Follow the e-mail that says that it waits, choose what to do there, answer, and be told so."""
        browser = self.browsers[holder]
        record = browser.open(self.link(self.letter(holder, "waiting")))
        return self.act(holder, record, what, **typed)

    def act(self, holder: str, record: Page, what: str, **typed: str) -> Page:
        """Choose what to do on a record's page, fill in the form behind it, and send it."""
        browser = self.browsers[holder]
        done = browser.press(browser.click(record, what), **typed)
        assert done.status == 200, done.text
        return done
