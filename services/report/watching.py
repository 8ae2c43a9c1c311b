"""What the tick tells of a campaign, for the alarms and for the office: how much waits, is overdue, differs.

Only where somebody hears of it: on this machine the clock passes a month in a minute, and each tick of it
would read for nobody.
"""

from datetime import datetime

from services.core import settings
from services.core.campaign import store as campaigns
from services.core.telemetry import metrics
from services.core.telemetry.metrics import Metric
from services.report import agreement, summary
from services.report.figures import tally


def watch(now: datetime) -> None:
    """Tell the gauges of the campaign as of `now`; none before a campaign was loaded."""
    if not metrics.are_told():
        return
    try:
        campaign = campaigns.current(settings.campaign_id())
    except campaigns.NoCampaignError:
        return
    metrics.tell(Metric.SUMMARIES_DIFFER, agreement.look(campaign, now), of=campaign.id)
    whole = tally((row for rows in summary.load(campaign.id).values() for row in rows), now)
    metrics.tell(Metric.WAITING, whole.deciding, of=campaign.id)
    metrics.tell(Metric.OVERDUE, whole.overdue, of=campaign.id)
