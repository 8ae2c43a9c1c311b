"""Does anything wait too long, or has a stage given up on it?"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from infra.deploy.doctor.finding import Finding, fine, run, runbook, unknown, wrong
from infra.deploy.doctor.patient import Patient
from services.core.language.message import message

#: Stages with a queue; each has dead letters, too, and so has the relay.
STAGES: Final = ("review", "notify", "report")

#: Seconds after which infra/watch.yaml rings, too.
LATE: Final = 900

#: How far back the newest figure may lie; SQS tells one a minute, and none of a queue that rests.
_RECENT: Final = timedelta(minutes=10)


def waiting(patient: Patient) -> Iterator[Finding]:
    """What waits for each stage, and for how long."""
    for stage in STAGES:
        name = patient.core(f"{stage.capitalize()}QueueName")
        depth = _depth(patient, name)
        yield judged_waiting(name, depth, _age(patient, name) if depth else None)


def judged_waiting(name: str, depth: int | None, age: int | None) -> Finding:
    """`depth` messages of which the oldest is `age` seconds old; no depth: no queue."""
    if depth is None:
        return _gone(name)
    if not depth:
        return fine(message("{queue}: nothing waits", queue=name))
    if age is None:
        return unknown(
            message("since when {queue} has events that wait ({count})", count=depth, queue=name),
            message("CloudWatch has no figures of it."),
        )
    if age > LATE:
        return wrong(
            message(
                "{queue}: events that wait: {count}; minutes since the oldest came: {minutes}.",
                queue=name,
                count=depth,
                minutes=age // 60,
            ),
            runbook("Queue behind"),
        )
    return fine(
        message(
            "{queue}: events that wait: {count}; seconds since the oldest came: {seconds}",
            queue=name,
            count=depth,
            seconds=age,
        )
    )


def dead(patient: Patient) -> Iterator[Finding]:
    """What each stage gave up on."""
    for stage in (*STAGES, "relay"):
        name = patient.core(f"{stage.capitalize()}DeadLettersName")
        yield judged_dead(name, stage, patient.installation.stage, _depth(patient, name))


def judged_dead(name: str, stage: str, installation: str, count: int | None) -> Finding:
    """`count` letters in the queue of that stage's dead letters; none: no queue."""
    if count is None:
        return _gone(name)
    if not count:
        return fine(message("{queue}: no dead letters", queue=name))
    what = message("{queue}: dead letters: {count}.", queue=name, count=count)
    if stage == "relay":
        return wrong(what, runbook("Dead letters"))
    return wrong(what, run(f"thidua redrive --stage {installation} --queue {stage}"))


def _gone(name: str) -> Finding:
    return wrong(
        message("The queue {queue} is gone.", queue=name),
        message("Back up, destroy, deploy and restore: CloudFormation makes no queue of an old stack anew."),
    )


def _depth(patient: Patient, name: str) -> int | None:
    """Messages that wait or are being worked on."""
    url = patient.account.queue_url(name)
    if url is None:
        return None
    counted = patient.account.sqs.get_queue_attributes(
        QueueUrl=url,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    return sum(map(int, counted.values()))


def _age(patient: Patient, name: str) -> int | None:
    """Seconds for which the oldest message has waited, as last told."""
    found = patient.account.metrics.get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=[{"Name": "QueueName", "Value": name}],
        StartTime=patient.now - _RECENT,
        EndTime=patient.now,
        Period=60,
        Statistics=["Maximum"],
    )["Datapoints"]
    newest = max(found, key=lambda point: point["Timestamp"], default=None)
    return int(newest["Maximum"]) if newest else None
