"""The routes of the report stage, the queue from which it hears, and its tick."""

from pathlib import Path
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, SQSEvent

from services.core.people.person import Role
from services.core.web.site import Pages, Site

dashboard = Pages("services.report.dashboard_page")
unit = Pages("services.report.unit_page")
issued = Pages("services.report.issued_pages")

app = Chalice(app_name="thidua-report")
site = Site(app, "/report", Path(__file__).parent / "templates")

_READERS = (Role.OFFICE, Role.LEADER)

site.get("/", roles=_READERS)(dashboard.front)
site.get("/dashboard", roles=_READERS)(dashboard.dashboard)
site.get("/units/{unit_id}", roles=_READERS)(unit.unit)
site.get("/issued", roles=_READERS)(issued.issued)
site.get("/issued/{schedule}/{moment}", roles=_READERS)(issued.download)


@app.on_sqs_message(queue_arn="thidua-report", batch_size=10)
def consume(event: SQSEvent) -> dict[str, Any]:
    """Events of records. The build puts the real queue in the place of its name."""
    from services.core.queue import consume as each  # noqa: PLC0415 - a page needs no queue's library
    from services.report.intake import take  # noqa: PLC0415 - the same

    return each(event.to_dict(), take)


@app.schedule("rate(15 minutes)")
def tick(event: CloudWatchEvent) -> None:
    """Whatever report is due by the clock is issued, and what there is to watch is told."""
    from services.core import clock  # noqa: PLC0415 - as above
    from services.core.telemetry import correlation  # noqa: PLC0415 - as above
    from services.core.telemetry.invocation import invocation  # noqa: PLC0415 - as above
    from services.report import issuing, watching  # noqa: PLC0415 - the workbook's library is the tick's alone

    cause = correlation.of_run(event.context)
    with invocation("report.tick", cause):
        try:
            issuing.tick(clock.now(), cause)
        finally:
            # What keeps a report from being made may be rows that cannot be read: this says which.
            watching.watch(clock.now())
