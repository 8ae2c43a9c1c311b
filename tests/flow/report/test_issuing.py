"""Reports are issued by the tick: once per slot, as of the slot, whatever was missed or doubled."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest

from infra.local.pump import Pump
from services.core import clock
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record import store as works
from services.core.reporting import files
from services.core.reporting import store as reports
from services.core.vietnam import VIETNAM
from services.report import issuing
from services.report.known import known
from tests.conftest import MONDAY, TestCloud
from tests.flow.report.conftest import Keep
from tests.unit.work import lives as life_of

SLOT = datetime(2024, 10, 7, 7, tzinfo=VIETNAM)
WEEK = timedelta(days=7)


def _issued(campaign: Campaign) -> list[datetime]:
    return [report.moment for report in reports.issued(campaign.id)]


def test_nothing_is_issued_before_the_first_slot(cloud: TestCloud, pump: Pump, campaign: Campaign) -> None:
    """A second before Monday 07:00 there is no report."""
    cloud.clock.set(SLOT - timedelta(seconds=1))
    pump.tick()
    assert _issued(campaign) == []


def test_doubled_ticks_issue_once(cloud: TestCloud, pump: Pump, campaign: Campaign) -> None:
    """Every tick of the week finds the report there."""
    for minutes in (0, 0, 15, 30, 6 * 24 * 60):
        cloud.clock.set(SLOT + timedelta(minutes=minutes))
        pump.tick()
    assert _issued(campaign) == [SLOT]


def test_missed_weeks_are_made_up_for_by_one_report(cloud: TestCloud, pump: Pump, campaign: Campaign) -> None:
    """After weeks without a tick the latest slot is issued, late, with its own moment."""
    cloud.clock.set(SLOT)
    pump.tick()
    cloud.clock.set(SLOT + 5 * WEEK + timedelta(hours=5))
    pump.tick()
    pump.tick()
    assert _issued(campaign) == [SLOT + 5 * WEEK, SLOT]
    assert reports.issued(campaign.id)[0].issued_at == SLOT + 5 * WEEK + timedelta(hours=5)


def test_two_ticks_at_once_issue_once(pump: Pump, campaign: Campaign) -> None:
    """The one that is second finds the item there and changes nothing."""
    found, schedule = known(campaign.id), campaign.reports[0]
    assert issuing.issue(campaign, schedule, SLOT, found, clock.now())
    assert not issuing.issue(campaign, schedule, SLOT, found, clock.now())
    pump.drain()
    assert _issued(campaign) == [SLOT]


def test_a_tick_that_broke_off_after_the_file_is_made_good(
    cloud: TestCloud, pump: Pump, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file alone is no report: the next tick issues it."""
    cloud.clock.set(SLOT)
    with monkeypatch.context() as broken:
        broken.setattr(reports, "issue", lambda _: (_ for _ in ()).throw(RuntimeError("the power went")))
        with pytest.raises(RuntimeError, match="power"):
            issuing.tick(clock.now())
    assert _issued(campaign) == []
    pump.tick()
    assert _issued(campaign) == [SLOT]


def test_without_a_campaign_nothing_is_due(cloud: TestCloud) -> None:
    """A fresh installation ticks in peace until its campaign is loaded."""
    cloud.clock.set(SLOT)
    issuing.tick(clock.now())


def test_figures_are_those_of_the_slot(cloud: TestCloud, pump: Pump, keep: Keep, campaign: Campaign) -> None:
    """A work submitted at 8 o'clock is not in the report of 7 o'clock, however late that is issued."""
    keep(life_of.submitted())  # at MONDAY, an hour after the slot
    pump.drain()
    cloud.clock.set(MONDAY + timedelta(hours=2))
    pump.tick()
    first = reports.issued(campaign.id)[0]
    asked = sum(unit.registers for unit in campaign.units)
    assert first.figures[0].value.en == f"0 of {asked}"
    assert first.figures[0].value.vi == f"0 trên {asked}"
    cloud.clock.set(SLOT + WEEK)
    pump.tick()
    assert reports.issued(campaign.id)[0].figures[0].value.en == f"1 of {asked}"


def test_the_file_lies_in_the_private_bucket(cloud: TestCloud, pump: Pump, campaign: Campaign) -> None:
    """Under a key that follows from the slot; the same figures give the same bytes."""
    cloud.clock.set(SLOT)
    pump.tick()
    file = reports.issued(campaign.id)[0].files[0]
    assert file.key == "reports/vinh-linh-70/weekly-2024-10-07-0700.xlsx"
    first = files.load(file)
    issuing.issue(campaign, campaign.reports[0], SLOT, known(campaign.id), clock.now())
    assert files.load(file) == first
    assert openpyxl.load_workbook(io.BytesIO(first)).sheetnames[0] == "Số liệu chính"


def test_the_report_is_mailed_to_office_and_leadership_once(
    cloud: TestCloud, leader: Person, office: Person
) -> None:
    """From the tick through relay, bus and notify: one e-mail each, with figures and workbook.

    It says of the other tracks, too, and how many decisions are late.
    """
    cloud.clock.set(SLOT)
    for _ in range(3):
        cloud.pump.tick()
    sent = [mail for mail in cloud.mails() if any(person.email in mail.to for person in (leader, office))]
    assert sorted(mail.to for mail in sent) == sorted({mail.to for mail in sent})
    assert len(sent) == 2
    for mail in sent:
        assert "Báo cáo tuần" in mail.subject
        said = (
            "Đơn vị đã đăng ký",
            "Quá hạn giải quyết",
            "Sáng kiến đã nộp",
            "Gương Nhân dân: Được công nhận",
        )
        assert [words for words in said if words not in mail.text] == []
        assert [one.type for one in mail.attachments] == [issuing.XLSX]
        assert mail.attachments[0].name.endswith(".xlsx")


# --- drafts ------------------------------------------------------------------------------------


def _draft(campaign: Campaign, unit: str) -> None:
    new = works.new(f"draft-{unit}", campaign, unit, "somebody")
    works.save_draft(new, {"title": "Nhà văn hóa"}, campaign, clock.now())


def test_a_draft_counts_from_the_moment_it_was_saved(cloud: TestCloud, campaign: Campaign) -> None:
    """Not from when anybody looked: every moment's figures are exact."""
    cloud.clock.set(MONDAY)
    _draft(campaign, "vinh-o")
    assert known(campaign.id).drafting(MONDAY) == {"vinh-o"}
    assert known(campaign.id).drafting(MONDAY - timedelta(seconds=1)) == frozenset()


def test_a_draft_of_six_is_in_the_report_of_seven(cloud: TestCloud, pump: Pump, campaign: Campaign) -> None:
    """Its unit is below the minimum, no longer silent; one begun after the slot still is."""
    cloud.clock.set(SLOT - timedelta(hours=1))
    _draft(campaign, "vinh-o")
    cloud.clock.set(SLOT + timedelta(hours=1))
    _draft(campaign, "vinh-tu")
    pump.tick()
    figures = {one.label.en: one.value.en for one in reports.issued(campaign.id)[0].figures}
    asked = sum(unit.registers for unit in campaign.units)
    assert figures["Units without even a draft"] == str(asked - 1)
    assert figures["Units below the minimum"] == "1"
