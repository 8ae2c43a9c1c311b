"""Every queue of the template has exactly one consumer, every consumer a queue, every rule a target."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from infra import template
from infra.local import stages
from infra.local.cloud import TEMPLATE

pytestmark = pytest.mark.usefixtures("cloud")


def _resources(kind: str) -> dict[str, dict[str, Any]]:
    found = template.resources(template.read(TEMPLATE), kind)
    named: dict[str, dict[str, Any]] = template.filled(found, {"Name": "thidua"})
    return named


def _queues() -> dict[str, str]:
    """The name of each queue that somebody is to read, by its resource: the others are for dead letters."""
    return {
        name: queue["QueueName"]
        for name, queue in _resources("AWS::SQS::Queue").items()
        if "RedrivePolicy" in queue
    }


def test_every_queue_has_one_consumer() -> None:
    """A queue that nobody reads fills silently; one that two read loses events to the other."""
    consumed = Counter(queue for stage in stages.load() for queue in stage.queues)
    assert consumed == Counter(_queues().values())


def test_every_stage_reads_its_own_queue() -> None:
    """The queue is named after its stage, so that its dead letters tell whose they are."""
    for stage in stages.load():
        assert set(stage.queues) <= {f"thidua-{stage.name}"}


def test_every_rule_leads_to_a_queue_that_is_read() -> None:
    """What a bus passes on arrives where somebody waits for it."""
    targets = {
        target["Arn"]["Fn::GetAtt"]
        for rule in _resources("AWS::Events::Rule").values()
        if "EventPattern" in rule
        for target in rule["Targets"]
    }
    assert targets == {f"{name}.Arn" for name in _queues()}


def test_the_one_tick_reaches_every_stage_that_waits_for_it() -> None:
    """There is one schedule, at the pace that the apps declare, and it leads to their ticks only."""
    (rule,) = (rule for rule in _resources("AWS::Events::Rule").values() if "ScheduleExpression" in rule)
    assert rule["ScheduleExpression"] == f"rate({stages.TICK // timedelta(minutes=1)} minutes)"
    ticking = {f"thidua-{stage.name}-tick" for stage in stages.load() if stage.ticks}
    assert {target["Arn"].rpartition(":")[2] for target in rule["Targets"]} == ticking
