"""Late access over the pages of the unit and the office, to the second, and the e-mail about it."""

from collections import Counter
from typing import Any

import pytest
from botocore.client import BaseClient

from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record import store
from services.core.record.record import State
from tests.conftest import HeldClock, TestCloud
from tests.flow.registration.works import TYPED
from tests.flow.visitor import Page, Visitor, announce

DEADLINE = "2024-12-31T17:00:00+07:00"
PERMITS = "/review/office/permits"
NEW = f"{PERMITS}/new"
LIST = "/registration/records"
WISH = {"unit": "vinh-lam", "day": "10/1/2025", "hour": "17", "reason": "Mưa lũ kéo dài"}


@pytest.fixture
def lan(campaign: Campaign) -> Person:  # noqa: ARG001 - people live in its cloud
    """A member of commune Vĩnh Lâm."""
    return announce("Nguyễn Thị Lan", "unit:vinh-lam")


@pytest.fixture
def unit(lan: Person) -> Visitor:
    """Lan before her browser."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    return Visitor(app, lan)


@pytest.fixture
def office(campaign: Campaign) -> Visitor:  # noqa: ARG001 - the same
    """Somebody of the office before theirs."""
    from services.review.app import app  # noqa: PLC0415 - needs the cloud's environment

    return Visitor(app, announce("Trần Văn Sơn", "office", home="phong-noi-vu"))


def _draft(unit: Visitor, **typed: str) -> Page:
    """The page on which a complete draft waits to be submitted."""
    page = unit.press(unit.get(f"{LIST}/new?unit=vinh-lam&track=work"), do="continue", **{**TYPED, **typed})
    assert page.status == 200
    return page


def _id(check: Page) -> str:
    return check.action.split("/")[3]


def _stored(record: str) -> store.Stored:
    found = store.get(record)
    assert found is not None
    return found


def _grant(office: Visitor, **wish: str) -> Page:
    """Filled in, checked, granted."""
    check = office.press(office.get(NEW), **{**WISH, **wish}, do="check")
    assert check.status == 200, check.text
    return office.press(check, do="grant")


def test_the_deadline_includes_its_last_second(unit: Visitor, held_clock: HeldClock) -> None:
    """At 17:00:00 a submission is accepted, at 17:00:01 it is refused and the draft kept."""
    first, second = _draft(unit), _draft(unit, title="Nhà văn hóa thôn")
    held_clock.set(DEADLINE)
    assert "Đã nộp hồ sơ" in unit.press(first).text
    held_clock.forward(seconds=1)
    refused = unit.press(second)
    assert refused.status == 422
    assert "17 giờ 00 ngày 31/12/2024" in refused.text
    stored = _stored(_id(second))
    assert stored.record.state is State.DRAFT
    assert stored.draft is not None
    assert stored.draft["title"] == "Nhà văn hóa thôn"


def test_a_unit_is_let_in_to_the_second(
    unit: Visitor, office: Visitor, held_clock: HeldClock, cloud: TestCloud
) -> None:
    """Granted, told by e-mail to the hour, shown on every page, accepted at T, refused one second later."""
    last, late = _draft(unit), _draft(unit, title="Nhà văn hóa thôn")
    held_clock.set("2025-01-02T08:00:00+07:00")
    assert "Đã hết hạn đăng ký" in unit.get(f"{LIST}/{_id(last)}/edit").text
    listed = _grant(office)
    assert "Trần Văn Sơn" in listed.text
    assert "17 giờ 00 ngày 10/01/2025" in listed.text
    cloud.pump.drain()
    (mail,) = cloud.mails()
    assert (mail.kind, mail.to.partition(" <")[0]) == ("permitted", "Nguyễn Thị Lan")
    assert "17 giờ 00 ngày 10/01/2025" in mail.subject
    assert "Mưa lũ kéo dài" in mail.text
    assert f"http://localhost:8000{LIST}?unit=vinh-lam" in mail.text
    for path in (f"{LIST}?unit=vinh-lam", f"{LIST}/{_id(last)}/edit", f"{LIST}/{_id(last)}/check"):
        assert "Được nộp muộn đến 17 giờ 00 ngày 10/01/2025" in unit.get(path).text
    held_clock.set("2025-01-10T17:00:00+07:00")
    assert "Đã nộp hồ sơ" in unit.press(unit.get(f"{LIST}/{_id(last)}/check")).text
    assert "Được nộp muộn đến" in unit.get(LIST).text, "also where the minimum is met"
    page = unit.get(f"{LIST}/{_id(late)}/check")
    held_clock.forward(seconds=1)
    refused = unit.press(page)
    assert refused.status == 422
    assert "17 giờ 00 ngày 10/01/2025" in refused.text
    assert "Một số nội dung cần sửa" not in refused.text


def test_one_record_is_let_in_by_its_number(
    unit: Visitor, office: Visitor, held_clock: HeldClock, cloud: TestCloud
) -> None:
    """Its title is shown before it is granted; another record of the unit stays outside."""
    let_in, other = _draft(unit), _draft(unit, title="Nhà văn hóa thôn")
    number = _stored(_id(let_in)).record.number
    held_clock.set("2025-01-02T08:00:00+07:00")
    check = office.press(office.get(NEW), **{**WISH, "unit": "", "number": number.lower()}, do="check")
    assert TYPED["title"] in check.text
    office.press(check, do="grant")
    cloud.pump.drain()
    (mail,) = cloud.mails()
    assert f"http://localhost:8000{LIST}/{_id(let_in)}/edit" in mail.text
    assert number in mail.text
    assert unit.press(unit.get(f"{LIST}/{_id(let_in)}/check")).status == 200
    assert _stored(_id(let_in)).record.state is State.SUBMITTED
    outside = unit.get(f"{LIST}/{_id(other)}/check")
    assert 0 < outside.html.find("Hiện chưa thể nộp hồ sơ này") < outside.html.find('href="tel:')
    assert outside.html.find('href="tel:') < outside.html.find("<h1")
    assert "Sau khi nộp" not in outside.text


def test_an_e_mail_does_not_say_what_may_name_somebody(
    unit: Visitor, office: Visitor, held_clock: HeldClock, cloud: TestCloud
) -> None:
    """Nobody has looked yet whether the title of a citizen's draft names the person: it stays at home."""
    form = unit.get(f"{LIST}/new?unit=vinh-lam&track=citizen")
    record = _stored(_id(unit.press(form, do="save", title="Ông Hoàng Văn Sáu hiến đất"))).record
    held_clock.set("2025-01-02T08:00:00+07:00")
    check = office.press(office.get(NEW), **{**WISH, "unit": "", "number": record.number}, do="check")
    assert "Hoàng Văn Sáu" in check.text
    office.press(check, do="grant")
    cloud.pump.drain()
    (mail,) = cloud.mails()
    assert record.number in mail.text
    assert all("Hoàng Văn Sáu" not in said for said in (mail.subject, mail.text, mail.html))


def test_granted_while_somebody_fills_in_the_form(
    unit: Visitor, office: Visitor, held_clock: HeldClock
) -> None:
    """What was typed is kept, and can then be submitted."""
    form = unit.get(f"{LIST}/new?unit=vinh-lam&track=work")
    held_clock.set("2025-01-02T08:00:00+07:00")
    check = unit.press(form, do="continue", **TYPED)
    assert "Hiện chưa thể nộp hồ sơ này" in check.text
    _grant(office)
    page = unit.get(f"{LIST}/{unit.get(LIST).html.split(f'{LIST}/')[-1].split('/')[0]}/check")
    assert unit.press(page).status == 200


def test_ended_early_it_lets_nobody_in(unit: Visitor, office: Visitor, held_clock: HeldClock) -> None:
    """Once the office ends it nothing more is accepted; the list says who ended it, and why."""
    draft = _draft(unit)
    held_clock.set("2025-01-02T08:00:00+07:00")
    _grant(office)
    page = unit.get(f"{LIST}/{_id(draft)}/check")
    ask = office.get(f"{PERMITS}/end?of=unit:vinh-lam")
    assert office.press(ask, reason=" ").status == 422
    ended = office.press(ask, reason="Đã nộp đủ")
    assert "Đã nộp đủ" in ended.text
    assert unit.press(page).status == 422
    assert office.press(ask, reason="Lần nữa").status == 200
    assert office.get(f"{PERMITS}/end?of=unit:vinh-lam").status == 404


def test_what_cannot_be_granted_comes_back(unit: Visitor, office: Visitor, held_clock: HeldClock) -> None:
    """No such number, a record submitted or not bound, a moment gone by: each says so at its field."""
    check = _draft(unit)
    number = _stored(_id(check)).record.number
    form = unit.get(f"{LIST}/new?unit=vinh-lam&track=initiative")
    initiative = _stored(_id(unit.press(form, do="save", title="Khung cấy"))).record.number
    unit.press(check)
    held_clock.set("2025-01-02T08:00:00+07:00")
    for changed, field in (
        ({"unit": "", "number": "VLAM-222222"}, "number"),
        ({"unit": "", "number": number}, "number"),
        ({"unit": "", "number": initiative}, "number"),
        ({"day": "1/1/2025"}, "day"),
        ({"reason": ""}, "reason"),
    ):
        page = office.press(office.get(NEW), **{**WISH, **changed}, do="check")
        assert page.status == 422
        assert f'id="e-{field}"' in page.html
        assert page.form["hour"] == "17"


def test_pressed_twice_it_is_granted_once(office: Visitor, held_clock: HeldClock, cloud: TestCloud) -> None:
    """One grant, one e-mail; a colleague who granted meanwhile is shown first."""
    announce("Nguyễn Thị Lan", "unit:vinh-lam")
    held_clock.set("2025-01-02T08:00:00+07:00")
    check = office.press(office.get(NEW), **WISH, do="check")
    stale = office.press(office.get(NEW), **{**WISH, "day": "5/1/2025"}, do="check")
    office.press(check, do="grant")
    held_clock.forward(seconds=2)
    office.press(check, do="grant")
    overtaken = office.press(stale, do="grant")
    assert overtaken.status == 409
    assert "17 giờ 00 ngày 10/01/2025" in overtaken.text
    cloud.pump.drain()
    assert len(cloud.mails()) == 1
    assert office.press(overtaken, do="grant").status == 200
    cloud.pump.drain()
    assert [("05/01/2025" in mail.subject) for mail in cloud.mails()] == [False, True]


def test_what_is_over_before_it_can_be_told_is_not_told(
    unit: Visitor, office: Visitor, held_clock: HeldClock, cloud: TestCloud
) -> None:
    """An e-mail that comes late says nothing that is no longer true."""
    del unit
    held_clock.set("2025-01-02T08:00:00+07:00")
    _grant(office)
    office.press(office.get(f"{PERMITS}/end?of=unit:vinh-lam"), reason="Nhầm đơn vị")
    cloud.pump.drain()
    assert cloud.mails() == []


def test_late_access_costs_one_read_and_only_after_the_deadline(
    unit: Visitor, office: Visitor, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Submitting takes at most four reads and one write in time, one call more late."""
    in_time, late = _draft(unit), _draft(unit, title="Nhà văn hóa thôn")
    made: list[str] = []
    call = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 - its one door

    def counted(self: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - any answer
        made.append(operation)
        return call(self, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", counted)
    unit.press(in_time, follow=False)
    before = Counter(made)
    held_clock.set("2025-01-02T08:00:00+07:00")
    _grant(office)
    made.clear()
    assert unit.press(late, follow=False).status == 303
    after = Counter(made)
    assert (before["PutItem"], after["PutItem"]) == (1, 1)
    assert before["Query"] + before["GetItem"] <= 3, "the campaign is in memory here: one more when it is not"
    assert after - before == Counter(BatchGetItem=1)
