"""Does an alarm ring, and would anybody hear it?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from infra.deploy.doctor.finding import Finding, fine, run, runbook, unknown, wrong
from infra.deploy.doctor.patient import Patient
from services.core.language.message import message

#: How infra/watch.yaml ends the description of each alarm.
_SECTION: Final = re.compile(r"Runbook, section: (.+)\.$")

_DAY: Final = timedelta(days=1)


def alarms(patient: Patient) -> Iterator[Finding]:
    """Each alarm that rings, with its steps."""
    yield from judged_alarms(patient.alarms, patient.installation.stack("watch"), patient.installation.stage)


def judged_alarms(alarms: Sequence[Mapping[str, Any]], stack: str, stage: str) -> Iterator[Finding]:
    """What rings, and what could not."""
    ringing = [alarm for alarm in alarms if alarm.get("StateValue") == "ALARM"]
    muted = [alarm["AlarmName"] for alarm in alarms if not alarm.get("ActionsEnabled", True)]
    for alarm in ringing:
        said = _SECTION.search(alarm.get("AlarmDescription", ""))
        yield wrong(
            message("{alarm} rings.", alarm=alarm["AlarmName"]), runbook(said[1] if said else "Alarms")
        )
    if muted:
        yield wrong(
            message("Alarms that nobody hears, because they were muted: {count}.", count=len(muted)),
            run(f"aws cloudwatch enable-alarm-actions --alarm-names {' '.join(muted)}"),
        )
    if not alarms:
        yield wrong(
            message("There is no alarm at all."),
            message(
                "Delete the stack {stack}, which holds no data, and repeat thidua deploy --stage {stage}.",
                stack=stack,
                stage=stage,
            ),
        )
    elif not ringing and not muted:
        yield fine(message("Alarms: {count}, none rings", count=len(alarms)))


def listener(patient: Patient) -> Iterator[Finding]:
    """Who gets the alarms' e-mails."""
    topic = next((one.id for _, one in patient.resources("AWS::SNS::Topic")), "")
    subscriptions = patient.account.topics.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    yield judged_listener(topic, subscriptions)


def judged_listener(topic: str, subscriptions: Sequence[Mapping[str, Any]]) -> Finding:
    """SNS's list of who is told, judged: until they say yes it says `PendingConfirmation`."""
    asked = [one["Endpoint"] for one in subscriptions if one["SubscriptionArn"] == "PendingConfirmation"]
    heard = [one["Endpoint"] for one in subscriptions if one["SubscriptionArn"].startswith("arn:")]
    if heard:
        return fine(message("Alarms go to {addresses}", addresses=", ".join(heard)))
    address = asked[0] if asked else "ADDRESS"
    what = (
        message("{address} has not opened the link in AWS's e-mail, and hears of no alarm.", address=address)
        if asked
        else message("Nobody hears of alarms.")
    )
    again = f"aws sns subscribe --topic-arn {topic} --protocol email --notification-endpoint {address}"
    return wrong(what, message("This sends the e-mail again: {command}", command=again))


def rates(patient: Patient) -> Iterator[Finding]:
    """How many e-mails of the account come back or are called spam, against what the alarms bear."""
    for alarm in patient.alarms:
        if alarm.get("Namespace") == "AWS/SES":
            told = patient.account.metrics.get_metric_statistics(
                Namespace=alarm["Namespace"],
                MetricName=alarm["MetricName"],
                StartTime=patient.now - _DAY,
                EndTime=patient.now,
                Period=3600,
                Statistics=["Maximum"],
            )["Datapoints"]
            newest = max(told, key=lambda point: point["Timestamp"], default=None)
            yield judged_rate(alarm, newest["Maximum"] if newest else None)


def judged_rate(alarm: Mapping[str, Any], rate: float | None) -> Finding:
    """A rate (0 to 1) against the threshold of its alarm."""
    metric = alarm["MetricName"].rpartition(".")[2]
    if rate is None:
        about = message("{metric} of the account", metric=metric)
        return unknown(about, message("CloudWatch has no figures of the last day."))
    values = {"metric": metric, "rate": Decimal(f"{rate * 100:.2f}")}
    if rate < alarm["Threshold"]:
        return fine(message("{metric} of the account: {rate} %", **values))
    said = _SECTION.search(alarm.get("AlarmDescription", ""))
    return wrong(
        message("{metric} of the account is too high: {rate} %.", **values),
        runbook(said[1] if said else "Alarms"),
    )
