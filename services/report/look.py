"""Looking for drafts: one small query for each unit that has handed in nothing."""

from collections.abc import Collection
from datetime import datetime

from services.core.campaign.model import Campaign
from services.core.work import store as works
from services.report import drafts, summary
from services.report.summary import Summary


def silent_so_far(campaign: Campaign, rows: Collection[str]) -> list[str]:
    """The units that are asked for works and have no row: only a draft tells whether they are silent."""
    return [unit.id for unit in campaign.units if unit.registers and unit.id not in rows]


def drafts_of(campaign: Campaign, units: Collection[str]) -> dict[str, datetime | None]:
    """For each unit when its oldest draft was last saved, `None` where there is none."""
    return {
        unit: min((line.updated for line in works.of_unit(campaign.id, unit).rows), default=None)
        for unit in units
    }


def look(campaign: Campaign, known: Summary, now: datetime) -> Summary:
    """Look for drafts and store what was found; the summary with it.

    Raises:
        ConflictError: somebody else looked at the same time.
    """
    seen = drafts_of(campaign, silent_so_far(campaign, known.rows))
    found = drafts.noted(known.drafts, seen, now)
    summary.save_drafts(campaign.id, found, known.drafts_revision)
    return Summary(rows=known.rows, drafts=found, drafts_revision=known.drafts_revision + 1)
