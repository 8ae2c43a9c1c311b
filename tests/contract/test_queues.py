"""Every queue of the template has exactly one consumer, every consumer a queue, every rule a target."""

from collections import Counter
from typing import Any

import pytest
import yaml

from infra.local import stages
from infra.local.cloud import TEMPLATE

pytestmark = pytest.mark.usefixtures("cloud")


class _Tags(yaml.SafeLoader):
    """CloudFormation's short forms, read as the text or name behind them."""


_Tags.add_multi_constructor("!", lambda loader, _, node: loader.construct_scalar(node))


def _resources(kind: str) -> dict[str, dict[str, Any]]:
    with TEMPLATE.open(encoding="utf-8") as file:
        found = yaml.load(file, _Tags)["Resources"]  # noqa: S506 - a SafeLoader, with CloudFormation's tags
    return {name: row["Properties"] for name, row in found.items() if row["Type"] == kind}


def _queues() -> dict[str, str]:
    """The name of each queue that is no place for dead letters, by its resource."""
    queues = _resources("AWS::SQS::Queue")
    dead = {
        queue["RedrivePolicy"]["deadLetterTargetArn"] for queue in queues.values() if "RedrivePolicy" in queue
    }
    return {
        name: queue["QueueName"].replace("${Name}", "thidua")
        for name, queue in queues.items()
        if f"{name}.Arn" not in dead
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
    """What the bus passes on arrives where somebody waits for it."""
    read = {f"{name}.Arn" for name, queue in _queues().items() if queue}
    targets = {
        target["Arn"] for rule in _resources("AWS::Events::Rule").values() for target in rule["Targets"]
    }
    assert targets == read
