"""The template of what every stage stands on: what no emulator checks is checked here."""

from typing import Any

import pytest
import yaml

from infra.local.cloud import TEMPLATE
from services.core.events import VERSIONS
from services.core.table import PROJECTED

#: The time limits of the functions, in seconds; the stages' merge files repeat them.
LIMITS = {"Review": 30, "Notify": 30, "Report": 60}

#: What nobody is told by e-mail about.
NOT_MAILED = {"CampaignLoaded", "WorkProgressReported"}


class _Tags(yaml.SafeLoader):
    """CloudFormation's short forms, read as `{"Ref": …}` and `{"Fn::GetAtt": …}`."""


def _read(loader: _Tags, suffix: str, node: yaml.Node) -> dict[str, Any]:
    assert isinstance(node, yaml.ScalarNode)
    return {suffix: loader.construct_scalar(node)}


_Tags.add_multi_constructor("!", _read)


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    with TEMPLATE.open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.load(file, _Tags)  # noqa: S506 - a SafeLoader, with CloudFormation's tags
    return found


def _properties(template: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def _heard(template: dict[str, Any], stage: str) -> set[str]:
    """The event types that a stage's rule lets through."""
    patterns = _properties(template, f"{stage}Rule")["EventPattern"]["detail-type"]
    exact = {pattern for pattern in patterns if isinstance(pattern, str)}
    prefixes = tuple(pattern["prefix"] for pattern in patterns if isinstance(pattern, dict))
    assert exact <= VERSIONS.keys(), "a rule names an event that does not exist"
    return exact | {name for name in VERSIONS if name.startswith(prefixes or ("\0",))}


def test_the_index_carries_what_the_models_say(template: dict[str, Any]) -> None:
    """A list's line shows only what the index projects; the template and the models name the same."""
    (index,) = _properties(template, "Table")["GlobalSecondaryIndexes"]
    assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(PROJECTED)}


def test_nothing_is_lost_with_the_stack(template: dict[str, Any]) -> None:
    """Table, queues and bucket survive the stack, and the table cannot be deleted by a slip."""
    keeps = ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::S3::Bucket")
    for resource in template["Resources"].values():
        if resource["Type"] in keeps:
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
    table = _properties(template, "Table")
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"


@pytest.mark.parametrize("stage", LIMITS)
def test_a_queue_waits_long_enough(template: dict[str, Any], stage: str) -> None:
    """A queue hides a message for six times its function's limit and gives up after five tries."""
    queue = _properties(template, f"{stage}Queue")
    assert queue["VisibilityTimeout"] >= 6 * LIMITS[stage]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 5
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"GetAtt": f"{stage}DeadLetters.Arn"}
    assert _properties(template, f"{stage}DeadLetters")["MessageRetentionPeriod"] == 14 * 24 * 3600


@pytest.mark.parametrize("stage", LIMITS)
def test_a_rule_may_send_to_its_queue(template: dict[str, Any], stage: str) -> None:
    """Each rule has one target, and dead letters for what that cannot take; both let exactly it send."""
    (target,) = _properties(template, f"{stage}Rule")["Targets"]
    assert target["Arn"] == {"GetAtt": f"{stage}Queue.Arn"}
    assert target["DeadLetterConfig"] == {"Arn": {"GetAtt": f"{stage}DeadLetters.Arn"}}
    for queue in (f"{stage}Queue", f"{stage}DeadLetters"):
        _lets_send(_properties(template, f"{queue}Policy"), queue, stage)


def _lets_send(policy: dict[str, Any], queue: str, stage: str) -> None:
    assert policy["Queues"] == [{"Ref": queue}]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Resource"] == {"GetAtt": f"{queue}.Arn"}
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"GetAtt": f"{stage}Rule.Arn"}}}


def test_the_bucket_is_private(template: dict[str, Any]) -> None:
    """Issued files are for those who get a link, never public."""
    bucket = _properties(template, "Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_every_event_is_heard(template: dict[str, Any]) -> None:
    """No event type is written to the bus for nobody."""
    heard = {stage: _heard(template, stage) for stage in LIMITS}
    assert set().union(*heard.values()) == set(VERSIONS)
    works = {name for name in VERSIONS if name.startswith("Work")}
    assert heard["Review"] == works
    assert heard["Report"] == works | {"CampaignLoaded"}
    assert set(VERSIONS) - heard["Notify"] == NOT_MAILED
