"""The triggers of the stage that writes to people: its queue and the tick. It has no pages."""

from typing import Any

from chalice.app import Chalice, CloudWatchEvent, SQSEvent

from services.core import queue
from services.core.telemetry import correlation
from services.core.telemetry.invocation import invocation
from services.notify import feedback
from services.notify.deliver import deliver
from services.notify.reminders.rounds import remind
from services.notify.sweep import sweep

app = Chalice(app_name="thidua-notify")


@app.on_sqs_message(queue_arn="thidua-notify", batch_size=10)
def consume(event: SQSEvent) -> dict[str, Any]:
    """Events of which somebody hears by e-mail, and what SES tells of those e-mails afterwards.

    The build puts the real queue in the place of its name.
    """
    return queue.consume(event.to_dict(), deliver, replays=False, others={feedback.SOURCE: feedback.hear})


@app.schedule("rate(15 minutes)")
def tick(event: CloudWatchEvent) -> None:
    """What got stuck is tried again, and whoever is to be reminded today is; both follow from the table."""
    cause = correlation.of_run(event.context)
    with invocation("notify.tick", cause):
        try:
            sweep()
        finally:
            remind(cause)
