"""The dashboard: for a leader who reads for one minute, and for the office that rings the units."""

from collections.abc import Collection

from chalice.app import Response

from services.core.campaign import store as campaigns
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit
from services.report import as_of, look, summary, targets
from services.report.as_of import AsOf
from services.report.board import board
from services.report.drafts import drafting
from services.report.figures import figures
from services.report.summary import Summary

DASHBOARD = "/report/dashboard"

#: Units to ring that stand open on the page; the rest opens on demand.
CALLS = 12


def front(visit: Visit) -> Response:
    """The stage's own address leads to the dashboard."""
    return visit.go(DASHBOARD)


def dashboard(visit: Visit) -> Response:
    """The figures of now, or of a day with `?on=`; a day's figures are the same for ever."""
    then = as_of.read(visit.query.get("on", ""), visit.campaign, visit.now)
    # A day gone by is judged by the version of the campaign that applied on it.
    campaign = campaigns.as_of(visit.campaign.id, then.at) if then.past else visit.campaign
    known = summary.load(campaign.id)
    now = figures(known.rows, _drafting(visit, known, then), campaign, then.at)
    judged = targets.judge_all(campaign, (), vietnam_day(then.at))
    shown = board(now, judged, campaign)
    return visit.page(
        "dashboard.html",
        422 if then.problem else 200,
        then=then,
        field=as_of.ON,
        problems=(then.problem,) if then.problem else (),
        figures=now,
        board=shown,
        tiles=[(one.figure, one.label, one.sentence) for one in shown.headlines],
        minimum=campaign.terms.minimum_works,
        calls=CALLS,
    )


def _drafting(visit: Visit, known: Summary, then: AsOf) -> Collection[str]:
    """Who has a draft: as it was noted for a day gone by, as it is for the present."""
    if then.past:
        return drafting(known.drafts, then.at)
    seen = look.drafts_of(visit.campaign, look.silent_so_far(visit.campaign, known.rows))
    return [unit for unit, saved in seen.items() if saved is not None]
