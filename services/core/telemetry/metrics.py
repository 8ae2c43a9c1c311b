"""What is counted, for the alarms and for the office: its names and dimensions, fixed here and nowhere else.

Each value leaves at once as one line of CloudWatch's embedded metric format (EMF), which Lambda's log turns
into a metric: what was counted before a function broke has left already. Powertools adds the dimension
`service`. Where `POWERTOOLS_METRICS_NAMESPACE` is not set (this machine, tests) nothing is told or printed.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from services.core import settings


class Metric(StrEnum):
    """Everything that is counted."""

    EVENTS = "Events"  # business events that the bus took
    MAILS_SENT = "MailsSent"  # e-mails that SES took
    MAILS_FAILED = "MailsFailed"  # e-mails that will never be sent
    MAILS_RETRIED = "MailsRetried"  # times that an e-mail could not be sent and will be tried again
    MAILS_BOUNCED = "MailsBounced"  # e-mails that came back
    MAILS_COMPLAINED = "MailsComplained"  # e-mails that their reader called spam
    WAITING = "Waiting"  # records that wait for a body, a seat or a council now
    OVERDUE = "Overdue"  # approved works past their deadline without a claim now
    SUMMARIES_DIFFER = "SummariesDiffer"  # records whose summary does not say what their history says


#: The dimension of each, besides `service`; empty where there is none.
DIMENSIONS: Final[Mapping[Metric, str]] = {
    Metric.EVENTS: "event",  # the event's type
    Metric.MAILS_SENT: "kind",  # the e-mail's kind
    Metric.MAILS_FAILED: "kind",
    Metric.MAILS_RETRIED: "kind",
    Metric.MAILS_BOUNCED: "",
    Metric.MAILS_COMPLAINED: "",
    Metric.WAITING: "campaign",
    Metric.OVERDUE: "campaign",
    Metric.SUMMARIES_DIFFER: "campaign",
}


class DimensionError(ValueError):
    """A metric was told without the value of its dimension, or with one that it has not."""


def are_told() -> bool:
    """Whether anybody hears of metrics: what is read for their sake alone can be left unread otherwise."""
    return bool(settings.metrics_namespace())


def tell(metric: Metric, value: float = 1, of: str = "") -> None:
    """Tell a value of a metric: one more, so many, or how many there are now.

    Args:
        metric: what is counted.
        value: how many; CloudWatch's unit is Count.
        of: the value of the metric's dimension: an event's type, an e-mail's kind, a campaign's id.

    Raises:
        DimensionError: `of` is missing, or the metric has no dimension.
    """
    dimension = DIMENSIONS[metric]
    if bool(dimension) is not bool(of):
        raise DimensionError(f"{metric.value} is counted by {dimension or 'nothing'}, and was given {of!r}")
    if not are_told():
        return
    from aws_lambda_powertools import single_metric  # noqa: PLC0415 - pages count nothing, and start without it
    from aws_lambda_powertools.metrics import MetricUnit  # noqa: PLC0415 - the same

    with single_metric(name=metric.value, unit=MetricUnit.Count, value=value) as told:
        if dimension:
            told.add_dimension(name=dimension, value=of)
