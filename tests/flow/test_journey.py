"""One whole journey over HTTP, through the real path: form, table, stream, bus, queues, functions, e-mail."""

import io
import json
import re

import boto3
import openpyxl
import pytest

from infra.local.cloud import Mail
from services.core import clock
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record import store
from services.core.record.record import Outcome, State
from tests.conftest import TestCloud
from tests.flow.registration.works import TYPED
from tests.flow.visitor import Visitor, announce

TITLE = TYPED["title"]
START = "2024-10-07T08:00:00+07:00"


class Company:
    """Everybody on the way of a work, each with a browser for each stage that they visit."""

    def __init__(self, cloud: TestCloud) -> None:
        self.cloud = cloud
        self.unit = announce("Nguyễn Thị Lan", "unit:vinh-lam", email="lan@vinh-lam.example")
        self.appraiser = announce(
            "Phạm Thị Hoa", "body:phong-tckh", home="phong-tckh", email="hoa@tckh.example"
        )
        self.party = announce("Hoàng Văn Đức", "seat:huyen-uy", home="huyen-uy", email="duc@hu.example")
        self.ubnd = announce("Võ Thị Mai", "seat:ubnd", home="ubnd-huyen", email="mai@ubnd.example")
        self.leader = announce("Lê Văn Quý", "leader", home="ubnd-huyen", email="quy@ubnd.example")

    def at(self, stage: str, person: Person) -> Visitor:
        """The person's browser before that stage."""
        self.cloud.pump.drain()
        app = __import__(f"services.{stage}.app", fromlist=["app"]).app
        return Visitor(app, person)

    def decide(self, person: Person, work: str, action: str, **typed: str) -> None:
        """Open the page of an action, fill it in, press its button."""
        browser = self.at("review", person)
        asked = browser.get(f"/review/records/{work}/{action}")
        assert asked.status == 200, asked.text
        page = browser.press(asked, **typed)
        assert page.status == 200, page.text

    def told(self, person: Person) -> list[Mail]:
        """The e-mails of that person, newest last."""
        self.cloud.pump.drain()
        return [mail for mail in self.cloud.mails() if person.email in mail.to]


@pytest.fixture
def company(cloud: TestCloud, campaign: Campaign) -> Company:  # noqa: ARG001 - they hold roles in it
    """Everybody, announced, on the Monday after the launch."""
    cloud.clock.set(START)
    return Company(cloud)


def registered(company: Company, **typed: str) -> str:
    """The unit fills in the form, checks its answers and submits; the id of the record."""
    browser = company.at("registration", company.unit)
    check = browser.press(browser.get("/registration/records/new"), do="continue", **(TYPED | typed))
    assert check.status == 200, check.text
    receipt = browser.press(check)
    assert "Đã nộp hồ sơ" in receipt.text
    return re.findall(r"/registration/records/([0-9a-f]+)", receipt.html)[0]


def approved(company: Company, **typed: str) -> str:
    """Registered, appraised favourably and approved by both seats."""
    work = registered(company, **typed)
    company.decide(company.appraiser, work, "appraise", favourable="yes", reasons="Phù hợp quy hoạch")
    company.decide(company.party, work, "approve?seat=huyen-uy")
    company.decide(company.ubnd, work, "approve?seat=ubnd")
    return work


def test_from_the_form_to_the_weekly_report(cloud: TestCloud, company: Company, campaign: Campaign) -> None:
    """A commune registers, each is told and decides in turn, it is judged on time, leadership reads it."""
    work = approved(company, deadline="1/11/2024")
    assert any(
        TITLE in mail.subject and "Cần thẩm định" in mail.subject for mail in company.told(company.appraiser)
    )
    assert any(TITLE in mail.subject for mail in company.told(company.party))
    assert any(TITLE in mail.subject for mail in company.told(company.ubnd))

    cloud.clock.set("2024-11-02T09:00:00+07:00")
    browser = company.at("registration", company.unit)
    page = browser.get(f"/registration/records/{work}/completion")
    assert browser.press(page, done_on="1/11/2024", evidence="Biên bản nghiệm thu 12").status == 200
    assert "Cần xác nhận" in company.told(company.appraiser)[-1].subject
    company.decide(company.appraiser, work, "verify")

    stored = store.get(work)
    assert stored is not None
    assert stored.record.state is State.VERIFIED
    assert stored.record.verdict is not None
    assert stored.record.verdict.outcome is Outcome.ON_TIME

    cloud.clock.set("2024-11-04T07:00:00+07:00")
    cloud.pump.tick()
    cloud.pump.tick()
    reports = [mail for mail in company.told(company.leader) if mail.kind == "report"]
    assert len(reports) == 1, "one report a week, however often the clock ticks"
    book = openpyxl.load_workbook(io.BytesIO(reports[0].attachments[0].content))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {TITLE, stored.record.number} <= cells

    dashboard = company.at("report", company.leader).get("/report")
    assert "1 trên 47 đơn vị đã đăng ký" in dashboard.text
    to_call = dashboard.text.partition("Đơn vị cần gọi điện")[2].partition("Theo tình trạng")[0]
    assert campaign.unit("ho-xa").name.vi in to_call
    assert campaign.unit("vinh-lam").name.vi not in to_call


@pytest.mark.parametrize(
    ("done_on", "outcome"),
    [("31/10/2024", Outcome.EARLY), ("1/11/2024", Outcome.ON_TIME), ("2/11/2024", Outcome.LATE)],
)
def test_the_evidenced_day_is_judged_not_the_day_of_the_claim(
    cloud: TestCloud, company: Company, done_on: str, outcome: Outcome
) -> None:
    """Whoever claims late for what was done early is early; the verifier may confirm what the unit stated."""
    work = approved(company, deadline="1/11/2024")
    cloud.clock.set("2024-11-20T09:00:00+07:00")
    browser = company.at("registration", company.unit)
    browser.press(
        browser.get(f"/registration/records/{work}/completion"), done_on=done_on, evidence="Biên bản"
    )
    company.decide(company.appraiser, work, "verify")
    stored = store.get(work)
    assert stored is not None
    assert stored.record.verdict is not None
    assert stored.record.verdict.outcome is outcome


def test_everything_heard_twice_and_backwards_ends_the_same(cloud: TestCloud, company: Company) -> None:
    """All events of a journey, heard again in reverse, change no row, no task and send no e-mail."""
    work = approved(company)
    cloud.pump.drain()
    stored = store.get(work)
    assert stored is not None
    before = _everything(cloud), len(cloud.mails())
    _hear_again(cloud, work)
    assert (_everything(cloud), len(cloud.mails())) == before


def _hear_again(cloud: TestCloud, work: str) -> None:
    """Put every event of the work on the bus once more, newest first."""
    from services.core.events import SOURCE, encode  # noqa: PLC0415 - beside the one place that replays
    from services.core.record.history import event_of  # noqa: PLC0415 - the same

    stored = store.get(work)
    assert stored is not None
    bus = boto3.client("events")
    for entry in reversed(stored.history):
        event = event_of(stored.record, entry)
        for _ in range(2):
            bus.put_events(
                Entries=[
                    {
                        "Source": SOURCE,
                        "DetailType": event.type,
                        "Detail": encode(event),
                        "EventBusName": "thidua",
                    }
                ]
            )
    cloud.pump.drain()


def _everything(cloud: TestCloud) -> str:
    items = cloud.table.scan()["Items"]
    rows = sorted(json.dumps(item, default=repr, sort_keys=True) for item in items)
    return "\n".join(row for row in rows if '"S#' not in row)


def test_nothing_depends_on_the_wall_clock(cloud: TestCloud, company: Company) -> None:
    """Terms are counted from the business clock: ten working days after Monday 7 October, at the hour."""
    work = registered(company)
    stored = store.get(work)
    assert stored is not None
    assert stored.record.submitted_at == clock.now()
    assert "21/10" in company.told(company.appraiser)[-1].subject
    assert cloud.clock.now.isoformat() == START
