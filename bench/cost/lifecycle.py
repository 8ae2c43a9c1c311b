"""One whole life of a work, by the six people concerned, each at a browser, on the stages' own pages.

Between two sittings lie days: who sits down signs in by e-mail, finds every function cold, and has the style
and script of the last time. Forms save themselves while they are filled in, as the pages' script does.
"""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bench.cost.meter import Meter
from bench.measure import require
from bench.world import TYPED
from infra.local import inbox
from infra.local.browser import Browser, Form, Page
from infra.local.cloud import Cloud
from infra.local.machine import example_people
from services.core import clock, settings
from services.core.campaign import store as campaigns
from services.core.people import store as people
from services.core.record import store as works
from services.core.record.record import State
from services.core.vietnam import VIETNAM
from services.report import summary
from services.report.rows import row_of

OK = 200
WORKS = "/registration/records"
SEATS: Final = ("huyen-uy", "ubnd")
BODY: Final = "body:phong-tckh"
#: How often a form saves itself while it is filled in, and while an answer is written into it.
SAVED, SAVED_AGAIN = 6, 2
_CODE = re.compile(r"\b(\d{6})\b")


class Company:
    """The example's people before one cloud. `meter` counts what they cause."""

    def __init__(self, cloud: Cloud, meter: Meter, campaign: str) -> None:
        self._cloud = cloud
        self._meter = meter
        self._now = datetime.now(VIETNAM)
        self._people = {f"{one.role}:{one.of}": one for one in reversed(example_people())}
        self._seen: dict[str, set[str]] = {}
        self._lived = ""
        clock.use(lambda: self._now)
        for one in example_people():
            people.save(one.person(campaign))

    def it_is(self, moment: str) -> None:
        """The business clock stands at this moment of Vietnam's time (ISO)."""
        self._now = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)

    def readers(self) -> int:
        """How many get the reports: the office and the leaders."""
        return sum(one.role in ("office", "leader") for one in example_people())

    def units(self) -> list[str]:
        """The units that somebody acts for."""
        return [one.of for one in example_people() if one.role == "unit"]

    # --- a life ------------------------------------------------------------------------------

    def live(self, unit: str) -> None:
        """Register, hand in, return and answer, appraise, approve twice, report twice, claim, verify."""
        record = self._register(unit, TYPED)
        self._review(
            "2024-10-16T09:05", BODY, record, "return", missing="Bổ sung dự toán phần rãnh thoát nước"
        )
        self._answer("2024-10-18T14:10", unit, record)
        self._review(
            "2024-10-21T10:00", BODY, record, "appraise", favourable="yes",
            reasons="Phù hợp quy hoạch giao thông nông thôn; nguồn vốn rõ, Nhân dân đã thống nhất đóng góp.",
        )  # fmt: skip
        for moment, seat in zip(("2024-10-22T08:30", "2024-10-22T15:10"), SEATS, strict=True):
            self._review(moment, f"seat:{seat}", record, "approve", seat=seat)
        self._look("2024-10-23T11:00", "office:", f"/review/records/{record}")
        self._look("2024-10-28T08:00", "leader:", f"/report/units/{unit}")
        for moment, percent in (("2024-12-02T10:00", "40"), ("2025-02-10T09:20", "80")):
            note = "Đã đổ bê tông phần đầu tuyến; phần còn lại chờ nước rút."
            self._report(moment, unit, record, "progress", percent=percent, note=note)
        evidence = "Biên bản nghiệm thu số 04/BB-UBND ngày 25/04/2025, lưu tại UBND xã."
        self._report("2025-04-28T09:00", unit, record, "completion", done_on="25/4/2025", evidence=evidence)
        self._review("2025-04-29T16:20", BODY, record, "verify")
        stored = works.get(record)
        require(stored and stored.record.state is State.VERIFIED, f"{record} did not come to its end")
        self._lived = record

    def _register(self, unit: str, typed: Mapping[str, str]) -> str:
        browser = self._sits_down("2024-10-14T08:20", f"unit:{unit}", WORKS)
        form = browser.open(f"{WORKS}/new")
        _write(browser, form, typed, SAVED)
        check = browser.press(form, "/edit", ("do", "continue"), **typed)
        _went(browser.press(check, "/check"), "/receipt")
        self._meter.pump.drain()
        return check.path.split("/")[3]

    def _answer(self, moment: str, unit: str, record: str) -> None:
        browser = self._sits_down(moment, f"unit:{unit}", WORKS)
        browser.open(f"{WORKS}/{record}")
        typed = {
            "sources": "Ngân sách xã 900 triệu đồng, Nhân dân đóng góp 550 triệu đồng; rãnh 210 triệu đồng",
            "answer": "Đã bổ sung dự toán phần rãnh thoát nước.",
        }
        form = browser.open(f"{WORKS}/{record}/edit")
        _write(browser, form, typed, SAVED_AGAIN)
        check = browser.press(form, "/edit", ("do", "continue"), **typed)
        _went(browser.press(check, "/check"), "/receipt")
        self._meter.pump.drain()

    def _report(self, moment: str, unit: str, record: str, action: str, **typed: str) -> None:
        browser = self._sits_down(moment, f"unit:{unit}", WORKS)
        browser.open(f"{WORKS}/{record}")
        form = browser.open(f"{WORKS}/{record}/{action}")
        _went(browser.press(form, f"/{action}", None, **typed), record)
        self._meter.pump.drain()

    def _review(
        self, moment: str, who: str, record: str, action: str, *, seat: str = "", **typed: str
    ) -> None:
        browser = self._sits_down(moment, who, "/review/")
        page = f"/review/records/{record}"
        browser.open(page)
        form = browser.open(f"{page}/{action}?seat={seat}" if seat else f"{page}/{action}")
        _went(browser.press(form, f"/{action}", None, **typed), record)
        self._meter.pump.drain()

    def _look(self, moment: str, who: str, page: str) -> None:
        """Whoever decides nothing looks at the dashboard, and at what it leads to."""
        browser = self._sits_down(moment, who, "/report/dashboard")
        _went(browser.open(page), page)
        self._meter.pump.drain()

    # --- what stands there, and what repeats -------------------------------------------------

    def grow(self, count: int) -> None:
        """Let `count` works more have lived as the last one did, in all units; nobody hears of it."""
        lived = works.get(self._lived)
        require(lived and lived.history, "no work has lived yet")
        campaign = campaigns.current(settings.campaign_id())
        with self._cloud.stream.detached():
            for number in range(count):
                unit = self.units()[number % len(self.units())]
                stored = works.new(
                    secrets.token_hex(16), campaign, unit, lived.record.made_by if lived else ""
                )
                for entry in lived.history if lived else ():
                    stored = works.save(stored, entry, campaign)
                summary.replace(campaign.id, unit, row_of(stored.record, stored.history, campaign))

    def quarters_pass(self, count: int) -> None:
        """So many quarters of an hour pass, each with its tick; Lambda gives its functions up in between."""
        for _ in range(count):
            self._now += timedelta(minutes=15)
            self._meter.a_while_passes()
            self._meter.pump.tick()

    def read(self) -> None:
        """A leader reads the dashboard and a unit, and fetches the newest report's file."""
        browser = self._sits_down(self._now.isoformat(), "leader:", "/report/dashboard")
        browser.open(f"/report/units/{self.units()[0]}")
        issued = browser.open("/report/issued")
        found = re.search(r'href="(/report/issued/[^"]+)"', issued.html)
        require(found, "no report was issued")
        browser.open(found[1] if found else "")
        self._meter.pump.drain()

    def _sits_down(self, moment: str, who: str, first: str) -> Browser:
        """A browser, signed in by the code from the e-mail, before the person's first page."""
        self.it_is(moment)
        self._meter.a_day_passes()
        self._meter.a_while_passes()
        entry = self._people[who]
        browser = Browser(self._meter.line(self._seen.setdefault(entry.email, set())))
        before = len(self._cloud.mails())
        code_page = browser.press(browser.open("/registration/sign-in"), "/sign-in", email=entry.email)
        self._meter.pump.drain()
        mails = [mail for mail in self._cloud.mails()[before:] if inbox.is_to(mail, entry.email)]
        code = _CODE.search(mails[0].text) if mails else None
        require(code, f"{entry.email} got no code")
        signed_in = browser.press(code_page, "/code", code=code[1] if code else "")
        require(signed_in.status == OK, f"{entry.email} could not sign in")
        page = browser.open(first)
        require(page.status == OK, f"{first} answered {page.status}")
        return browser


def _write(browser: Browser, page: Page, typed: Mapping[str, str], times: int) -> None:
    """Fill in a form; its script saves it on the way, each time with more."""
    form = page.form("/edit")
    draft = Form(
        method="post",
        action=form.action.replace("/edit", "/draft"),
        fields=form.fields,
        names=form.names,
        buttons=[],
    )
    names = list(typed)
    for time in range(1, times + 1):
        so_far = {name: typed[name] for name in names[: len(names) * time // times]}
        saved = browser.press(
            Page(status=OK, path=page.path, html="", forms=(draft,)), "/draft", None, **so_far
        )
        require(saved.status == 204, f"the draft was answered {saved.status}")  # noqa: PLR2004 - nothing to say


def _went(page: Page, words: str) -> None:
    require(page.status == OK and words in page.path, f"{page.path} answered {page.status}, not {words}")
