"""The dashboard: for a leader who reads for one minute, and for the office that rings the units."""

from datetime import datetime

from chalice.app import Response

from services.core.campaign.model import Campaign
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit
from services.report import as_of, targets
from services.report.board import board
from services.report.figures import figures
from services.report.known import known

DASHBOARD = "/report/dashboard"

#: Units to ring that stand open on the page; the rest opens on demand.
CALLS = 12


def front(visit: Visit) -> Response:
    """The stage's own address leads to the dashboard."""
    return visit.go(DASHBOARD)


def dashboard(visit: Visit) -> Response:
    """The figures of now, or of a day with `?on=`; a day's figures are the same for ever."""
    then = as_of.read(visit.query.get("on", ""), visit.campaign, visit.now)
    campaign = _as_of(visit.campaign, then.at) if then.past else visit.campaign
    found = known(campaign.id)
    now = figures(found.rows, found.drafting(then.at), campaign, then.at)
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


def _as_of(campaign: Campaign, at: datetime) -> Campaign:
    """A day gone by is judged by the version of the campaign that applied on it."""
    from services.core.reorganising import past  # noqa: PLC0415 - the figures of now start without it

    return past.as_of(campaign.id, at)
