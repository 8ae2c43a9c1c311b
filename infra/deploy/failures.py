"""Why CloudFormation did not change a stack, as a sentence for whoever deploys."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from services.core.language.message import Message, message

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

#: CloudFormation's word for what it found wrong before it began. The reason that it gives then says only that
#: there is one; the events have it.
#: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html
_EARLY: Final = "EarlyValidation"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A resource that could not be made, changed or removed, and CloudFormation's reason."""

    name: str
    reason: str


def broken_off(stack: str, failures: Iterable[Failure]) -> Message:
    """Why a change failed: the first thing that did; the rest follows from it."""
    first = next(iter(failures), Failure(name="-", reason="-"))
    if "already exists" in first.reason:
        return _taken(stack, first)
    return message(
        "“{stack}” was not changed, everything is as before: {name}: {reason}",
        stack=stack,
        name=first.name,
        reason=first.reason,
    )


def not_removed(stack: str, failures: Iterable[Failure]) -> Message:
    """Why a stack could not be deleted."""
    first = next(iter(failures), Failure(name="-", reason="-"))
    return message(
        "“{stack}” could not be removed: {name}: {reason} Repeat the command once that is mended.",
        stack=stack,
        name=first.name,
        reason=first.reason,
    )


def refused(stack: str, reason: str, early: Iterable[Failure] = ()) -> Message:
    """Why there was not even a change set; `early` is what CloudFormation saw coming."""
    for first in early:
        if "already exists" in first.reason:
            return _taken(stack, first)
        reason = f"{first.name}: {first.reason}"
    return message("“{stack}” cannot be changed: {reason}", stack=stack, reason=reason)


def seen_early(formation: "CloudFormationClient", change: str, reason: str) -> tuple[Failure, ...]:
    """What kept CloudFormation from making a change set, where the `reason` that it gave does not say so."""
    from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import; only a deployment comes here

    if _EARLY not in reason:
        return ()
    try:
        found = formation.describe_events(ChangeSetName=change, Filters={"FailedEvents": True})
    except ClientError:  # whoever may not read events still has the reason
        return ()
    return tuple(
        Failure(name=event.get("LogicalResourceId", "-"), reason=event.get("ValidationStatusReason", "-"))
        for event in found["OperationEvents"]
    )


def elsewhere(name: str, region: str) -> Message:
    """Why nothing is done where only the edge, which is in the same region for all, is found."""
    return message(
        "The edge of “{name}” is there, but nothing else of it is in {region}: set AWS_DEFAULT_REGION to the "
        "region in which it was deployed.",
        name=name,
        region=region,
    )


def _taken(stack: str, failure: Failure) -> Message:
    return message(
        "“{stack}” was not changed: {name} would take a name that is in use. Choose another --stage, or "
        "remove what an earlier installation left behind ({reason})",
        stack=stack,
        name=failure.name,
        reason=failure.reason,
    )
