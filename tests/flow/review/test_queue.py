"""The queue: due first, mine and my colleagues', kept from events whatever becomes of them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import msgspec
import pytest

from services.core import clock
from services.core.campaign.model import Campaign
from services.core.events import Event, encode
from services.core.people.person import Person
from services.core.record import store
from services.core.record.handle import handle
from services.core.record.history import event_of
from services.core.work import commands as c
from services.review import tasks
from services.review.app import app
from tests.conftest import TestCloud
from tests.flow.registration.works import TYPED
from tests.flow.review.conftest import RECORD, Cast, Give
from tests.flow.visitor import Page, Visitor, announce

Browser = Callable[[Person], Visitor]
Submit = Callable[..., str]
Settle = Callable[[], int]


def titles(page: Page) -> list[str]:
    """The titles of the lines, in their order."""
    links = page.html.split("/review/records/")[1:]
    return [link.partition('">')[2].partition("</a>")[0] for link in links]


def test_an_empty_queue_says_what_to_do(browser: Browser, cast: Cast) -> None:
    """Nothing waits, and the page says how one will know."""
    page = browser(cast.appraiser).get("/review/")
    assert page.status == 200
    assert "Hiện không có hồ sơ nào chờ" in page.text
    assert "thư điện tử" in page.text


def test_only_who_decides_has_a_queue(browser: Browser, cast: Cast) -> None:
    """Units, the office and leaders have none; whoever is not signed in is asked to."""
    leader = announce("Lê Văn Lãnh", "leader")
    for person in (cast.author, cast.office, leader):
        assert browser(person).get("/review/").status == 404
    assert Visitor(app).get("/review/", follow=False).status == 303


def test_what_is_due_first_stands_first(
    submit: Submit, browser: Browser, cast: Cast, cloud: TestCloud
) -> None:
    """Ordered by the term, and what is overdue is marked by a word and a shape."""
    submit("b", title="Việc sau")
    cloud.clock.set("2024-10-01T08:00:00+07:00")
    submit("a", title="Việc trước", start="1/10/2024")
    cloud.clock.set("2024-10-18T08:00:00+07:00")
    page = browser(cast.appraiser).get("/review/")
    assert titles(page) == ["Việc trước", "Việc sau"]
    assert "2 hồ sơ" in page.text
    assert page.text.count("quá hạn") == 1
    assert "17 giờ 00 ngày 15/10/2024 quá hạn" in page.text
    assert 'class="state late"' in page.html


def test_the_queue_follows_the_work(submit: Submit, browser: Browser, cast: Cast, give: Give) -> None:
    """Each holder sees a work while it waits for them, with what is to be done, and no longer."""
    submit()
    body, party, ubnd = browser(cast.appraiser), browser(cast.party), browser(cast.ubnd)

    def waits() -> tuple[int, int, int]:
        seen = [len(titles(visitor.get("/review/"))) for visitor in (body, party, ubnd)]
        return seen[0], seen[1], seen[2]

    assert waits() == (1, 0, 0)
    give(cast.appraiser, c.Return(missing="Dự toán", due=_in_days(5)))
    assert waits() == (0, 0, 0)
    give(cast.appraiser, c.TakeBack(reason="Đã có dự toán"))
    assert waits() == (1, 0, 0)
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    assert waits() == (0, 1, 1)
    assert "Xem xét chấp thuận" in party.get("/review/").text
    give(cast.party, c.Approve(seat="huyen-uy"))
    assert waits() == (0, 0, 1)
    give(cast.ubnd, c.SendBack(seat="ubnd", reason="Làm rõ nguồn vốn"))
    assert waits() == (1, 0, 0)
    give(cast.author, c.Withdraw(reason="Không còn nguồn vốn"))
    assert waits() == (0, 0, 0)


def _in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


def test_what_i_may_not_decide_stands_apart(submit: Submit, browser: Browser, cast: Cast, give: Give) -> None:
    """The own unit's record, and one with a declared conflict, wait for a colleague."""
    submit()
    assert "Chờ người khác trong cơ quan xử lý" in browser(cast.of_the_commune).get("/review/").text
    assert "Chờ người khác" not in browser(cast.appraiser).get("/review/").text
    give(cast.appraiser, c.DeclareConflict(reason="Người thân thi công"))
    assert "Chờ người khác" in browser(cast.appraiser).get("/review/").text
    assert "Chờ người khác" not in browser(cast.colleague).get("/review/").text


def test_several_roles_share_one_queue(submit: Submit, browser: Browser, cast: Cast, give: Give) -> None:
    """Merged by due, each line says for whom; a filter in the address shows one role, nobody else's."""
    submit("a", title="Cần thẩm định")
    submit(title="Cần chấp thuận")
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    both = announce("Lý Văn Hai", "body:phong-tckh", "seat:huyen-uy", "seat:ubnd", home="huyen-uy")
    visitor = browser(both)
    page = visitor.get("/review/")
    assert sorted(titles(page)) == ["Cần chấp thuận", "Cần thẩm định"]
    assert "thay mặt Thường trực Huyện ủy; Ủy ban nhân dân huyện" in page.text
    assert titles(visitor.get("/review/?holder=body:phong-tckh")) == ["Cần thẩm định"]
    assert titles(visitor.get("/review/?holder=seat:ubnd")) == ["Cần chấp thuận"]
    assert visitor.get("/review/?holder=body:phong-vhtt").status == 404
    assert browser(cast.appraiser).get("/review/?holder=office").status == 404


def test_a_page_holds_25_and_leads_on(
    submit: Submit, browser: Browser, cast: Cast, settle: Settle, campaign: Campaign
) -> None:
    """Every record stands on exactly one page, also when two roles share the queue."""
    assert campaign
    for number in range(28):
        submit(f"r{number:02}", title=f"Việc {number:02}")
    settle()
    visitor = browser(cast.appraiser)
    first = visitor.get("/review/")
    assert len(titles(first)) == 25
    assert "mỗi trang 25" in first.text
    (onward,) = [part.partition('"')[0] for part in first.html.split('rel="next" href="')[1:]]
    second = visitor.get(onward.replace("&amp;", "&"))
    assert sorted(titles(first) + titles(second)) == [f"Việc {number:02}" for number in range(28)]
    assert 'rel="next"' not in second.html


@pytest.mark.parametrize("cursor", ["x", "2024#", "9" * 5000, "2024-10-01T00:00:00+00:00%23<b>", "%00"])
def test_a_broken_cursor_starts_at_the_beginning(
    submit: Submit, browser: Browser, cast: Cast, cursor: str
) -> None:
    """An address that somebody mangled shows the first page."""
    submit()
    page = browser(cast.appraiser).get(f"/review/?from={cursor}")
    assert page.status == 200
    assert len(titles(page)) == 1


def test_an_exhausted_cursor_says_so(submit: Submit, browser: Browser, cast: Cast) -> None:
    """A page beyond the end says that nothing more follows, and leads back."""
    submit()
    page = browser(cast.appraiser).get("/review/?from=9998-01-01T00:00:00%2B00:00%23z")
    assert "Danh sách đã hết" in page.text
    assert "Hiện không có hồ sơ nào" not in page.text


def test_news_delivered_again_and_late_change_nothing(
    approved: str, cast: Cast, give: Give, cloud: TestCloud, settle: Settle
) -> None:
    """The whole past played once more, newest first and twice, through the real queue: the same queues."""
    assert approved
    stored = give(cast.author, c.RequestAmendment(deadline=None, description="Rộng 3,5 m", reason="Mưa lũ"))
    before = _tasks(cloud)
    (queue,) = [queue for queue in cloud.inner.queues if queue.name.endswith("review")]
    for entry in [*reversed(stored.history), *stored.history]:
        body = json.dumps({"source": "thidua", "detail": json.loads(encode(event_of(stored.record, entry)))})
        boto3.client("sqs").send_message(QueueUrl=queue.url, MessageBody=body)
    assert settle() > 0
    assert _tasks(cloud) == before
    assert cloud.inner.dead_letters() == {}
    assert _holders(cloud) == {"seat:huyen-uy", "seat:ubnd"}


def test_news_of_a_record_that_is_gone_are_dropped(cloud: TestCloud, campaign: Campaign) -> None:
    """An event whose record was erased does no harm and makes no task."""
    assert campaign
    event = Event(
        id="gone.1", type="WorkSubmitted", version=1, occurred_at=datetime.now(UTC),
        campaign="vinh-linh-70", subject="gone", sequence=1, actor="x",
    )  # fmt: skip
    tasks.project(event)
    assert _tasks(cloud) == []


def test_a_substitute_that_the_file_no_longer_names_is_relieved(
    submit: Submit, cast: Cast, cloud: TestCloud, monkeypatch: pytest.MonkeyPatch, campaign: Campaign
) -> None:
    """When a new file routes elsewhere, the next news closes the place of whoever had it by the old one."""
    submit()
    party, ubnd = campaign.seats
    other = msgspec.structs.replace(campaign, seats=(party, msgspec.structs.replace(ubnd, unit="vinh-lam")))
    appraise = c.Appraise(favourable=True, reasons="Phù hợp")
    handle(RECORD, appraise, cast.appraiser, campaign, clock.now(), seen=1)
    stored = store.get(RECORD)
    assert stored is not None
    event = event_of(stored.record, stored.history[-1])
    tasks.project(event)
    assert _holders(cloud) == {"seat:huyen-uy", "seat:ubnd"}
    monkeypatch.setattr(tasks.campaigns, "current", lambda _: other)
    for _ in range(2):
        tasks.project(event)
        assert _holders(cloud) == {"seat:huyen-uy", "body:tt-hdnd"}
    monkeypatch.setattr(tasks.campaigns, "current", lambda _: campaign)
    tasks.project(event)
    assert _holders(cloud) == {"seat:huyen-uy", "seat:ubnd"}, "the file after that names the first again"


@pytest.mark.parametrize("damage", [{"due": "2030-01-01T00:00:00+00:00"}, {"title": "Khác"}, None])
def test_hearing_of_it_again_mends_a_place(
    submit: Submit, cloud: TestCloud, damage: dict[str, str] | None
) -> None:
    """Other terms by a new file, a slip, a place that is gone: told again out of the history it is right."""
    submit()
    stored = store.get(RECORD)
    assert stored is not None
    before = _tasks(cloud)
    (place,) = before
    if damage:
        cloud.table.put_item(Item=place | damage)
    else:
        cloud.table.delete_item(Key={"pk": place["pk"], "sk": place["sk"]})
    assert _tasks(cloud) != before
    tasks.project(event_of(stored.record, stored.history[0]))
    assert _tasks(cloud) == before


def test_who_read_an_older_record_changes_no_newer_place(
    submit: Submit, cast: Cast, give: Give, cloud: TestCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that hear of it at once read at different moments, and the slower one writes last."""
    submit()
    older = store.get(RECORD)
    assert older is not None
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    newer = store.get(RECORD)
    assert newer is not None
    tasks.project(event_of(newer.record, newer.history[-1]))
    after = _tasks(cloud)
    monkeypatch.setattr(tasks.works, "get", lambda _: older)
    tasks.project(event_of(older.record, older.history[-1]))
    assert _tasks(cloud) == after


def test_what_is_right_is_not_written_again(
    submit: Submit, cloud: TestCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hearing of it again costs reading only."""
    submit()
    stored = store.get(RECORD)
    assert stored is not None
    assert _tasks(cloud)
    monkeypatch.setattr(tasks, "put", lambda *_: pytest.fail("written"))
    tasks.project(event_of(stored.record, stored.history[0]))


def _tasks(cloud: TestCloud) -> list[dict[str, Any]]:
    """Every place, as stored."""
    places = [item for item in cloud.table.scan()["Items"] if str(item["pk"]).startswith("T#")]
    return sorted(places, key=lambda item: str(item["sk"]))


def _holders(cloud: TestCloud) -> set[str]:
    """Who has an open place."""
    return {str(item["sk"]) for item in _tasks(cloud) if "gsi1pk" in item}


def test_titles_come_as_they_were_typed(submit: Submit, browser: Browser, cast: Cast) -> None:
    """Markup in a title is text in the queue."""
    submit(title='<script>alert("x")</script>')
    page = browser(cast.appraiser).get("/review/")
    assert "<script>alert" not in page.html
    assert TYPED["place"] not in page.text
