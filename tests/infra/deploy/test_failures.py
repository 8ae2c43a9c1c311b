"""Why a stack could not be changed: the reason that helps, in a sentence, and nothing left behind."""

import pytest

from infra.deploy.changes import StackError, Stacks
from tests.infra.deploy.answering import Refused
from tests.infra.deploy.formation import Formation
from tests.infra.deploy.stacks import ONE, TAGS, TWO, named, prepared, quiet, template


def test_a_refused_template_is_said_with_the_reason(home: Formation) -> None:
    """CloudFormation refuses some at once and some when it makes the change set; no stack is left behind."""
    home.refuses["ValidationError"] = "Template format error: Unresolved dependencies"
    with pytest.raises(StackError) as at_once:
        prepared(home)
    assert at_once.value.why.values == {
        "stack": "s",
        "reason": "Template format error: Unresolved dependencies",
    }
    del home.refuses["ValidationError"]
    home.refuses["s"] = "Transform AWS::Serverless failed"
    with pytest.raises(StackError) as later:
        prepared(home)
    assert later.value.why.values == {"stack": "s", "reason": "Transform AWS::Serverless failed"}
    assert home.stacks == {}


def test_what_aws_refuses_to_whoever_asks_is_not_taken_for_the_template(
    home: Formation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing rights stay what they are, for the sentence that says so."""

    def refuse(_given: object) -> None:
        raise Refused("AccessDenied", "you may not")

    monkeypatch.setattr(home, "_create", refuse)
    with pytest.raises(home.client.exceptions.ClientError, match="AccessDenied"):
        prepared(home)


@pytest.mark.parametrize("verb", ["CREATE", "UPDATE"])
def test_a_change_that_fails_names_what_failed_first(home: Formation, verb: str) -> None:
    """The rest of the failures follow from it, and what was only cancelled says nothing."""
    if verb == "UPDATE":
        home.stand("s", parameters={"QueueName": "q"})
    stacks = Stacks(home.client, pause=0)
    change = stacks.prepare("s", template(TWO), named("other"), TAGS)
    assert change is not None
    home.breaks["s"] = [
        ("Topic", "Resource creation cancelled"),
        ("Queue", "You may not make queues"),
        ("Role", "Something else"),
    ]
    with pytest.raises(StackError) as stopped:
        stacks.carry_out(change, quiet())
    assert stopped.value.why.values == {"stack": "s", "name": "Queue", "reason": "You may not make queues"}
    assert "everything is as before" in stopped.value.why.sentence


def test_failures_of_earlier_days_are_not_told_again(home: Formation) -> None:
    """Only what happened since the change began counts."""
    stacks = Stacks(home.client, pause=0)
    for reason in ("yesterday's", "today's"):
        change = stacks.prepare("s", template(ONE), named("q"), TAGS)
        assert change is not None
        home.breaks["s"] = [("Queue", reason)]
        with pytest.raises(StackError) as stopped:
            stacks.carry_out(change, quiet())
        assert stopped.value.why.values["reason"] == reason


def test_a_name_that_is_taken_is_said_so_while_it_is_made(home: Formation) -> None:
    """The commonest failure of a second installation has a sentence with the remedy."""
    stacks = Stacks(home.client, pause=0)
    change = stacks.prepare("s", template(ONE), named("q"), TAGS)
    assert change is not None
    home.breaks["s"] = [("Queue", "q already exists in stack x")]
    with pytest.raises(StackError) as stopped:
        stacks.carry_out(change, quiet())
    assert "Choose another --stage" in stopped.value.why.sentence
    assert stopped.value.why.values["name"] == "Queue"


EARLY = (
    "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To "
    "troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information."
)


def test_a_name_that_is_taken_is_said_so_before_anything_is_made(home: Formation) -> None:
    """CloudFormation looks beforehand, and hides the reason in its events."""
    home.refuses["s"] = EARLY
    home.early = [("Table", "Resource of type 'AWS::DynamoDB::Table' with identifier 't' already exists.")]
    with pytest.raises(StackError) as stopped:
        prepared(home)
    assert "Choose another --stage" in stopped.value.why.sentence
    assert stopped.value.why.values["name"] == "Table"
    assert home.stacks == {}


def test_what_else_is_seen_early_is_said_with_its_reason(home: Formation) -> None:
    """A property that no service takes is named, not only that there is one."""
    home.refuses["s"] = EARLY
    home.early = [("Table", "BillingMode: no such mode")]
    with pytest.raises(StackError) as stopped:
        prepared(home)
    assert stopped.value.why.values["reason"] == "Table: BillingMode: no such mode"


def test_whoever_may_not_read_events_still_reads_the_reason(
    home: Formation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A right that only explains must not hide what it would explain."""

    def refuse(_given: object) -> None:
        raise Refused("AccessDenied", "you may not")

    monkeypatch.setattr(home, "_early_events", refuse)
    home.refuses["s"] = EARLY
    with pytest.raises(StackError) as stopped:
        prepared(home)
    assert stopped.value.why.values["reason"] == EARLY


def test_what_cannot_be_deleted_is_named(home: Formation) -> None:
    """The stack stays, and the sentence says why and what to do."""
    home.stand("s", resources={"Bucket": "AWS::S3::Bucket"})
    home.breaks["s"] = [("Bucket", "The bucket you tried to delete is not empty")]
    with pytest.raises(StackError) as stopped:
        Stacks(home.client, pause=0).delete("s", quiet())
    assert stopped.value.why.values["name"] == "Bucket"
    assert "could not be removed" in stopped.value.why.sentence


def test_what_is_said_is_said_in_both_languages(home: Formation) -> None:
    """Why a deployment stopped is for whoever deploys, in the language that they chose."""
    from services.core.language.catalogue import say  # noqa: PLC0415 - beside its only use

    home.refuses["s"] = "no"
    with pytest.raises(StackError) as stopped:
        prepared(home)
    assert say(stopped.value.why, "en") == "“s” cannot be changed: no"
    assert say(stopped.value.why, "vi") != say(stopped.value.why, "en")
