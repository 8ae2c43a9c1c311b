"""The template of what every stage stands on: what no emulator checks is checked here."""

import re
from typing import Any

import pytest

from infra.local.cloud import TEMPLATE
from infra.template import INFRA, STAGES, function_names, functions, read, resources
from services.core.attaching import attachment
from services.core.events import VERSIONS
from services.core.record.tracks import track_of
from services.core.table import PROJECTED

#: The stages that listen, and the longest time limit of each one's function behind its queue, in seconds.
LIMITS = {"Review": 30, "Notify": 30, "Report": 60}

#: What nobody is told by e-mail about.
NOT_MAILED = {"CampaignLoaded", "WorkProgressReported"}

#: What each stage's queue takes from EventBridge: its own rule's events, and notify what became of e-mails.
SENDERS = {"Review": ["ReviewRule"], "Notify": ["NotifyRule", "MailRule"], "Report": ["ReportRule"]}


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return read(TEMPLATE)


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


# --- table, key and bucket ---------------------------------------------------------------------


def test_the_index_carries_what_the_models_say(template: dict[str, Any]) -> None:
    """A list's line shows only what the index projects; the template and the models name the same."""
    (index,) = _properties(template, "Table")["GlobalSecondaryIndexes"]
    assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(PROJECTED)}


def test_nothing_is_lost_with_the_stack(template: dict[str, Any]) -> None:
    """Key, table, queues and bucket survive the stack, and the table cannot be deleted by a slip."""
    keeps = ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::S3::Bucket", "AWS::KMS::Key")
    for resource in template["Resources"].values():
        if resource["Type"] in keeps:
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
    table = _properties(template, "Table")
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"


def test_the_protected_table_is_made_last(template: dict[str, Any]) -> None:
    """A first deployment that fails at anything else leaves no table that nobody could clear away.

    But for the identity: nothing may wait for what a condition leaves out, and whoever deploys has looked.
    """
    waited_for: set[str] = set()
    waiting = {"Table"}
    while waiting:
        waited_for |= waiting
        waiting = {name for one in waiting for name in _stands_on(template["Resources"][one])} & template[
            "Resources"
        ].keys() - waited_for
    assert template["Resources"].keys() - waited_for == {"MailDomain"}


def _stands_on(value: Any) -> set[str]:  # noqa: ANN401 - whatever stands in a template
    """The names, resources' and others', that CloudFormation looks at before it makes what this describes."""
    if isinstance(value, list):
        return set().union(*map(_stands_on, value))
    if not isinstance(value, dict):
        return set()
    found = set(value.get("DependsOn", ()))
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": str(name)}:
            found.add(name.partition(".")[0])
        case {"Fn::Sub": str(pattern)}:
            found |= {name.partition(".")[0] for name in re.findall(r"\$\{([^}]+)\}", pattern)}
    return found | set().union(*map(_stands_on, value.values()))


def test_what_is_kept_is_encrypted_with_our_key(template: dict[str, Any]) -> None:
    """Table and bucket are under one key of this installation, which turns over by itself."""
    arn = {"Fn::GetAtt": "Key.Arn"}
    assert _properties(template, "Table")["SSESpecification"] == {
        "SSEEnabled": True,
        "SSEType": "KMS",
        "KMSMasterKeyId": arn,
    }
    (rule,) = _properties(template, "Bucket")["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn}
    assert rule["BucketKeyEnabled"] is True
    assert _properties(template, "Key")["EnableKeyRotation"] is True
    for name, queue in resources(template, "AWS::SQS::Queue").items():
        assert queue["SqsManagedSseEnabled"] is True, name


def test_the_key_opens_only_through_the_table_and_the_bucket(template: dict[str, Any]) -> None:
    """But for the account's administrators, nobody decrypts past the two services, or from elsewhere."""
    statements = _properties(template, "Key")["KeyPolicy"]["Statement"]
    for_everybody = [one for one in statements if one["Principal"] == {"AWS": "*"}]
    services: set[str] = set()
    for statement in for_everybody:
        only = statement["Condition"]["StringEquals"]
        assert only["kms:CallerAccount"] == {"Ref": "AWS::AccountId"}
        through = only["kms:ViaService"]
        services |= {
            one["Fn::Sub"].split(".")[0] for one in (through if isinstance(through, list) else [through])
        }
    assert services == {"dynamodb", "s3"}
    (others,) = [
        one for one in statements if one not in for_everybody and one["Sid"] != "TheAccountAdministers"
    ]
    assert others["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert others["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}


def test_the_bucket_is_private(template: dict[str, Any]) -> None:
    """Issued files are for those who get them from a stage, never public, never in clear on the way."""
    bucket = _properties(template, "Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (refusal,) = _properties(template, "BucketPolicy")["PolicyDocument"]["Statement"]
    assert (refusal["Effect"], refusal["Principal"]) == ("Deny", "*")
    assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert refusal["Resource"] == [{"Fn::GetAtt": "Bucket.Arn"}, {"Fn::Sub": "${Bucket.Arn}/*"}]


def test_nothing_current_expires_but_what_was_not_attached(template: dict[str, Any]) -> None:
    """Reports, attachments and packages stay; what was replaced goes, and what was sent and left there."""
    bucket = _properties(template, "Bucket")
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = bucket["LifecycleConfiguration"]["Rules"]
    (sent,) = [rule for rule in rules if rule.keys() & {"ExpirationInDays", "ExpirationDate", "Transitions"}]
    assert (sent["Prefix"], sent["ExpirationInDays"]) == ("uploads/", 1)
    assert attachment.upload_key("r", "a").startswith(sent["Prefix"])
    merged = {key: value for rule in rules if rule is not sent for key, value in rule.items()}
    assert "Prefix" not in merged
    assert merged["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}
    assert merged["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}


def test_from_elsewhere_browsers_may_only_send(template: dict[str, Any]) -> None:
    """A page of any origin may post a form to the bucket, for which it needs a ticket, and read nothing."""
    (rule,) = _properties(template, "Bucket")["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["POST"]
    assert rule.keys() == {"AllowedOrigins", "AllowedMethods", "MaxAge"}


# --- queues and rules --------------------------------------------------------------------------


@pytest.mark.parametrize("stage", LIMITS)
def test_a_queue_waits_long_enough(template: dict[str, Any], stage: str) -> None:
    """A queue hides a message for six times its function's limit and gives up after five tries."""
    queue = _properties(template, f"{stage}Queue")
    assert queue["VisibilityTimeout"] >= 6 * LIMITS[stage]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 5
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": f"{stage}DeadLetters.Arn"}


def test_the_limits_are_those_of_the_functions() -> None:
    """The time limits that the queues are measured by are those that the stages' templates set."""
    found = {
        path.stem.capitalize(): properties["Timeout"]
        for path in STAGES
        for properties in functions(path)
        if "-consume" in properties["FunctionName"]["Fn::Sub"]
    }
    assert found == LIMITS


def test_every_queue_gives_up_into_dead_letters(template: dict[str, Any]) -> None:
    """What cannot be handled is kept for fourteen days, that of the relay's stream too."""
    queues = resources(template, "AWS::SQS::Queue")
    dead = {name for name in queues if name.endswith("DeadLetters")}
    assert dead == {"ReviewDeadLetters", "NotifyDeadLetters", "ReportDeadLetters", "RelayDeadLetters"}
    assert set(queues) - dead == {f"{stage}Queue" for stage in LIMITS}
    for name in dead:
        assert queues[name]["MessageRetentionPeriod"] == 14 * 24 * 3600
        assert "RedrivePolicy" not in queues[name]


@pytest.mark.parametrize("stage", SENDERS)
def test_a_rule_may_send_to_its_queue(template: dict[str, Any], stage: str) -> None:
    """Each rule has one target, and dead letters for what that cannot take; both let exactly these send."""
    for rule in SENDERS[stage]:
        (target,) = _properties(template, rule)["Targets"]
        assert target["Arn"] == {"Fn::GetAtt": f"{stage}Queue.Arn"}
        assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": f"{stage}DeadLetters.Arn"}}
    for queue in (f"{stage}Queue", f"{stage}DeadLetters"):
        _lets_send(_properties(template, f"{queue}Policy"), queue, SENDERS[stage])


def test_every_rule_and_policy_is_looked_at(template: dict[str, Any]) -> None:
    """A rule added to the template is one that the test above knows, or the tick; so is a queue's policy."""
    known = {rule for rules in SENDERS.values() for rule in rules}
    assert set(resources(template, "AWS::Events::Rule")) == known | {"TickRule"}
    policies = {f"{stage}{kind}Policy" for stage in SENDERS for kind in ("Queue", "DeadLetters")}
    assert set(resources(template, "AWS::SQS::QueuePolicy")) == policies


def _lets_send(policy: dict[str, Any], queue: str, rules: list[str]) -> None:
    assert policy["Queues"] == [{"Ref": queue}]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Resource"] == {"Fn::GetAtt": f"{queue}.Arn"}
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    sources = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
    expected = [{"Fn::GetAtt": f"{rule}.Arn"} for rule in rules]
    assert (sources if isinstance(sources, list) else [sources]) == expected


def test_the_tick_goes_to_functions_that_exist(template: dict[str, Any]) -> None:
    """The one rule that names functions names those that the stages' templates make."""
    targets = _properties(template, "TickRule")["Targets"]
    ticked = {target["Arn"]["Fn::Sub"].rpartition(":")[2] for target in targets}
    assert ticked == {name for name in function_names() if name.endswith("-tick")}


def test_every_event_is_heard(template: dict[str, Any]) -> None:
    """No event type is written to the bus for nobody."""
    heard = {stage: _heard(template, stage) for stage in LIMITS}
    assert set().union(*heard.values()) == set(VERSIONS)
    records = {name for name in VERSIONS if track_of(name)}
    assert heard["Review"] == records
    assert heard["Report"] == records | {"CampaignLoaded"}
    assert set(VERSIONS) - heard["Notify"] == NOT_MAILED


# --- e-mail ------------------------------------------------------------------------------------


def test_what_becomes_of_an_e_mail_comes_back(template: dict[str, Any]) -> None:
    """Bounces, complaints and rejects of this installation's configuration set alone reach notify."""
    destination = _properties(template, "MailEvents")["EventDestination"]
    assert destination["MatchingEventTypes"] == ["BOUNCE", "COMPLAINT", "REJECT"]
    assert destination["EventBridgeDestination"]["EventBusArn"]["Fn::Sub"].endswith(":event-bus/default")
    rule = _properties(template, "MailRule")
    assert "EventBusName" not in rule, "SES sends to the default bus alone"
    pattern = rule["EventPattern"]
    assert pattern["source"] == ["aws.ses"]
    assert pattern["detail-type"] == ["Email Bounced", "Email Complaint Received", "Email Rejected"]
    name = _properties(template, "ConfigurationSet")["Name"]
    assert pattern["detail"] == {"mail": {"tags": {"ses:configuration-set": [name]}}}


def test_nobody_is_written_to_again_who_does_not_want_it(template: dict[str, Any]) -> None:
    """Whoever bounced or complained gets nothing more; nothing goes in clear."""
    options = _properties(template, "ConfigurationSet")
    assert set(options["SuppressionOptions"]["SuppressedReasons"]) == {"BOUNCE", "COMPLAINT"}
    assert options["DeliveryOptions"]["TlsPolicy"] == "REQUIRE"


# --- what others take from it ------------------------------------------------------------------


def test_every_value_is_exported_under_the_installations_name(template: dict[str, Any]) -> None:
    """Two installations in one account export nothing under one name."""
    for name, output in template["Outputs"].items():
        assert output["Export"] == {"Name": {"Fn::Sub": "${Name}-" + name}}


def test_all_that_is_imported_is_exported(template: dict[str, Any]) -> None:
    """A stack that imports what nobody exports cannot be made."""
    exported = {
        output["Export"]["Name"]["Fn::Sub"] for output in template["Outputs"].values() if "Export" in output
    }
    imported = {
        name for path in (*STAGES, INFRA / "watch.yaml") for name in _imports(read(path)["Resources"])
    }
    assert imported
    assert imported <= exported


def _imports(value: Any) -> set[str]:  # noqa: ANN401 - whatever stands in a template
    if isinstance(value, list):
        return set().union(*map(_imports, value), set())
    if not isinstance(value, dict):
        return set()
    if value.keys() == {"Fn::ImportValue"}:
        named = value["Fn::ImportValue"]
        return {named["Fn::Sub"] if isinstance(named, dict) else named}
    return set().union(*map(_imports, value.values()), set())
