"""The list of a unit: what needs it first, 25 a page, how many, and the minimum."""

from datetime import date, timedelta

import msgspec
import pytest

from services.core import clock
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record import store
from tests.conftest import HeldClock
from tests.flow.registration.works import TYPED, send_back
from tests.flow.visitor import Visitor, announce
from tests.unit.work.lives import verified

LIST = "/registration/records"


def _drafts(campaign: Campaign, person: Person, count: int) -> None:
    for number in range(count):
        stored = store.new(f"{number:032x}", campaign, "vinh-lam", person.id)
        later = clock.now() + timedelta(seconds=number)
        store.save_draft(stored, {"title": f"Công trình số {number}"}, campaign, later)


def test_an_empty_list_says_what_to_do(visitor: Visitor) -> None:
    """A newcomer sees what is asked, by when, and where to begin."""
    page = visitor.get(LIST)
    assert "Chưa có nội dung đăng ký" in page.text
    assert "Còn phải nộp 1 hồ sơ, chậm nhất 17 giờ 00 ngày 31/12/2024" in page.text
    assert f"{LIST}/new?unit=vinh-lam" in page.html


def test_what_waits_for_the_unit_comes_first(visitor: Visitor, submitted: str, appraiser: Person) -> None:
    """A returned record stands above a draft, a draft above what others have."""
    visitor.press(visitor.get(f"{LIST}/new"), do="save", title="Bản nháp mới")
    check = visitor.press(
        visitor.get(f"{LIST}/new"), do="continue", **(TYPED | {"title": "Công trình bị trả lại"})
    )
    returned = check.action.split("/")[3]
    visitor.press(check)
    send_back(returned, appraiser, "Bổ sung kinh phí")
    page = visitor.get(LIST)
    text = page.text
    assert "/registration/submit" not in page.html  # one draft alone is submitted by its own page
    order = [text.index(title) for title in ("Công trình bị trả lại", "Bản nháp mới", TYPED["title"])]
    assert order == sorted(order)
    assert "3 hồ sơ" in text
    assert store.get(submitted) is not None


def test_a_page_holds_25_and_leads_on(visitor: Visitor, campaign: Campaign, lan: Person) -> None:
    """Every record stands on exactly one page, and each page is one step further."""
    _drafts(campaign, lan, 30)
    first = visitor.get(LIST)
    path = first.html.partition('rel="next" href="')[2].partition('"')[0]
    second = visitor.get(path.replace("&amp;", "&"))
    pages = [{n for n in range(30) if f"Công trình số {n}<" in page.html} for page in (first, second)]
    assert [len(page) for page in pages] == [25, 5]
    assert not pages[0] & pages[1]
    assert 'rel="next"' not in second.html


def test_a_full_page_of_drafts_claims_nothing_about_the_minimum(
    visitor: Visitor, campaign: Campaign, lan: Person
) -> None:
    """Where one page cannot tell whether the minimum is met, the list does not say that it is not."""
    _drafts(campaign, lan, 26)
    page = visitor.get(LIST)
    assert "Còn phải nộp" not in page.text
    assert "mỗi trang 25 hồ sơ" in page.text


def test_a_concluded_work_says_how_it_ended_and_waits_for_nobody(
    visitor: Visitor, campaign: Campaign
) -> None:
    """A verified work stands there as early, on time or late, with neither a holder nor a term."""
    stored = store.new("w1", campaign, "vinh-lam", "author")
    for entry in verified().history:
        stored = store.save(stored, entry, campaign)
    page = visitor.get(LIST)
    assert "không có hạn" not in page.text
    assert "Hoàn thành trước hạn – –" in page.text


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "e30=",
        "bnVsbA==",
        "%00",
        "eyJwayI6MX0=",
        "W1tb" * 1500,  # opens more brackets than anybody closes
        "WyJcdWQ4MDAiLCJhIiwiYiJd",  # half a character
        "WyIiLCJhIiwiYiJd",  # an empty key
    ],
)
def test_a_broken_cursor_starts_at_the_beginning(visitor: Visitor, submitted: str, cursor: str) -> None:
    """An address that was cut or made up shows the list, not an error."""
    assert submitted
    page = visitor.get(f"{LIST}?from={cursor}")
    assert page.status == 200
    assert TYPED["title"] in page.text


def test_a_member_of_two_units_sees_each_by_itself(campaign: Campaign) -> None:
    """Whoever works for two units chooses between them, and registers for the chosen one."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    assert campaign
    visitor = Visitor(app, announce("Lê Thị Thu", "unit:vinh-lam", "unit:vinh-tu"))
    page = visitor.get(f"{LIST}?unit=vinh-tu")
    assert "Hồ sơ đăng ký của Xã Vĩnh Tú" in page.text
    saved = visitor.press(visitor.get(f"{LIST}/new?unit=vinh-tu"), do="save", title="Chợ Vĩnh Tú")
    assert saved.status == 200
    assert "Chợ Vĩnh Tú" in visitor.get(f"{LIST}?unit=vinh-tu").text
    assert "Chợ Vĩnh Tú" not in visitor.get(f"{LIST}?unit=vinh-lam").text
    assert visitor.get(f"{LIST}?unit=vinh-o").status == 404


def test_a_successor_to_be_finds_nothing_before_its_day(
    campaign: Campaign, visitor: Visitor, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a unit will end is announced ahead: until then its drafts are for nobody else."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    draft = visitor.press(visitor.get(f"{LIST}/new"), do="save", **TYPED)
    record_id = draft.action.split("/")[3]
    units = tuple(
        msgspec.structs.replace(unit, until=date(2025, 7, 1), successors=("vinh-o",))
        if unit.id == "vinh-lam"
        else unit
        for unit in campaign.units
    )
    announced = msgspec.structs.replace(campaign, units=units)
    monkeypatch.setattr(campaigns, "current", lambda _: announced)
    successor = Visitor(app, announce("Hồ Thị Thơm", "unit:vinh-o", home="vinh-o"))
    held_clock.set("2025-06-30T23:59:59+07:00")
    for page in ("edit", "files", "discard"):
        assert successor.get(f"{LIST}/{record_id}/{page}").status == 404
    held_clock.set("2025-07-01T00:00:00+07:00")
    assert successor.get(f"{LIST}/{record_id}/edit").status == 200
