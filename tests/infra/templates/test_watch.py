"""The alarms and the dashboard: each looks at something that exists, and says what to do about it."""

import json
import re
from typing import Any

import pytest

from infra.template import INFRA, STAGES, filled, function_names, read, resources
from services.core.attaching.attachment import Attachment, FileKind, Purpose
from services.core.events import VERSIONS
from services.core.telemetry.metrics import DIMENSIONS, Metric
from services.notify.intent import Kind
from tests.conftest import MONDAY

NAMES = {"Name": "thidua-prod", "CampaignId": "a-campaign", "AWS::Region": "ap-southeast-1"}

#: What AWS tells of each service, as far as it is watched, with the dimensions that it is told under
#: ("CloudWatch metrics" in the developer guide of each).
TOLD = {
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): {"QueueName"},
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): {"QueueName"},
    ("AWS/Lambda", "IteratorAge"): {"FunctionName"},
    ("AWS/Lambda", "Errors"): {"FunctionName"},
    ("AWS/Lambda", "Throttles"): {"FunctionName"},
    ("AWS/Lambda", "Duration"): {"FunctionName"},
    ("AWS/Lambda", "Invocations"): {"FunctionName"},
    ("AWS/ApiGateway", "5XXError"): {"ApiName"},
    ("AWS/SES", "Reputation.BounceRate"): set[str](),
    ("AWS/SES", "Reputation.ComplaintRate"): set[str](),
    ("AWS/DynamoDB", "ReadThrottleEvents"): {"TableName"},
    ("AWS/DynamoDB", "WriteThrottleEvents"): {"TableName"},
    ("AWS/DynamoDB", "SystemErrors"): {"TableName", "Operation"},
}


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return read(INFRA / "watch.yaml")


@pytest.fixture(scope="module")
def alarms(template: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = filled(list(resources(template, "AWS::CloudWatch::Alarm").values()), NAMES)
    return found


@pytest.fixture(scope="module")
def dashboard(template: dict[str, Any]) -> list[dict[str, Any]]:
    (found,) = resources(template, "AWS::CloudWatch::Dashboard").values()
    widgets: list[dict[str, Any]] = json.loads(filled(found["DashboardBody"], NAMES))["widgets"]
    return widgets


def _values(alarms: list[dict[str, Any]], metric: str, dimension: str) -> set[str]:
    """What the alarms on a metric look at, by one of their dimensions."""
    found = [
        one["Value"]
        for alarm in alarms
        if alarm["MetricName"] == metric
        for one in alarm.get("Dimensions", ())
        if one["Name"] == dimension
    ]
    assert len(found) == len({str(value) for value in found}), "looked at twice"
    return {_imported(value) if isinstance(value, dict) else value for value in found}


def _imported(value: dict[str, Any]) -> str:
    """The name of the queue whose name is imported, from what core.yaml exports."""
    outputs = read(INFRA / "core.yaml")["Outputs"]
    exported = {
        filled(output["Export"]["Name"], NAMES): output["Value"]
        for output in outputs.values()
        if "Export" in output
    }
    queue, _, attribute = exported[value["Fn::ImportValue"]]["Fn::GetAtt"].partition(".")
    assert attribute == "QueueName"
    name: str = filled(resources(read(INFRA / "core.yaml"), "AWS::SQS::Queue")[queue]["QueueName"], NAMES)
    return name


def _functions(ending: str = "") -> set[str]:
    return {str(filled({"Fn::Sub": name}, NAMES)) for name in function_names() if name.endswith(ending)}


# --- alarms ------------------------------------------------------------------------------------


def test_an_alarm_rings_and_stops_ringing(alarms: list[dict[str, Any]]) -> None:
    """Whoever is told that something is wrong is told when it is over; names are this installation's."""
    assert len({alarm["AlarmName"] for alarm in alarms}) == len(alarms)
    for alarm in alarms:
        assert alarm["AlarmName"].startswith("thidua-prod-"), "the topic and the key let no other in"
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "Topic"}]
        assert alarm["TreatMissingData"] in {"notBreaching", "breaching", "ignore"}


def test_an_alarm_looks_at_something_that_is_told(alarms: list[dict[str, Any]]) -> None:
    """A misspelt metric or dimension would be silent for ever."""
    for alarm in alarms:
        dimensions = {one["Name"] for one in alarm.get("Dimensions", ())} - {"GlobalSecondaryIndexName"}
        if alarm["Namespace"] == NAMES["Name"]:
            metric = Metric(alarm["MetricName"])
            assert dimensions == {"service", DIMENSIONS[metric]} - {""}
        else:
            assert dimensions == TOLD[alarm["Namespace"], alarm["MetricName"]]


def test_every_queue_is_watched(alarms: list[dict[str, Any]]) -> None:
    """All dead letters for the first message, all queues for their age."""
    queues = resources(read(INFRA / "core.yaml"), "AWS::SQS::Queue").values()
    names = {filled(queue["QueueName"], NAMES) for queue in queues}
    dead = {name for name in names if name.endswith("-dead")}
    assert _values(alarms, "ApproximateNumberOfMessagesVisible", "QueueName") == dead
    assert _values(alarms, "ApproximateAgeOfOldestMessage", "QueueName") == names - dead


def test_every_function_is_watched(alarms: list[dict[str, Any]]) -> None:
    """Errors and throttles of all, the time of pages, the runs of ticks, the lag of the relay."""
    assert _values(alarms, "Errors", "FunctionName") == _functions()
    assert _values(alarms, "Throttles", "FunctionName") == _functions()
    assert _values(alarms, "Duration", "FunctionName") == _functions("-pages")
    assert _values(alarms, "Invocations", "FunctionName") == _functions("-tick")
    assert _values(alarms, "IteratorAge", "FunctionName") == _functions("-pass-on")


def test_every_api_is_watched(alarms: list[dict[str, Any]]) -> None:
    """The names of the APIs are those of the stages that have pages, as their templates give them."""
    named = {
        filled(properties["Name"], NAMES)
        for path in STAGES
        for resource in read(path)["Resources"].values()
        for properties in [(resource or {}).get("Properties") or {}]
        if "BinaryMediaTypes" in properties
    }
    assert _values(alarms, "5XXError", "ApiName") == named


def test_every_kind_of_e_mail_is_watched(alarms: list[dict[str, Any]]) -> None:
    """A kind that is added is watched, too."""
    assert _values(alarms, "MailsFailed", "kind") == {kind.value for kind in Kind}
    assert _values(alarms, "SummariesDiffer", "campaign") == {NAMES["CampaignId"]}


def test_the_table_and_its_index_are_watched(alarms: list[dict[str, Any]]) -> None:
    """Both ways, and the index by its name."""
    (index,) = resources(read(INFRA / "core.yaml"), "AWS::DynamoDB::Table")["Table"]["GlobalSecondaryIndexes"]
    for metric in ("ReadThrottleEvents", "WriteThrottleEvents"):
        looked = [alarm for alarm in alarms if alarm["MetricName"] == metric]
        assert len(looked) == 2
        assert _values(looked, metric, "GlobalSecondaryIndexName") == {index["IndexName"]}


def test_a_tick_that_does_not_run_is_noticed(alarms: list[dict[str, Any]]) -> None:
    """What does not run tells nothing; here silence is the alarm."""
    for alarm in alarms:
        assert (alarm["TreatMissingData"] == "breaching") is (alarm["MetricName"] == "Invocations")


@pytest.mark.parametrize(
    ("metric", "threshold"),
    [
        ("Reputation.BounceRate", 0.02),
        ("Reputation.ComplaintRate", 0.0005),
        ("ApproximateNumberOfMessagesVisible", 1),
        ("IteratorAge", 5 * 60 * 1000),
        ("ApproximateAgeOfOldestMessage", 15 * 60),
        ("Duration", 10 * 1000),
        ("MailsFailed", 1),
        ("SummariesDiffer", 1),
    ],
)
def test_from_where_it_rings(alarms: list[dict[str, Any]], metric: str, threshold: float) -> None:
    """The limits, in the units that AWS tells: rates of 1, milliseconds of functions, seconds of queues."""
    assert {alarm["Threshold"] for alarm in alarms if alarm["MetricName"] == metric} == {threshold}


def test_an_alarm_gets_through(template: dict[str, Any]) -> None:
    """The topic is under our key, which lets CloudWatch in, and so does the topic."""
    (topic,) = resources(template, "AWS::SNS::Topic").values()
    assert topic["KmsMasterKeyId"] == {"Fn::ImportValue": {"Fn::Sub": "${Name}-KeyArn"}}
    (policy,) = resources(template, "AWS::SNS::TopicPolicy").values()
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    key = read(INFRA / "core.yaml")["Resources"]["Key"]["Properties"]["KeyPolicy"]["Statement"]
    (opened,) = [one for one in key if one["Principal"] == statement["Principal"]]
    assert opened["Condition"] == statement["Condition"]


# --- dashboard ---------------------------------------------------------------------------------


def _said(widgets: list[dict[str, Any]]) -> str:
    return json.dumps(widgets, ensure_ascii=False)


def test_the_office_comes_first(dashboard: list[dict[str, Any]]) -> None:
    """What the office asks every morning stands on top, in both languages."""
    (divide,) = [one["y"] for one in dashboard if "How it runs" in _said([one])]
    top = _said([one for one in dashboard if one["y"] < divide])
    for question in (
        "Đã nộp · Submitted",
        "Đang chờ · Waiting",
        "Đã quyết định · Decided",
        "Thư đã gửi · E-mails sent",
        "Thư không gửi được · E-mails failed",
        "Công trình quá hạn · Overdue works",
    ):
        assert question in top


def test_the_dashboard_shows_what_is_counted(dashboard: list[dict[str, Any]]) -> None:
    """Every metric and event that it asks for exists, under these dimensions; nothing counted is left out."""
    asked = {
        (Metric(metric), dimension)
        for dimension, metric in re.findall(
            r'\{"thidua-prod",(\w+),service\} MetricName="(\w+)"', _searches(dashboard)
        )
    } | {
        (Metric(line[1]), line[2] if line[2] != "service" else "")
        for line in _lines(dashboard)
        if line[0] == NAMES["Name"]
    }
    assert all(DIMENSIONS[metric] == dimension for metric, dimension in asked)
    # Whether summaries differ is an alarm, no figure.
    assert {metric for metric, _ in asked} == set(Metric) - {Metric.SUMMARIES_DIFFER}
    events = set(re.findall(r'"(Work\w+)"', _searches(dashboard)))
    assert events
    assert events <= VERSIONS.keys()


def _lines(dashboard: list[dict[str, Any]]) -> list[list[Any]]:
    """The metrics of all widgets that are named one by one; `...` is what stood before it."""
    return [
        line
        for widget in dashboard
        for line in widget["properties"].get("metrics", ())
        if isinstance(line[0], str) and line[0] != "..."
    ]


def _searches(dashboard: list[dict[str, Any]]) -> str:
    return "\n".join(
        line[0]["expression"]
        for widget in dashboard
        for line in widget["properties"].get("metrics", ())
        if isinstance(line[0], dict)
    )


def test_the_dashboard_names_what_exists(dashboard: list[dict[str, Any]]) -> None:
    """Queues and functions on it are those of the templates, all of them."""
    said = _said(dashboard)
    queues = resources(read(INFRA / "core.yaml"), "AWS::SQS::Queue").values()
    for name in {filled(queue["QueueName"], NAMES) for queue in queues} | _functions():
        assert f'"{name}"' in said
    assert set(re.findall(r'"(thidua-prod-\w+-(?:pages|consume|tick|pass-on))"', said)) == _functions()


def test_no_widget_covers_another(dashboard: list[dict[str, Any]]) -> None:
    """CloudWatch refuses what does not fit into 24 columns, and moves what overlaps."""
    taken: set[tuple[int, int]] = set()
    for widget in dashboard:
        cells = {
            (x, y)
            for x in range(widget["x"], widget["x"] + widget["width"])
            for y in range(widget["y"], widget["y"] + widget["height"])
        }
        assert max(x for x, _ in cells) < 24
        assert not cells & taken
        taken |= cells


# --- malware -----------------------------------------------------------------------------------


def test_what_is_attached_is_scanned_and_marked(template: dict[str, Any]) -> None:
    """GuardDuty looks at every attachment and at nothing else, and its mark is what the pages ask for."""
    (plan,) = resources(template, "AWS::GuardDuty::MalwareProtectionPlan").values()
    bucket = plan["ProtectedResource"]["S3Bucket"]
    assert bucket["BucketName"] == {"Fn::ImportValue": {"Fn::Sub": "${Name}-BucketName"}}
    (prefix,) = bucket["ObjectPrefixes"]
    file = Attachment(
        id="a", record="r", name="a.pdf", kind=FileKind.PDF, size=1, purpose=Purpose.PLAN, by="lan", at=MONDAY
    )
    assert file.key.startswith(prefix)
    assert plan["Actions"] == {"Tagging": {"Status": "ENABLED"}}


def test_a_scanner_of_ones_own_needs_nothing_of_guardduty(template: dict[str, Any]) -> None:
    """Where there is none, or data must stay in the country, neither the plan nor its role is made."""
    mine = [one for one in template["Resources"].values() if one.get("Condition") == "HasGuardDuty"]
    assert {one["Type"] for one in mine} == {"AWS::GuardDuty::MalwareProtectionPlan", "AWS::IAM::Role"}
    assert template["Conditions"]["HasGuardDuty"] == {"Fn::Equals": [{"Ref": "Scanner"}, "guardduty"]}
