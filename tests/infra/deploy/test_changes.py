"""One stack at a time: made, changed, left alone, cleared away, and what is said where it cannot be.

Where moto plays CloudFormation well enough it does; the rest is played by formation.py.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest

from infra.deploy.changes import Change, StackError, Stacks
from tests.conftest import TestCloud
from tests.infra.deploy.formation import Formation
from tests.infra.deploy.stacks import ONE, TAGS, TWO, Steps, named, prepared, quiet, template

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

# --- with moto -----------------------------------------------------------------------------------


@pytest.fixture
def moto(cloud: TestCloud) -> Iterator["CloudFormationClient"]:
    """CloudFormation of moto, without the stack of this test afterwards."""
    assert cloud
    client: CloudFormationClient = boto3.client("cloudformation")
    yield client
    client.delete_stack(StackName="thidua-try-core")


def test_a_stack_is_made_changed_and_left_alone(moto: "CloudFormationClient") -> None:
    """Create, update with what was told before, nothing to do: the three ways of every deployment."""
    stacks, stack = Stacks(moto, pause=0), "thidua-try-core"
    first = stacks.prepare(stack, template(ONE), named("try-queue"), TAGS)
    assert first is not None
    assert (first.new, first.changes) == (True, (Change(sign="+", name="Queue", kind="AWS::SQS::Queue"),))
    assert stacks.parameters(stack) == {}, "a change set that only waits told nothing yet"
    stacks.carry_out(first, quiet())
    assert stacks.status(stack) == "CREATE_COMPLETE"
    assert boto3.client("sqs").get_queue_url(QueueName="try-queue")

    assert stacks.prepare(stack, template(ONE), named(None), TAGS) is None

    second = stacks.prepare(stack, template(TWO), named(None), TAGS)
    assert second is not None
    assert second.new is False
    assert Change(sign="+", name="Topic", kind="AWS::SNS::Topic") in second.changes
    stacks.carry_out(second, quiet())
    assert stacks.parameters(stack) == {"QueueName": "try-queue"}
    assert {one.kind for one in stacks.resources(stack)} == {"AWS::SQS::Queue", "AWS::SNS::Topic"}


def test_what_nobody_wants_leaves_no_stack_behind(moto: "CloudFormationClient") -> None:
    """Saying no to the first change set of a stack leaves the account as it was."""
    stacks, stack = Stacks(moto, pause=0), "thidua-try-core"
    change = stacks.prepare(stack, template(ONE), named("try-queue"), TAGS)
    assert change is not None
    stacks.forget(change)
    assert stacks.status(stack) == ""


def test_a_stack_is_deleted_and_one_that_is_not_there_does_no_harm(moto: "CloudFormationClient") -> None:
    """Deleting twice is the same as once."""
    stacks, stack = Stacks(moto, pause=0), "thidua-try-core"
    change = stacks.prepare(stack, template(ONE), named("try-queue"), TAGS)
    assert change is not None
    stacks.carry_out(change, quiet())
    stacks.delete(stack, quiet())
    stacks.delete(stack, quiet())
    assert stacks.status(stack) == ""


# --- what moto does not play ---------------------------------------------------------------------


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"])
def test_a_stack_half_made_is_cleared_away_and_made_anew(home: Formation, status: str) -> None:
    """AWS lets nobody go on from it; whoever deploys does not have to know."""
    home.looks = 2
    home.stand("s", status, resources={"Queue": "AWS::SQS::Queue"})
    assert prepared(home)
    assert home.asked.last("DeleteStack") == {"StackName": "s"}
    assert home.asked.last("CreateChangeSet")["ChangeSetType"] == "CREATE"


def test_a_change_set_that_was_never_carried_out_is_made_again(home: Formation) -> None:
    """A deployment that broke off while somebody thought leaves a stack that is none."""
    home.stand("s", "REVIEW_IN_PROGRESS")
    assert prepared(home)
    assert home.asked.times("DeleteStack") == 0


@pytest.mark.parametrize(
    "status",
    ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "DELETE_IN_PROGRESS"],
)
def test_two_do_not_change_a_stack_at_once(home: Formation, status: str) -> None:
    """The second is told to wait, by name and status; nothing is asked of the stack."""
    home.stand("s", status)
    with pytest.raises(StackError) as stopped:
        prepared(home)
    assert stopped.value.why.values == {"stack": "s", "status": status}
    assert "wait for its end" in stopped.value.why.sentence
    assert home.asked.times("CreateChangeSet") == 0


def test_a_stack_stuck_in_its_rollback_is_rolled_on(home: Formation) -> None:
    """What kept it from rolling back may be mended: then the deployment goes on."""
    home.looks = 1
    home.stand("s", "UPDATE_ROLLBACK_FAILED", parameters={"QueueName": "q"})
    assert prepared(home)
    assert home.asked.times("ContinueUpdateRollback") == 1


def test_a_stack_that_stays_stuck_is_said_to_be(home: Formation) -> None:
    """Where rolling on fails, too, only a person can help, who is told where to look."""
    home.stand("s", "UPDATE_ROLLBACK_FAILED")
    home.breaks["s"] = [("Queue", "no")]
    with pytest.raises(StackError) as stopped:
        prepared(home)
    assert stopped.value.why.values == {"stack": "s", "status": "UPDATE_ROLLBACK_FAILED"}
    assert "events in CloudFormation" in stopped.value.why.sentence


def test_every_change_is_shown_however_many_pages_there_are(home: Formation) -> None:
    """What is made anew or removed must not hide on the second page."""
    before = {"Resources": {f"R{number}": {"Type": "AWS::SNS::Topic"} for number in range(5)}}
    home.stand("s").template = before
    home.page = 2
    after = {
        "Resources": {
            "R0": {"Type": "AWS::SNS::Topic", "Replacement": "True"},
            "New": {"Type": "AWS::SQS::Queue"},
        }
    }
    change = Stacks(home.client, pause=0).prepare("s", template(after), [], TAGS)
    assert change is not None
    assert {(one.sign, one.name) for one in change.changes} == {
        ("!", "R0"), ("-", "R1"), ("-", "R2"), ("-", "R3"), ("-", "R4"), ("+", "New"),
    }  # fmt: skip


def test_progress_counts_up_to_all(home: Formation) -> None:
    """Whoever watches sees how far it is, and that it came to its end, over as many pages as there are."""
    home.looks, home.page = 3, 1
    stacks = Stacks(home.client, pause=0)
    change = stacks.prepare("s", template(TWO), named("q"), TAGS)
    assert change is not None
    steps = Steps()
    stacks.carry_out(change, steps)
    assert steps[-1] == (2, 2)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_progress_ends_full_where_an_announced_change_turns_out_to_be_none(
    home: Formation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CloudFormation announces what may change; what stays as it is has no event."""
    stacks = Stacks(home.client, pause=0)
    change = stacks.prepare("s", template(TWO), named("q"), TAGS)
    assert change is not None
    monkeypatch.setattr(home, "_events", lambda _given: {"StackEvents": []})
    steps = Steps()
    stacks.carry_out(change, steps)
    assert steps[-1] == (2, 2)


def test_progress_of_a_deletion_ends_full_where_something_is_retained(
    home: Formation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table stays, and whoever watches does not wait for it."""
    home.stand("s", resources={"Queue": "AWS::SQS::Queue", "Table": "AWS::DynamoDB::Table"})
    monkeypatch.setattr(home, "_events", lambda _given: {"StackEvents": []})
    steps = Steps()
    Stacks(home.client, pause=0).delete("s", steps)
    assert steps[-1] == (2, 2)
