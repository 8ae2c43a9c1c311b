"""The routes of the review stage, and the queue from which it hears."""

from pathlib import Path
from typing import Any

from chalice.app import Chalice, SQSEvent

from services.core.people.person import Role
from services.core.web.site import Pages, Site

action = Pages("services.review.action_pages")
queue = Pages("services.review.queue_page")
record = Pages("services.review.record_page")

app = Chalice(app_name="thidua-review")
site = Site(app, "/review", Path(__file__).parent / "templates")

_REVIEWERS = (Role.BODY, Role.SEAT)
_READERS = (*_REVIEWERS, Role.OFFICE)

site.get("/", roles=_REVIEWERS)(queue.queue)
site.get("/records/{record_id}", roles=_READERS)(record.record)
site.get("/records/{record_id}/{action_name}", roles=_READERS)(action.ask)
site.post("/records/{record_id}/{action_name}", roles=_READERS)(action.act)


@app.on_sqs_message(queue_arn="thidua-review", batch_size=10)
def consume(event: SQSEvent) -> dict[str, Any]:
    """Events of records. The build puts the real queue in the place of its name."""
    from services.core.queue import consume as each  # noqa: PLC0415 - a page needs no queue's library
    from services.review.tasks import project  # noqa: PLC0415 - the same

    return each(event.to_dict(), project)
