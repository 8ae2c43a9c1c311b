"""An account in which an installation is well, as AWS would describe it. A test changes one answer of it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from infra.deploy.account import Account
from infra.deploy.plan import HOSTS, api_host
from infra.installation import Installation
from tests.infra.deploy.answering import Refused, answered, table
from tests.infra.deploy.formation import Formation

TRY: Final = Installation("try")
NOW: Final = datetime(2024, 10, 7, 8, 0, tzinfo=UTC)
KEY: Final = "arn:aws:kms:ap-southeast-1:123456789012:key/1"
TOPIC: Final = "arn:aws:sns:ap-southeast-1:123456789012:thidua-try-alarms"
SITE: Final = "https://thidua.vinh-linh.example"
CERTIFICATE: Final = "arn:aws:acm:us-east-1:123456789012:certificate/1"

_QUEUES: Final = {
    **{f"{stage.capitalize()}QueueName": f"thidua-try-{stage}" for stage in ("review", "notify", "report")},
    **{
        f"{stage.capitalize()}DeadLettersName": f"thidua-try-{stage}-dead"
        for stage in ("review", "notify", "report", "relay")
    },
}
RULES: Final = ("review", "notify", "report", "mail", "tick")
#: Each stage's functions, and what of them is triggered by a mapping.
FUNCTIONS: Final = {
    "relay": ("pass-on",),
    "registration": ("pages",),
    "review": ("pages", "consume"),
    "notify": ("consume", "tick"),
    "report": ("pages", "consume", "tick"),
}
_MAPPED: Final = ("pass-on", "consume")


def stand(home: Formation, edge: Formation) -> None:
    """Let every stack stand."""
    home.stand(
        "thidua-try-core",
        parameters={"MailIdentity": "vinh-linh.example"},
        outputs={"KeyArn": KEY, "BucketName": "thidua-try-bucket", "BusName": "thidua-try", **_QUEUES},
        resources={f"{rule}Rule": "AWS::Events::Rule" for rule in RULES},
        ids={
            f"{rule}Rule": f"thidua-try-{rule}"
            if rule in ("mail", "tick")
            else f"thidua-try|thidua-try-{rule}"
            for rule in RULES
        },
    )
    for stage, functions in FUNCTIONS.items():
        mapped = [name for name in functions if name in _MAPPED]
        home.stand(
            f"thidua-try-{stage}",
            parameters={"SiteUrl": SITE, "CampaignId": "vinh-linh-70"},
            outputs={"RestAPIId": stage} if stage in HOSTS else {},
            resources={
                **dict.fromkeys(functions, "AWS::Lambda::Function"),
                **{f"{name}Source": "AWS::Lambda::EventSourceMapping" for name in mapped},
            },
            ids={
                **{name: f"thidua-try-{stage}-{name}" for name in functions},
                **{f"{name}Source": uuid(stage) for name in mapped},
            },
        )
    home.stand("thidua-try-watch", resources={"Topic": "AWS::SNS::Topic"}, ids={"Topic": TOPIC})
    edge.stand(
        "thidua-try-edge",
        parameters={"SiteDomain": "thidua.vinh-linh.example", "CertificateArn": CERTIFICATE},
        outputs={"SiteUrl": SITE, "DistributionId": "E1", "DistributionDomain": "d1.cloudfront.net"},
    )


def answers() -> dict[str, dict[str, Any]]:
    """What each service answers, by operation."""
    return {
        "kms": {"DescribeKey": {"KeyMetadata": {"KeyId": "1", "KeyState": "Enabled"}}},
        "dynamodb": {
            "DescribeTable": {
                "Table": {
                    "TableStatus": "ACTIVE",
                    "DeletionProtectionEnabled": True,
                    "StreamSpecification": {"StreamEnabled": True},
                }
            },
            "DescribeContinuousBackups": {
                "ContinuousBackupsDescription": {
                    "ContinuousBackupsStatus": "ENABLED",
                    "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"},
                }
            },
            "DescribeTimeToLive": {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED"}},
        },
        "s3": {"GetBucketVersioning": {"Status": "Enabled"}},
        "ssm": {"GetParameters": lambda given: {"Parameters": [secret(name) for name in given["Names"]]}},
        "lambda": {
            "GetFunction": lambda given: {
                "Configuration": {"FunctionName": given["FunctionName"], "State": "Active"}
            },
            "GetEventSourceMapping": mapping,
            "GetAccountSettings": {"AccountLimit": {"UnreservedConcurrentExecutions": 1000}},
        },
        "events": {"ListRules": rules},
        "sqs": {
            "GetQueueUrl": lambda given: {"QueueUrl": f"https://sqs.example/{given['QueueName']}"},
            "GetQueueAttributes": depth(),
        },
        "cloudwatch": {
            "ListMetrics": {"Metrics": [{"MetricName": "Invocations"}]},
            "GetMetricStatistics": figures({"Invocations": 4.0, "Reputation.BounceRate": 0.001}),
            "DescribeAlarms": {
                "MetricAlarms": [alarm("DeadLetters-Review"), *map(alarm, ("Bounces", "Complaints"))]
            },
        },
        "sns": {
            "ListSubscriptionsByTopic": {
                "Subscriptions": [{"SubscriptionArn": f"{TOPIC}:1", "Endpoint": "it@vinh-linh.example"}]
            }
        },
        "sesv2": {
            "GetAccount": {
                "ProductionAccessEnabled": True,
                "SendingEnabled": True,
                "EnforcementStatus": "HEALTHY",
                "SendQuota": {"Max24HourSend": 50000.0, "SentLast24Hours": 120.0},
            },
            "GetEmailIdentity": {
                "VerifiedForSendingStatus": True,
                "DkimAttributes": {"SigningEnabled": True, "Status": "SUCCESS", "Tokens": ["one"]},
            },
            "GetConfigurationSet": {"SendingOptions": {"SendingEnabled": True}},
            "ListSuppressedDestinations": {"SuppressedDestinationSummaries": []},
        },
        "acm": {
            "DescribeCertificate": {
                "Certificate": {"Status": "ISSUED", "NotAfter": datetime(2025, 6, 1, tzinfo=UTC)}
            }
        },
        "cloudfront": {"GetDistribution": distribution()},
    }


#: What each service answers in the test that runs; clients are slow to make and serve all tests.
_now: dict[str, dict[str, Any]] = {}


@cache
def _client(service: str) -> Any:  # noqa: ANN401 - any client
    def answer(operation: str, given: dict[str, Any]) -> Mapping[str, Any]:
        return table(_now[service])(operation, given)

    return answered(service, answer)


def give(account: Account, home: Formation, edge: Formation, answers: dict[str, dict[str, Any]]) -> None:
    """Let the account answer so."""
    _now.update(answers)
    for name, service in (
        ("kms", "kms"),
        ("dynamodb", "dynamodb"),
        ("s3", "s3"),
        ("ssm", "ssm"),
        ("functions", "lambda"),
        ("events", "events"),
        ("sqs", "sqs"),
        ("metrics", "cloudwatch"),
        ("topics", "sns"),
        ("ses", "sesv2"),
        ("certificates", "acm"),
        ("edge", "cloudfront"),
    ):
        setattr(account, name, _client(service))
    account.formation, account.edge_formation = home.client, edge.client


# --- pieces of answers that tests change ------------------------------------------------------------


def secret(name: str, kind: str = "SecureString") -> dict[str, Any]:
    """A parameter of SSM."""
    return {"Name": name, "Type": kind}


def uuid(stage: str) -> str:
    """Of the mapping of a stage; as long as Lambda demands."""
    return f"{stage:->36}"


def mapping(given: dict[str, Any], **other: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of it
    """A mapping that works."""
    stage = given["UUID"].lstrip("-")
    name = "pass-on" if stage == "relay" else "consume"
    return {
        "UUID": given["UUID"],
        "FunctionArn": f"arn:aws:lambda:ap-southeast-1:123456789012:function:thidua-try-{stage}-{name}",
        "State": "Enabled",
        "LastProcessingResult": "OK",
        **({} if stage == "relay" else {"ScalingConfig": {"MaximumConcurrency": 5}}),
        **other,
    }


def rules(given: dict[str, Any], *, off: str = "", gone: str = "") -> dict[str, Any]:
    """The rules of one bus."""
    bus = given.get("EventBusName", "default")
    there = [rule for rule in RULES if (rule in ("mail", "tick")) == (bus == "default") and rule != gone]
    return {
        "Rules": [
            {
                "Name": f"thidua-try-{rule}",
                "EventBusName": bus,
                "State": "DISABLED" if rule == off else "ENABLED",
            }
            for rule in there
        ]
    }


def depth(**waiting: int) -> Any:  # noqa: ANN401 - a function of the question
    """So many messages in these queues (`review_dead=3`), none in the others."""

    def answer(given: dict[str, Any]) -> dict[str, Any]:
        name = given["QueueUrl"].rpartition("thidua-try-")[2].replace("-", "_")
        counted = {
            "ApproximateNumberOfMessages": str(waiting.get(name, 0)),
            "ApproximateNumberOfMessagesNotVisible": "0",
        }
        return {"Attributes": counted}

    return answer


def no_queue(name: str) -> Any:  # noqa: ANN401 - a function of the question
    """One queue is not there."""

    def answer(given: dict[str, Any]) -> dict[str, Any]:
        if given["QueueName"] == name:
            raise Refused("AWS.SimpleQueueService.NonExistentQueue")
        return {"QueueUrl": f"https://sqs.example/{given['QueueName']}"}

    return answer


def figures(told: dict[str, float]) -> Any:  # noqa: ANN401 - a function of the question
    """Of these metrics there is one figure each, of the others none."""

    def answer(given: dict[str, Any]) -> dict[str, Any]:
        value = told.get(given["MetricName"])
        point = {"Timestamp": given["EndTime"], "Sum": value, "Maximum": value}
        return {"Datapoints": [] if value is None else [point]}

    return answer


def alarm(name: str, state: str = "OK", *, heard: bool = True) -> dict[str, Any]:
    """An alarm of infra/watch.yaml, as CloudWatch describes it."""
    sections = {"DeadLetters-Review": "Dead letters"}
    mail = {"Bounces": ("Reputation.BounceRate", 0.02), "Complaints": ("Reputation.ComplaintRate", 0.0005)}
    metric, threshold = mail.get(name, ("ApproximateNumberOfMessagesVisible", 1.0))
    return {
        "AlarmName": f"thidua-try-{name}",
        "AlarmDescription": f"Something. Runbook, section: {sections.get(name, name)}.",
        "StateValue": state,
        "ActionsEnabled": heard,
        "Namespace": "AWS/SES" if name in mail else "AWS/SQS",
        "MetricName": metric,
        "Threshold": threshold,
    }


def distribution(*, status: str = "Deployed", on: bool = True, review: str = "review") -> dict[str, Any]:
    """CloudFront's description, shortened to what botocore demands of it."""
    hosts = {stage: stage for stage in HOSTS} | {"review": review}
    origins = [{"Id": stage, "DomainName": api_host(api, "ap-southeast-1")} for stage, api in hosts.items()]
    behaviour = {"TargetOriginId": "registration", "ViewerProtocolPolicy": "https-only"}
    return {
        "Distribution": {
            "Id": "E1",
            "ARN": "arn:aws:cloudfront::123456789012:distribution/E1",
            "Status": status,
            "LastModifiedTime": NOW,
            "InProgressInvalidationBatches": 0,
            "DomainName": "d1.cloudfront.net",
            "DistributionConfig": {
                "CallerReference": "1",
                "Origins": {"Quantity": len(origins), "Items": origins},
                "DefaultCacheBehavior": behaviour,
                "Comment": "",
                "Enabled": on,
            },
        }
    }
