"""The dashboard, a unit's works, the issued files: who sees them, what they say, what a day shows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest
from pynamodb.connection.base import Connection

from infra.local.pump import Pump
from services.core import bucket, clock, settings
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record import store as works
from services.core.reporting import files
from services.core.reporting import store as reports
from services.core.reporting.issued import File
from services.core.vietnam import VIETNAM
from services.core.work import commands as c
from tests.conftest import MONDAY, TestCloud
from tests.flow.report.conftest import Keep
from tests.flow.visitor import Visitor, announce
from tests.unit.citizen import lives as citizens
from tests.unit.initiative import lives as initiatives
from tests.unit.work import lives as life_of

SLOT = datetime(2024, 10, 7, 7, tzinfo=VIETNAM)
BOARD = "/report/dashboard"
_NEVER = "/report/issued/weekly/2024-10-14T00:00:00Z"
_PAGES = (BOARD, "/report/units/vinh-lam", "/report/issued", _NEVER)

See = Callable[[Person | None], Visitor]


@pytest.mark.parametrize("path", [*_PAGES, "/report"])
def test_nobody_reads_without_signing_in(browser: See, path: str) -> None:
    """Every page of the stage sends a stranger to sign in."""
    page = browser(None).get(path, follow=False)
    assert page.status == 303
    assert page.location.startswith("/registration/sign-in")


@pytest.mark.parametrize("holder", ["unit:vinh-lam", "body:phong-tckh", "seat:ubnd"])
@pytest.mark.parametrize("path", _PAGES)
def test_who_is_neither_office_nor_leader_finds_nothing(
    campaign: Campaign,  # noqa: ARG001 - people live in its cloud
    browser: See,
    holder: str,
    path: str,
) -> None:
    """Reports are for those who run and lead the campaign."""
    assert browser(announce("Nguyễn Thị Lan", holder, email="lan@vinhlinh.example")).get(path).status == 404


def test_an_empty_dashboard_says_so(browser: See, leader: Person) -> None:
    """On the launch day everything is nought, and the page says what will stand there."""
    page = browser(leader).get(BOARD)
    assert page.status == 200
    assert "0 trên 47 đơn vị đã đăng ký" in page.text
    assert "Chưa có công trình, phần việc nào được nộp." in page.text
    assert "Chưa chỉ tiêu nào trong 10 chỉ tiêu có số liệu báo cáo" in page.text


def test_figures_follow_the_records(
    cloud: TestCloud, pump: Pump, keep: Keep, browser: See, leader: Person
) -> None:
    """Submitted works of two units are registered and counted by area, initiatives and citizens beside them.

    What is late says with whom it is.
    """
    keep(life_of.submitted(), "w1", "vinh-lam")
    keep(life_of.verified(), "w2", "ho-xa")
    keep(initiatives.confirmed(), "i1")
    keep(citizens.recognised(), "c1")
    pump.drain()
    page = browser(leader).get(BOARD)
    assert "Sáng kiến Đã nộp 1 Đang chờ 1 Quá hạn giải quyết 0 Đã chấp nhận" in page.text
    assert "Gương Nhân dân Đã nộp 1 Đang chờ 0 Quá hạn giải quyết 0 Được công nhận 1" in page.text
    assert "2 trên 47 đơn vị đã đăng ký" in page.text
    assert "Thị trấn: 1 trên 3 đã đăng ký" in page.text
    assert "Không có hồ sơ nào quá hạn giải quyết." in page.text
    assert "Phòng Tài chính - Kế hoạch" in page.text
    assert "Hoàn thành trước hạn 1" in page.text
    cloud.clock.forward(days=60)
    page = browser(leader).get(BOARD)
    assert "Có 2 hồ sơ quá hạn giải quyết." in page.text
    assert "Chấp nhận sáng kiến 1 1" in page.text


def test_units_that_need_a_call_have_their_telephone(browser: See, leader: Person) -> None:
    """The number can be touched, and says whom one rings."""
    page = browser(leader).get(BOARD)
    assert '<a href="tel:02330000101">0233 000 0101</a>' in page.html
    assert "chưa đăng ký, chưa có bản nháp" in page.text


def test_a_draft_of_this_minute_ends_the_silence_until_it_is_discarded(
    cloud: TestCloud, browser: See, leader: Person, campaign: Campaign
) -> None:
    """The present figures know of it at once, and forget it at once; the day before keeps what it had."""
    below = "chưa đủ số tối thiểu; đã đăng ký: 0"
    new = works.new("d1", campaign, "vinh-o", "somebody")
    draft = works.save_draft(new, {"title": "Nhà văn hóa"}, campaign, clock.now())
    assert below in browser(leader).get(BOARD).text
    cloud.clock.forward(days=1)
    works.discard(draft, clock.now())
    assert below not in browser(leader).get(BOARD).text
    assert below in browser(leader).get(f"{BOARD}?on=07/10/2024").text


def test_discarding_one_of_two_drafts_leaves_the_other(
    browser: See, leader: Person, campaign: Campaign
) -> None:
    """A unit is silent only when its last draft is gone, whichever goes first."""
    below = "chưa đủ số tối thiểu; đã đăng ký: 0"
    first, second = (
        works.save_draft(
            works.new(name, campaign, "vinh-o", "somebody"), {"title": name}, campaign, clock.now()
        )
        for name in ("d1", "d2")
    )
    works.discard(first, clock.now())
    assert below in browser(leader).get(BOARD).text
    works.discard(second, clock.now())
    assert below not in browser(leader).get(BOARD).text


def test_a_day_gone_by_stays_what_it_was(
    cloud: TestCloud, pump: Pump, keep: Keep, browser: See, leader: Person
) -> None:
    """With the day in the address, what happened afterwards is not there; the address can be kept."""
    keep(life_of.submitted(), "w1", "vinh-lam")
    life = life_of.submitted()
    life.at(MONDAY + timedelta(days=3)).do("appraiser", life_of.COMMANDS["appraise"])
    keep(life, "w2", "ho-xa")
    pump.drain()
    cloud.clock.forward(days=4)
    visitor = browser(leader)
    then = visitor.get(f"{BOARD}?on=07%2F10%2F2024")
    assert "Số liệu đến 23 giờ 59 ngày 07/10/2024" in then.text
    assert "Chờ thẩm định 2" in then.text
    assert "Chờ thẩm định 1" in visitor.get(BOARD).text
    assert "on=07%2F10%2F2024" in then.html  # in the links to the language and to the units
    assert visitor.get(f"{BOARD}?on=7-10-2024").html.count("Chờ thẩm định") == then.html.count(
        "Chờ thẩm định"
    )


def test_a_day_gone_by_is_judged_by_its_own_version_of_the_campaign(
    cloud: TestCloud, pump: Pump, keep: Keep, browser: See, leader: Person
) -> None:
    """Raising the minimum next week makes nobody fall below it last week."""
    keep(life_of.submitted(), "w1", "vinh-lam")
    pump.drain()
    cloud.clock.forward(days=7)
    campaign = campaigns.current("vinh-linh-70")
    terms = msgspec.structs.replace(campaign.terms, minimum_works=2)
    campaigns.load(msgspec.structs.replace(campaign, terms=terms), clock.now())
    visitor = browser(leader)
    assert "0 trên 47 đơn vị đã đăng ký" in visitor.get(BOARD).text
    assert "1 trên 47 đơn vị đã đăng ký" in visitor.get(f"{BOARD}?on=07/10/2024").text


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("31/02/2025", "Ngày này không có"),
        ("hôm qua", "ngày/tháng/năm"),
        ("08/10/2024", "Ngày này chưa tới"),
        ("29/9/2024", "Phong trào phát động ngày 30/9/2024"),
        ("<script>alert(1)</script>", "ngày/tháng/năm"),
        ("1" * 5000, "ngày/tháng/năm"),
    ],
)
def test_a_day_that_cannot_be_shown_comes_back_with_the_reason(
    browser: See, leader: Person, typed: str, mend: str
) -> None:
    """What was typed stays in its field, the reason stands beside it, and the page shows the present."""
    page = browser(leader).get(f"{BOARD}?on={typed}")
    assert page.status == 422
    assert mend in page.text
    assert "Số liệu hiện tại" in page.text
    assert "<script>alert" not in page.html


def test_html_in_a_title_is_text(pump: Pump, keep: Keep, browser: See, office: Person) -> None:
    """Whatever a unit called its work is shown, never obeyed."""
    keep(life_of.submitted(), "w1", "vinh-lam", title='<img src=x onerror="alert(1)">')
    pump.drain()
    page = browser(office).get("/report/units/vinh-lam")
    assert "&lt;img src=x" in page.html
    assert "<img" not in page.html


def test_a_units_works_lead_the_office_to_the_records_but_not_the_leader(
    pump: Pump, keep: Keep, browser: See, office: Person, leader: Person
) -> None:
    """The office may read a record; a leader reads figures, and gets no link that would lead nowhere."""
    keep(life_of.overdue(), "w1", "vinh-lam")
    pump.drain()
    assert 'href="/review/records/w1"' in browser(office).get("/report/units/vinh-lam").html
    page = browser(leader).get("/report/units/vinh-lam")
    assert "/review/records/" not in page.html
    assert "Đã chấp thuận, đang thực hiện" in page.text


def test_a_work_judged_late_has_the_mark_of_the_late(
    cloud: TestCloud, pump: Pump, keep: Keep, browser: See, leader: Person
) -> None:
    """A unit's list marks it as the record's own page does."""
    late = life_of.overdue()
    late.do("author", c.ClaimCompletion(done_on=late.now.date(), evidence="Biên bản"))
    keep(late.do("appraiser", c.Verify(done_on=late.now.date())), "w1", "vinh-lam")
    pump.drain()
    cloud.clock.set("2025-01-10T09:00:00+07:00")
    page = browser(leader).get("/report/units/vinh-lam")
    assert 'class="state late"' in page.html
    assert "Hoàn thành chậm" in page.text


def test_a_units_works_of_a_day_gone_by(
    cloud: TestCloud, pump: Pump, keep: Keep, browser: See, leader: Person
) -> None:
    """The unit's page keeps the day: what came later is not in it, what was overdue then is."""
    keep(life_of.approved(), "w1", "vinh-lam")
    pump.drain()
    cloud.clock.set("2025-01-10T09:00:00+07:00")
    visitor = browser(leader)
    assert "quá hạn" in visitor.get("/report/units/vinh-lam").text
    assert "quá hạn" not in visitor.get("/report/units/vinh-lam?on=20/12/2024").text
    assert "Đơn vị chưa nộp hồ sơ nào." in visitor.get("/report/units/vinh-lam?on=06/10/2024").text


@pytest.mark.parametrize("unit", ["nowhere", "vinh-lam%230000", "%23drafts"])
def test_a_unit_that_there_is_not_is_not_found(browser: See, leader: Person, unit: str) -> None:
    """An invented unit never becomes a key of the table."""
    assert browser(leader).get(f"/report/units/{unit}").status == 404


def test_issued_reports_are_listed_and_handed_out(
    cloud: TestCloud, pump: Pump, browser: See, leader: Person
) -> None:
    """Newest first, each with its workbook; the page says when the next one comes."""
    for weeks in (0, 1):
        cloud.clock.set(SLOT + timedelta(weeks=weeks))
        pump.tick()
    visitor = browser(leader)
    page = visitor.get("/report/issued")
    newest, oldest = (page.text.index(f"7 giờ 00 ngày {day}/10/2024") for day in ("14", "07"))
    assert newest < oldest
    assert "kỳ tiếp theo lúc 7 giờ 00 ngày 21/10/2024" in page.text
    assert "/report/issued/weekly/2024-10-07T00:00:00Z" in page.html


def test_a_reader_is_sent_to_the_file_in_the_bucket(
    cloud: TestCloud, pump: Pump, browser: See, leader: Person
) -> None:
    """By a link that is signed for this very file, under a name that says which week, for one minute."""
    cloud.clock.set(SLOT)
    pump.tick()
    answer = _fetch(browser(leader), "/report/issued/weekly/2024-10-07T00:00:00Z")
    assert answer["statusCode"] == 303
    assert not answer["body"]
    assert answer["headers"]["Cache-Control"] == "no-store"
    link = urlsplit(answer["headers"]["Location"])
    bucket = f"{settings.bucket_name()}.s3.ap-southeast-1.amazonaws.com"
    assert (link.scheme, link.netloc) == ("https", bucket), "the region's own host, so that nobody is sent on"
    assert link.path == "/reports/vinh-linh-70/weekly-2024-10-07-0700.xlsx"
    signed = dict(parse_qsl(link.query))
    assert signed["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert signed["X-Amz-Expires"] == "60"
    name = "vinh-linh-70-weekly-2024-10-07-0700.xlsx"
    assert signed["response-content-disposition"] == f'attachment; filename="{name}"'
    assert signed["response-content-type"] == reports.issued("vinh-linh-70")[0].files[0].type


def test_who_may_not_read_gets_no_link(cloud: TestCloud, pump: Pump, browser: See) -> None:
    """The session and the role are asked before anything is signed."""
    cloud.clock.set(SLOT)
    pump.tick()
    member = announce("Nguyễn Thị Lan", "unit:vinh-lam", email="lan@vinhlinh.example")
    for person, status in ((None, 303), (member, 404)):
        answer = _fetch(browser(person), "/report/issued/weekly/2024-10-07T00:00:00Z")
        assert answer["statusCode"] == status
        assert "X-Amz" not in str(answer)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:4601", "http://localhost:4601"])
def test_an_engine_of_ones_own_is_asked_at_its_own_address(
    monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    """Where data must stay in the country, and in a rehearsal, the link leads where the functions write."""
    file = File(key="reports/x.xlsx", name="x.xlsx", type="x/y")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("BUCKET_NAME", "files")
    bucket.client.cache_clear()  # as in a new process
    try:
        assert files.link(file).startswith(f"{endpoint}/files/{file.key}?")
    finally:
        bucket.client.cache_clear()


def _fetch(visitor: Visitor, path: str) -> dict[str, Any]:
    """The stage's answer as the gateway gets it."""
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    answer: dict[str, Any] = visitor.gateway.handle_request(
        "GET", path, {"host": "localhost:8000", "cookie": cookie}, b""
    )
    return answer


@pytest.mark.parametrize(
    "path", [_NEVER, "/report/issued/weekly/x", "/report/issued/..%2Fx/2024-10-07T00:00:00Z"]
)
def test_a_report_that_there_is_not_is_not_found(browser: See, leader: Person, path: str) -> None:
    """An invented slot or schedule is a page that does not exist."""
    assert browser(leader).get(path).status == 404


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every call to the table from now on, by name."""
    made: list[str] = []
    dispatch = Connection.dispatch

    def counted(self: Connection, operation: str, *arguments: object) -> object:
        made.append(operation)
        return dispatch(self, operation, *arguments)

    monkeypatch.setattr(Connection, "dispatch", counted)
    return made


def test_the_dashboard_costs_three_queries(
    pump: Pump, keep: Keep, browser: See, leader: Person, calls: list[str]
) -> None:
    """Session, rows, drafts, however many works and silent units there are; the campaign is at hand."""
    for number in range(12):
        keep(life_of.approved(), f"w{number}", "vinh-lam")
    pump.drain()
    visitor = browser(leader)
    visitor.get(BOARD)
    for address in (BOARD, f"{BOARD}?on=06/10/2024"):
        calls.clear()
        visitor.get(address)
        assert calls == ["Query", "Query", "Query"]


def test_the_page_is_complete_in_english(browser: See, leader: Person, pump: Pump, keep: Keep) -> None:
    """Whoever reads English finds no Vietnamese label."""
    keep(life_of.submitted(), "w1", "vinh-lam")
    pump.drain()
    page = browser(leader).get(f"{BOARD}?lang=en")
    assert "1 of 47 units have registered" in page.text
    assert "above 42,000 tonnes a year" in page.text
    assert "What is late, and with whom" in page.text
