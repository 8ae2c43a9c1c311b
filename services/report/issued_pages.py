"""Reports that were issued, and their files. A file leaves the private bucket only for its readers."""

import re
from datetime import UTC, datetime

from chalice.app import Response

from services.core import settings
from services.core.language.message import message
from services.core.reporting import files, store
from services.core.reporting.issued import IssuedReport
from services.core.web.visit import NotFound, Visit
from services.report.schedule import next_slot

_SCHEDULE = re.compile(r"[a-z0-9-]{1,40}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def issued(visit: Visit) -> Response:
    """Every issued report, newest first."""
    campaign = visit.campaign
    return visit.page(
        "issued.html",
        reports=[(report, address(report)) for report in store.issued(campaign.id)],
        coming=[
            message(
                "{report}: the next one at {at}",
                report=schedule.name,
                at=next_slot(schedule, campaign.launch, visit.now),
            )
            for schedule in campaign.reports
        ],
    )


def address(report: IssuedReport) -> str:
    """Where the report's file is fetched."""
    return f"/report/issued/{report.schedule}/{_text(report.moment)}"


def download(visit: Visit, schedule: str, moment: str) -> Response:
    """Send a reader to the file of one report, in the bucket itself.

    Lambda answers with six megabytes at most (Lambda quotas, "Invocation payload"), and base64 takes a third
    of them; the bucket knows no such limit, and the function need not wait for anybody's line.
    """
    del visit  # the route has asked who it is
    if not (_SCHEDULE.fullmatch(schedule) and _MOMENT.fullmatch(moment)):
        raise NotFound
    report = store.get(settings.campaign_id(), f"{schedule}#{moment}")
    if report is None or not report.files:
        raise NotFound
    return Response("", {"Location": files.link(report.files[0])}, 303)


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
