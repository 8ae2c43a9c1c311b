"""Issuing the reports that are due: each slot once, whatever tick was missed, doubled or repeated.

First the file is put under a key that follows from the slot, then the report's item in one conditional put;
the event in that item tells notify. What breaks off in between is done again at the next tick.
"""

from datetime import datetime
from typing import Final

from services.core import settings
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign, ReportSchedule
from services.core.reorganising import past
from services.core.reporting import files
from services.core.reporting import store as reports
from services.core.reporting.issued import Figure, File, IssuedReport, figure
from services.core.vietnam import VIETNAM, vietnam_day
from services.report import targets, wording
from services.report.figures import Figures, figures
from services.report.known import Known, known
from services.report.schedule import latest_slot
from services.report.targets import Judged
from services.report.workbook import Content, build

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def tick(now: datetime, causation: str = "") -> None:
    """Issue every report whose slot has come. `causation` is the id of the tick, which their events carry."""
    try:
        campaign = campaigns.current(settings.campaign_id())
    except campaigns.NoCampaignError:
        return  # nothing was loaded yet, so nothing is due
    for schedule, slot in _due(campaign, now):
        issue(campaign, schedule, slot, known(campaign.id), now, causation=causation)


def _due(campaign: Campaign, now: datetime) -> list[tuple[ReportSchedule, datetime]]:
    """The schedules whose latest slot has no report yet."""
    found = []
    for schedule in campaign.reports:
        slot = latest_slot(schedule, campaign.launch, now)
        newest = reports.latest(campaign.id, schedule.id) if slot else None
        if slot and (newest is None or newest.moment < slot):
            found.append((schedule, slot))
    return found


def issue(  # noqa: PLR0913 - which report of what, as of when, from what, made when and why
    campaign: Campaign,
    schedule: ReportSchedule,
    slot: datetime,
    found: Known,
    now: datetime,
    *,
    causation: str = "",
) -> bool:
    """Issue one report with figures as of its slot; `False` where another tick did so first."""
    campaign = past.as_of(campaign.id, slot)
    then = figures(found.rows, found.drafting(slot), campaign, slot)
    judged = targets.judge_all(campaign, (), vietnam_day(slot))
    file = _file(campaign, schedule, slot)
    files.save(
        file,
        build(Content(title=schedule.name, campaign=campaign, figures=then, judged=judged, rows=found.rows)),
    )
    return reports.issue(
        IssuedReport(
            campaign=campaign.id,
            schedule=schedule.id,
            moment=slot,
            issued_at=now,
            title=schedule.name,
            to=schedule.to,
            figures=_key_figures(then, judged),
            files=(file,),
            causation=causation,
        )
    )


def _file(campaign: Campaign, schedule: ReportSchedule, slot: datetime) -> File:
    name = f"{schedule.id}-{slot.astimezone(VIETNAM):%Y-%m-%d-%H%M}.xlsx"
    return File(key=f"reports/{campaign.id}/{name}", name=f"{campaign.id}-{name}", type=XLSX)


def _key_figures(then: Figures, judged: tuple[Judged, ...]) -> tuple[Figure, ...]:
    """What the mail says: the five figures, what is late, whom to call, and the other tracks."""
    return (
        *(figure(headline.label, headline.value) for headline in wording.headlines(then, judged)),
        *(figure(line.label, line.figure) for line in wording.brief(then)),
    )
