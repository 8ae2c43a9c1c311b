"""Every record with its holder and its due moment, and how the office finds one among them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.core import clock
from services.core.campaign.model import Campaign
from services.core.record import store as records
from services.core.record.history import event_of
from services.core.work import commands as c
from services.review import register, tasks
from services.review.register import LineItem, Sought
from tests.conftest import TestCloud
from tests.flow.review.conftest import RECORD, Cast, Give
from tests.flow.visitor import CAMPAIGN, Visitor

RECORDS = "/review/office/records"


def found(**sought: Any) -> list[str]:  # noqa: ANN401 - the fields of what is sought
    """The ids of the records that are found, in their order."""
    return [line.record for line in register.find(CAMPAIGN, Sought(**sought)).rows]


@pytest.fixture
def three(submit: Callable[..., str], cast: Cast) -> list[str]:  # noqa: ARG001 - they hold the roles
    """Three works of the commune."""
    titles = ("Bê tông hóa đường giao thông nội đồng", "Trồng 500 cây xanh", "Nhà văn hóa thôn Tiên Mỹ 2")
    return [submit(f"{at}" * 16, title=title) for at, title in enumerate(titles)]


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("duong giao thong", {0}),
        ("ĐƯỜNG", {0}),
        ("500 cây", {1}),
        ("tien my 2", {2}),
        ("vlam", {0, 1, 2}),
        ("cây đường", set()),
    ],
)
def test_a_record_is_found_as_one_types(three: list[str], words: str, at: set[int]) -> None:
    """By any words of the title, without accents, or by a part of the number."""
    assert set(found(words=words)) == {three[one] for one in at}


def test_a_record_is_found_by_its_number_unit_state_holder(three: list[str]) -> None:
    """Each filter alone and all together; a holder is never found in another's name."""
    first = records.get(three[0])
    assert first
    assert found(words=first.record.number.lower()) == [three[0]]
    assert (len(found(unit="vinh-lam")), found(unit="ho-xa")) == (3, [])
    assert len(found(holder="body:phong-tckh", state="submitted", track="work")) == 3
    assert found(holder="body:phong") == []
    assert found(state="approved") == found(track="citizen") == []


def test_what_is_due_first_stands_first_and_the_concluded_last(
    cloud: TestCloud, submit: Callable[..., str], give: Give, cast: Cast
) -> None:
    """The office sees what burns; what is decided against or withdrawn burns no more."""
    later, withdrawn = "2" * 16, RECORD
    submit(withdrawn)
    give(cast.author, c.Withdraw(reason="Trùng"))
    early = submit("1" * 16)
    cloud.clock.forward(days=3)
    submit(later)
    assert found() == [early, later, withdrawn]
    assert found(before=clock.now()) == []
    assert found(before=clock.now() + timedelta(days=60)) == [early, later]


def test_a_page_costs_one_query_and_leads_on(
    desk: Visitor,
    cloud: TestCloud,
    campaign: Campaign,
    three: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twenty-five lines, whatever the table holds; the next page begins where this one ended.

    The desk names a few of those that are overdue, and counts all.
    """
    stored = records.get(three[0])
    assert stored
    for at in range(24):
        record = type(stored.record)(
            **{name: getattr(stored.record, name) for name in stored.record.__struct_fields__}
            | {"id": f"copy-{at:02}"}
        )
        register.keep(records.Stored(record=record), campaign)
    queries: list[str] = []
    query = LineItem.by_holder.query

    def counted(key: str, *where: Any, **how: Any) -> Any:  # noqa: ANN401 - PynamoDB's own
        queries.append(key)
        return query(key, *where, **how)

    monkeypatch.setattr(LineItem.by_holder, "query", counted)
    page = desk.get(RECORDS)
    assert queries == [f"O#{CAMPAIGN}"]
    lines = [link for link in page.links if link.address.startswith("/review/records/")]
    following = desk.get(next(link.address for link in page.links if "from=" in link.address))
    rest = [link for link in following.links if link.address.startswith("/review/records/")]
    assert (len(lines), len(rest), len({link.address for link in (*lines, *rest)})) == (25, 2, 27)
    cloud.clock.forward(days=30)
    office = desk.get("/review/office")
    assert "27 hồ sơ quá hạn" in office.text  # five are named, and all are counted
    assert "Tất cả hồ sơ quá hạn" in office.text


def test_the_page_says_who_has_it_until_when(desk: Visitor, cloud: TestCloud, three: list[str]) -> None:
    """One line: title, number, unit, state, holder, due; and what is overdue says so."""
    page = desk.get(f"{RECORDS}?q=cay+xanh")
    assert "Trồng 500 cây xanh" in page.text
    assert "Xã Vĩnh Lâm" in page.text
    assert "Phòng Tài chính - Kế hoạch" in page.text
    assert "quá hạn" not in page.text.split("Trồng 500")[1]
    one = desk.get(next(link.address for link in page.links if link.words.startswith("Trồng 500")))
    assert any(link.address == RECORDS for link in one.links)  # the way back
    cloud.clock.forward(days=30)
    late = desk.get(f"{RECORDS}?due=over")
    assert late.text.count("quá hạn") >= len(three)
    assert "Không tìm thấy hồ sơ nào" in desk.get(f"{RECORDS}?q=khong+co").text


def test_whoever_may_have_a_record_can_be_looked_for(desk: Visitor) -> None:
    """A body, a seat, and of a council also the deputy to whom the chair's conflict hands it."""
    offered = desk.get(RECORDS).html
    for holder in ("body:phong-tckh", "seat:ubnd", "secretary:sang-kien", "vice_chair:thi-dua-khen-thuong"):
        assert f'value="{holder}"' in offered


def test_older_and_repeated_news_change_nothing(
    campaign: Campaign, submit: Callable[..., str], give: Give, cast: Cast
) -> None:
    """Whatever is heard twice, late or in another order, the line says what the record says."""
    submit()
    before = records.get(RECORD)
    give(cast.author, c.Withdraw(reason="Trùng"))
    after = records.get(RECORD)
    assert before
    assert after
    for event in (event_of(after.record, after.history[0]), event_of(after.record, after.history[1])):
        tasks.project(event)
    register.keep(before, campaign)
    (line,) = register.find(CAMPAIGN, Sought()).rows
    assert (line.state, line.holders) == ("withdrawn", ())
    register.keep(after, campaign)
    assert found(state="withdrawn") == [RECORD]


def test_drafts_are_their_units_own(desk: Visitor, campaign: Campaign, cast: Cast) -> None:
    """What was never submitted is not the office's to read."""
    new = records.new(RECORD, campaign, "vinh-lam", cast.author.id)
    records.save_draft(new, {"title": "Chưa nộp"}, campaign, clock.now())
    register.keep(new, campaign)
    assert found() == []
    assert "Chưa có hồ sơ nào được nộp" in desk.get(RECORDS).text


def test_ending_the_last_of_a_body_names_what_is_open_there(
    desk: Visitor, submit: Callable[..., str], cast: Cast
) -> None:
    """Records are held by bodies, not by people: nothing moves, but somebody has to come."""
    submit(title="Trồng 500 cây xanh")
    for person in (cast.colleague, cast.of_the_commune):
        page = desk.get(f"/review/office/people/{person.id}/end")
        assert "Trồng 500 cây xanh" not in page.text
        desk.press(page)
    page = desk.get(f"/review/office/people/{cast.appraiser.id}/end")
    assert "Trồng 500 cây xanh" in page.text
    desk.press(page)
    assert found(holder="body:phong-tckh") == [RECORD]
