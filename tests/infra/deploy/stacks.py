"""Two small templates, and how a stack of them is asked for."""

import json
from typing import Any

from infra.deploy.changes import Progress, Stacks, Template
from infra.deploy.plan import Parameter
from tests.infra.deploy.formation import Formation

ONE: dict[str, dict[str, Any]] = {
    "Parameters": {"QueueName": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "QueueName"}}}},
}
TWO = {**ONE, "Resources": {**ONE["Resources"], "Topic": {"Type": "AWS::SNS::Topic"}}}
TAGS = {"thidua": "thidua-try"}


def template(content: object) -> Template:
    return Template(body=json.dumps(content))


def named(name: str | None) -> list[Parameter]:
    return [Parameter(name="QueueName", value=name)]


class Steps(list[tuple[int, int]]):
    """How far it was, each time it was told."""

    def __call__(self, done: int, total: int) -> None:
        """Remember."""
        self.append((done, total))


def quiet() -> Progress:
    return Steps()


def prepared(formation: Formation, stack: str = "s", content: object = ONE) -> bool:
    """Whether there is something to change; the queue is named anew each time."""
    change = Stacks(formation.client, pause=0).prepare(stack, template(content), named(stack), TAGS)
    return change is not None
