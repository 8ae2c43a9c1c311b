"""Every ailment that an installation can have: what AWS would answer, and what has to be said of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from tests.infra.deploy.answering import Refused
from tests.infra.deploy.doctor import healthy

Answers: TypeAlias = dict[str, dict[str, Any]]
Change: TypeAlias = Callable[[Answers], object]

NOT_FOUND = Refused("ResourceNotFoundException", status=404)


def put(service: str, operation: str, answer: object) -> Change:
    """Another answer to one question."""
    return lambda said: said[service].update({operation: answer})


def inside(service: str, operation: str, *path: str, value: Any) -> Change:  # noqa: ANN401 - any value of JSON
    """One field of an answer is another."""

    def change(said: Answers) -> None:
        place = said[service][operation]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


def one(operation: str, wanted: str, answer: object) -> Change:
    """Lambda answers otherwise for the function or mapping that is called so."""

    def change(said: Answers) -> None:
        before = said["lambda"][operation]

        def respond(given: dict[str, Any]) -> Any:  # noqa: ANN401 - what it answered before
            if wanted not in given.values():
                return before(given)
            if isinstance(answer, Refused):
                raise answer
            return answer(given) if callable(answer) else answer

        said["lambda"][operation] = respond

    return change


def state(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of it
    return {"Configuration": {"FunctionName": "f", **fields}}


SES = "sesv2"

#: What is wrong, the answer that shows it, and words of the one line that is said of it, remedy included.
AILMENTS: Final[dict[str, tuple[Change, tuple[str, ...]]]] = {
    "key going": (
        put(
            "kms",
            "DescribeKey",
            {
                "KeyMetadata": {
                    "KeyId": "1",
                    "KeyState": "PendingDeletion",
                    "DeletionDate": datetime(2024, 11, 1, tzinfo=UTC),
                }
            },
        ),
        ("everything can never be read again", f"aws kms cancel-key-deletion --key-id {healthy.KEY}"),
    ),
    "key off": (
        inside("kms", "DescribeKey", "KeyMetadata", "KeyState", value="Disabled"),
        ("The key is not in use (Disabled)", "aws kms enable-key"),
    ),
    "table gone": (
        put("dynamodb", "DescribeTable", NOT_FOUND),
        ("The table thidua-try is gone.", "“Restore”"),
    ),
    "table unreadable": (
        inside(
            "dynamodb", "DescribeTable", "Table", "TableStatus", value="INACCESSIBLE_ENCRYPTION_CREDENTIALS"
        ),
        ("stands as INACCESSIBLE_ENCRYPTION_CREDENTIALS", "“Table errors”"),
    ),
    "table unprotected": (
        inside("dynamodb", "DescribeTable", "Table", "DeletionProtectionEnabled", value=False),
        ("can be deleted by a slip", "--table-name thidua-try --deletion-protection-enabled"),
    ),
    "no recovery": (
        inside(
            "dynamodb",
            "DescribeContinuousBackups",
            "ContinuousBackupsDescription",
            "PointInTimeRecoveryDescription",
            value={},
        ),
        ("cannot be restored to a second", "PointInTimeRecoveryEnabled=true"),
    ),
    "nothing expires": (
        inside(
            "dynamodb", "DescribeTimeToLive", "TimeToLiveDescription", value={"TimeToLiveStatus": "DISABLED"}
        ),
        ("for ever", "AttributeName=expires"),
    ),
    "stream off": (
        inside("dynamodb", "DescribeTable", "Table", "StreamSpecification", value={"StreamEnabled": False}),
        ("nobody hears of what is saved", "back up, destroy, deploy and restore"),
    ),
    "bucket gone": (
        put("s3", "GetBucketVersioning", Refused("NoSuchBucket", status=404)),
        ("The bucket thidua-try-bucket is gone.",),
    ),
    "bucket forgets": (
        put("s3", "GetBucketVersioning", {}),
        ("keeps nothing of what is replaced", "put-bucket-versioning"),
    ),
    "no signing key": (
        put("ssm", "GetParameters", {"Parameters": [healthy.secret("/thidua-try/edge-key")]}),
        ("There is no secret /thidua-try/signing-key", "thidua deploy --stage try"),
    ),
    "key in clear": (
        put(
            "ssm",
            "GetParameters",
            {
                "Parameters": [
                    healthy.secret("/thidua-try/edge-key", "String"),
                    healthy.secret("/thidua-try/signing-key"),
                ]
            },
        ),
        ("There is no secret /thidua-try/edge-key",),
    ),
    "function gone": (
        one("GetFunction", "thidua-try-review-pages", NOT_FOUND),
        ("thidua-try-review-pages is gone.", "Delete the stack thidua-try-review, which holds no data"),
    ),
    "function cannot run": (
        one("GetFunction", "thidua-try-notify-tick", state(State="Failed", StateReason="no key")),
        ("thidua-try-notify-tick cannot run: no key.", "“Function errors”"),
    ),
    "update failed": (
        one(
            "GetFunction",
            "thidua-try-notify-tick",
            state(LastUpdateStatus="Failed", LastUpdateStatusReason="no role"),
        ),
        ("The last update of thidua-try-notify-tick failed: no role.",),
    ),
    "function stopped": (
        one(
            "GetFunction",
            "thidua-try-notify-consume",
            {**state(), "Concurrency": {"ReservedConcurrentExecutions": 0}},
        ),
        (
            "thidua-try-notify-consume was stopped by hand.",
            "delete-function-concurrency --function-name thidua-try-notify-consume",
        ),
    ),
    "relay off": (
        one(
            "GetEventSourceMapping",
            healthy.uuid("relay"),
            lambda given: healthy.mapping(given, State="Disabled"),
        ),
        ("thidua-try-relay-pass-on hears of nothing: its trigger is off (Disabled).", "relay --enabled"),
    ),
    "stage stuck": (
        one(
            "GetEventSourceMapping",
            healthy.uuid("report"),
            lambda given: healthy.mapping(given, LastProcessingResult="PROBLEM: Function call failed"),
        ),
        (
            "thidua-try-report-consume did not manage what it heard last (PROBLEM: Function call failed).",
            "“Function errors”",
        ),
    ),
    "rule off": (
        put("events", "ListRules", lambda given: healthy.rules(given, off="notify")),
        ("The rule thidua-try-notify is off", "--name thidua-try-notify --event-bus-name thidua-try"),
    ),
    "tick's rule off": (
        put("events", "ListRules", lambda given: healthy.rules(given, off="tick")),
        ("The rule thidua-try-tick is off", "--event-bus-name default"),
    ),
    "rule gone": (
        put("events", "ListRules", lambda given: healthy.rules(given, gone="mail")),
        ("The rule thidua-try-mail is gone",),
    ),
    "few functions": (
        put("lambda", "GetAccountSettings", {"AccountLimit": {"UnreservedConcurrentExecutions": 10}}),
        ("lets 10 functions run at once; with fewer than 21", "“Function throttled”"),
    ),
    "queue gone": (
        put("sqs", "GetQueueUrl", healthy.no_queue("thidua-try-report")),
        ("The queue thidua-try-report is gone.",),
    ),
    "dead letters' queue gone": (
        put("sqs", "GetQueueUrl", healthy.no_queue("thidua-try-relay-dead")),
        ("The queue thidua-try-relay-dead is gone.",),
    ),
    "dead letters": (
        put("sqs", "GetQueueAttributes", healthy.depth(notify_dead=3)),
        ("thidua-try-notify-dead: dead letters: 3.", "thidua redrive --stage try --queue notify"),
    ),
    "dead letters of the relay": (
        put("sqs", "GetQueueAttributes", healthy.depth(relay_dead=1)),
        ("thidua-try-relay-dead: dead letters: 1.", "“Dead letters”"),
    ),
    "domain unknown": (
        put(SES, "GetEmailIdentity", Refused("NotFoundException", status=404)),
        ("SES does not know “vinh-linh.example”",),
    ),
    "domain not verified": (
        inside(SES, "GetEmailIdentity", "VerifiedForSendingStatus", value=False),
        ("“vinh-linh.example” is not verified",),
    ),
    "unsigned": (
        inside(SES, "GetEmailIdentity", "DkimAttributes", "SigningEnabled", value=False),
        ("leave unsigned",),
    ),
    "sandbox": (
        inside(SES, "GetAccount", "ProductionAccessEnabled", value=False),
        ("SES is in its sandbox",),
    ),
    "paused": (inside(SES, "GetAccount", "SendingEnabled", value=False), ("SES has paused sending",)),
    "reviewed": (
        inside(SES, "GetAccount", "EnforcementStatus", value="PROBATION"),
        ("AWS reviews how this account sends e-mails (PROBATION).", "“Bounces”"),
    ),
    "quota nearly used": (
        inside(SES, "GetAccount", "SendQuota", value={"Max24HourSend": 200.0, "SentLast24Hours": 160.0}),
        ("160 of 200 that the account may send", "“When no e-mail leaves”"),
    ),
    "sending stopped": (
        inside(SES, "GetConfigurationSet", "SendingOptions", value={"SendingEnabled": False}),
        ("Sending was stopped for thidua-try.", "Enable sending"),
    ),
    "no configuration set": (
        put(SES, "GetConfigurationSet", Refused("NotFoundException", status=404)),
        ("The configuration set thidua-try is gone",),
    ),
    "bounces": (
        put(
            "cloudwatch",
            "GetMetricStatistics",
            healthy.figures({"Invocations": 4.0, "Reputation.BounceRate": 0.031}),
        ),
        ("BounceRate of the account is too high: 3.1", "“Bounces”"),
    ),
    "alarm": (
        put(
            "cloudwatch",
            "DescribeAlarms",
            {"MetricAlarms": [healthy.alarm("DeadLetters-Review", "ALARM"), healthy.alarm("Bounces")]},
        ),
        ("thidua-try-DeadLetters-Review rings.", "“Dead letters”"),
    ),
    "alarm muted": (
        put("cloudwatch", "DescribeAlarms", {"MetricAlarms": [healthy.alarm("Bounces", heard=False)]}),
        ("because they were muted: 1.", "enable-alarm-actions --alarm-names thidua-try-Bounces"),
    ),
    "no alarm": (
        put("cloudwatch", "DescribeAlarms", {"MetricAlarms": []}),
        ("There is no alarm at all.", "Delete the stack thidua-try-watch"),
    ),
    "listener asleep": (
        put(
            "sns",
            "ListSubscriptionsByTopic",
            {
                "Subscriptions": [
                    {"SubscriptionArn": "PendingConfirmation", "Endpoint": "it@vinh-linh.example"}
                ]
            },
        ),
        ("it@vinh-linh.example has not opened the link", f"aws sns subscribe --topic-arn {healthy.TOPIC}"),
    ),
    "no listener": (
        put("sns", "ListSubscriptionsByTopic", {"Subscriptions": []}),
        ("Nobody hears of alarms.", "--notification-endpoint ADDRESS"),
    ),
    "certificate gone": (
        put("acm", "DescribeCertificate", NOT_FOUND),
        ("is not valid (-).", "--certificate ARN"),
    ),
    "certificate waits": (
        put("acm", "DescribeCertificate", {"Certificate": {"Status": "PENDING_VALIDATION"}}),
        ("ACM waits for its records",),
    ),
    "certificate revoked": (
        put("acm", "DescribeCertificate", {"Certificate": {"Status": "REVOKED"}}),
        ("is not valid (REVOKED).",),
    ),
    "certificate ends": (
        put(
            "acm",
            "DescribeCertificate",
            {"Certificate": {"Status": "ISSUED", "NotAfter": datetime(2024, 11, 5, tzinfo=UTC)}},
        ),
        ("ends on 5 November 2024 and was not renewed",),
    ),
    "edge gone": (
        put("cloudfront", "GetDistribution", Refused("NoSuchDistribution", status=404)),
        ("The distribution E1 is gone.", "Delete the stack thidua-try-edge"),
    ),
    "edge off": (
        put("cloudfront", "GetDistribution", healthy.distribution(on=False)),
        ("The distribution E1 was switched off.",),
    ),
    "edge spreading": (
        put("cloudfront", "GetDistribution", healthy.distribution(status="InProgress")),
        ("still spreading",),
    ),
    "edge astray": (
        put("cloudfront", "GetDistribution", healthy.distribution(review="another")),
        ("not there any more: review.", "thidua deploy --stage try"),
    ),
}
