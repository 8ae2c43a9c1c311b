"""Reminders before registration ends and on the last day of late access: once, grouped, never empty."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.permit import store as permits
from services.core.permit.permit import Permit, for_record, for_unit
from services.core.record import store
from services.core.vietnam import VIETNAM
from services.notify import deliver, ledger, sweep
from services.notify.ledger import Status
from services.notify.reminders import rounds
from services.notify.send import RetryableSendError
from tests.conftest import HeldClock, TestCloud
from tests.flow.notify.conftest import Doing, RealClock
from tests.flow.visitor import announce

SEVEN = datetime(2024, 12, 30, 7, 0, tzinfo=VIETNAM)  # the day before registration ends
LAN = "lan@vinh-lam.example"


@pytest.fixture
def draft(work: Doing, people: dict[str, Person]) -> Doing:  # noqa: ARG001 - its unit's members
    """A draft of commune Vĩnh Lâm, last saved on the Monday of the tests."""
    typed = {"title": "Đường giao thông nội đồng"}
    work.stored = store.save_draft(work.stored, typed, work.campaign, work.clock.now)
    return work


def _told(cloud: TestCloud, address: str = LAN) -> list[str]:
    """The reminders that somebody got, as text with their subject."""
    mine = [mail for mail in cloud.mails() if address in mail.to and mail.kind == "reminded"]
    return [f"{mail.subject}\n{mail.text}" for mail in mine]


def test_drafts_and_missing_works_come_in_one_e_mail(
    draft: Doing, cloud: TestCloud, held_clock: HeldClock
) -> None:
    """Which draft, when it was last saved, where it is, how many works are missing, until when."""
    held_clock.set(SEVEN - timedelta(seconds=1))
    assert rounds.remind() == 0
    held_clock.set(SEVEN)
    rounds.remind()
    (told,) = _told(cloud)
    assert "Hạn đăng ký 17 giờ 00 ngày 31/12/2024: bản nháp chưa nộp: 1" in told
    assert "còn thiếu: 1" in told
    assert "Đường giao thông nội đồng, lưu lần cuối lúc 8 giờ 00 ngày 07/10/2024" in told
    assert "http://localhost:8000/registration/records/w1/edit" in told
    assert draft.now().draft == {"title": "Đường giao thông nội đồng"}


@pytest.mark.usefixtures("draft")
def test_a_doubled_tick_and_a_missed_one(cloud: TestCloud, held_clock: HeldClock) -> None:
    """Caught up within the day, once; the next day nothing; on the next day of the file once more."""
    held_clock.set(SEVEN - timedelta(days=6) + timedelta(hours=9))
    for _ in range(3):
        rounds.remind()
        held_clock.forward(minutes=15)
    assert len(_told(cloud)) == 1
    held_clock.set(SEVEN - timedelta(days=5))
    assert rounds.remind() == 0
    held_clock.set(SEVEN)
    rounds.remind()
    assert len(_told(cloud)) == 2


@pytest.mark.usefixtures("draft")
def test_two_ticks_at_once_write_once(
    cloud: TestCloud, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where neither sees how far the other got, an e-mail is known by person and day."""
    held_clock.set(SEVEN)
    monkeypatch.setattr(rounds.store, "keep", lambda *_: None)
    rounds.remind()
    rounds.remind()
    assert len(_told(cloud)) == 1


def test_whoever_has_submitted_hears_nothing(draft: Doing, cloud: TestCloud, held_clock: HeldClock) -> None:
    """With the minimum met and no draft left there is no e-mail; a unit without anything still gets one."""
    announce("Trần Văn Hồ", "unit:ho-xa", email="ho@ho-xa.example")
    draft.submit()
    held_clock.set(SEVEN)
    rounds.remind()
    assert _told(cloud) == []
    (other,) = _told(cloud, "ho@ho-xa.example")
    assert "công trình, phần việc còn thiếu: 1" in other
    assert "lưu lần cuối" not in other


@pytest.mark.usefixtures("draft")
def test_a_member_of_two_units_gets_one_e_mail_about_both(cloud: TestCloud, held_clock: HeldClock) -> None:
    """Grouped by person, each unit under its name."""
    announce("Lê Hai Nơi", "unit:vinh-lam", "unit:ho-xa", email="hai@vinh-lam.example")
    held_clock.set(SEVEN)
    rounds.remind()
    (told,) = _told(cloud, "hai@vinh-lam.example")
    assert "Xã Vĩnh Lâm" in told
    assert "Thị trấn Hồ Xá" in told
    assert "bản nháp chưa nộp: 1, công trình, phần việc còn thiếu: 2" in told


def test_submitted_before_it_could_be_sent_it_is_not_sent(
    draft: Doing, cloud: TestCloud, held_clock: HeldClock, real: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An e-mail that got stuck says nothing that is no longer true, nor anything after the deadline."""

    def refuse(*_: object, **__: object) -> str:
        raise RetryableSendError("Busy")

    held_clock.set(SEVEN)
    with monkeypatch.context() as patch:
        patch.setattr(deliver, "send", refuse)
        rounds.remind()
    (mail,) = ledger.stuck(real.seconds + 1, 9)
    draft.submit()
    real.seconds += 60
    assert sweep.sweep() == 1
    copy = ledger.get(mail)
    assert copy is not None
    assert copy.status is Status.SUPPRESSED
    assert _told(cloud) == []


@pytest.mark.usefixtures("draft")
def test_one_that_breaks_is_tried_again_and_holds_up_nobody(
    cloud: TestCloud, held_clock: HeldClock, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those behind are written to at once, the one with the next tick."""
    announce("Lê Văn Minh", "unit:vinh-lam", email="minh@vinh-lam.example")
    held_clock.set(SEVEN)
    mails = deliver.mails

    def broken(event: deliver.Event) -> tuple[deliver.Mail, ...]:
        if event.subject == people["lan"].id:
            raise LookupError
        return mails(event)

    with monkeypatch.context() as patch:
        patch.setattr(deliver, "mails", broken)
        rounds.remind()
    assert (len(_told(cloud)), len(_told(cloud, "minh@vinh-lam.example"))) == (0, 1)
    rounds.remind()
    assert (len(_told(cloud)), len(_told(cloud, "minh@vinh-lam.example"))) == (1, 1)


@pytest.mark.usefixtures("draft")
def test_a_large_round_goes_on_with_the_next_tick(
    cloud: TestCloud, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One tick writes to so many, the next to the others, the one after that to nobody."""
    announce("Lê Văn Minh", "unit:vinh-lam", email="minh@vinh-lam.example")
    monkeypatch.setattr(rounds, "MOST", 1)
    held_clock.set(SEVEN)
    assert [rounds.remind() for _ in range(3)] == [1, 1, 0]
    assert (len(_told(cloud)), len(_told(cloud, "minh@vinh-lam.example"))) == (1, 1)


@pytest.mark.parametrize("given", ["unit", "forebear", "record"])
def test_late_access_is_reminded_on_its_last_day(
    draft: Doing, campaign: Campaign, cloud: TestCloud, held_clock: HeldClock, given: str
) -> None:
    """Not the day before, once on that day; of one record only that record is told.

    What was granted to a unit that ended meanwhile is its successor's.
    """
    held_clock.set("2025-01-02T08:00:00+07:00")
    record, single = draft.stored.record, given == "record"
    to = "vinh-o" if given == "forebear" else record.unit
    ended = msgspec.structs.replace(
        campaign.unit("vinh-o"), until=date(2025, 1, 5), successors=(record.unit,)
    )
    campaigns.change_units(campaign.id, lambda _: (ended,))
    permit = Permit(
        scope=for_record(record.id) if single else for_unit(to),
        unit=to,
        number=record.number if single else "",
        until=datetime(2025, 1, 10, 17, 0, tzinfo=VIETNAM),
        reason="Mưa lũ",
        by="o",
        at=held_clock.now,
    )
    permits.grant(campaign.id, permit, 0)
    held_clock.set("2025-01-09T12:00:00+07:00")
    assert rounds.remind() == 0
    held_clock.set("2025-01-10T07:00:00+07:00")
    rounds.remind()
    rounds.remind()
    (told,) = _told(cloud)
    assert "Hết thời gian nộp muộn lúc 17 giờ 00 ngày 10/01/2025" in told
    assert "registration/records/w1/edit" in told
    assert ("còn thiếu" in told) is not single


@pytest.mark.usefixtures("draft")
def test_on_most_days_a_tick_asks_one_question(
    held_clock: HeldClock, calls: list[str], campaign: Campaign
) -> None:
    """Which late access ends today; on a day that is seen to, also how far it got."""
    del campaign
    held_clock.set(SEVEN + timedelta(days=1))
    rounds.remind()
    assert calls == ["Query"]
    held_clock.set(SEVEN)
    rounds.remind()
    calls.clear()
    rounds.remind()
    assert calls == ["Query", "GetItem"]


@pytest.mark.usefixtures("cloud")
def test_before_a_campaign_there_is_nothing_to_remind_of() -> None:
    """An installation that was deployed and waits for its file ticks without a fault."""
    assert rounds.remind() == 0
