"""One stack, changed by a change set: made, shown, carried out, followed to its end.

A change that breaks off leaves a stack as it was (CloudFormation rolls it back), so that it can be tried
again; a first creation that failed is cleared away here, because AWS lets nobody go on from it.
"""

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from infra.deploy import failures
from infra.deploy.failures import Failure
from infra.deploy.plan import Parameter
from infra.deploy.statuses import DONE, HALF_MADE, NOT_THERE, STUCK
from services.core.language.message import Message, message

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import CreateChangeSetInputTypeDef, ParameterTypeDef

#: Seconds between two looks at a stack; CloudFormation counts calls.
_PAUSE: Final = 2.0

#: A stack that was deleted, asked for by its name and by its id.
_GONE: Final = ("", "DELETE_COMPLETE")

#: How CloudFormation says that nothing would change.
_NOTHING: Final = ("didn't contain changes", "No updates are to be performed")


class StackError(RuntimeError):
    """Why a stack could not be changed; `why` is for whoever deploys."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.sentence)
        self.why = why


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A template's text, or where it lies once it is longer than a request may be."""

    body: str = ""
    url: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One resource that would be added (`+`), changed (`~`), made anew (`!`) or removed (`-`)."""

    sign: str
    name: str
    kind: str


class ChangeSet(msgspec.Struct, frozen=True, kw_only=True):
    """A change that waits to be carried out."""

    stack: str
    id: str
    new: bool
    changes: tuple[Change, ...]


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """A resource of a stack: its name in the template, its type, and its id, name or ARN in AWS."""

    name: str
    kind: str
    id: str


#: Told how many resources are done, and of how many.
Progress = Callable[[int, int], None]


class Stacks:
    """The stacks of one region. `pause` is how long it waits between two looks, in seconds."""

    def __init__(self, formation: "CloudFormationClient", pause: float = _PAUSE) -> None:
        self._formation = formation
        self._pause = pause

    def status(self, stack: str) -> str:
        """CloudFormation's word for how it stands; empty where there is none."""
        found = self._described(stack)
        return str(found["StackStatus"]) if found else ""

    def made(self, stack: str) -> datetime | None:
        """When the stack was made; `None` where there is none."""
        found = self._described(stack)
        return found["CreationTime"] if found else None

    def parameters(self, stack: str) -> dict[str, str]:
        """What the stack was told; secrets are `HIDDEN`."""
        found = self._described(stack)
        there = found.get("Parameters", []) if found and found["StackStatus"] not in NOT_THERE else []
        return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in there}

    def outputs(self, stack: str) -> dict[str, str]:
        """What the stack says of itself; nothing where there is none."""
        found = self._described(stack) or {}
        return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}

    def resources(self, stack: str) -> tuple[Resource, ...]:
        """Everything that the stack is made of."""
        pages = self._formation.get_paginator("list_stack_resources").paginate(StackName=stack)
        return tuple(
            Resource(
                name=one["LogicalResourceId"], kind=one["ResourceType"], id=one.get("PhysicalResourceId", "")
            )
            for page in pages
            for one in page["StackResourceSummaries"]
        )

    def prepare(
        self, stack: str, template: Template, parameters: Sequence[Parameter], tags: dict[str, str]
    ) -> ChangeSet | None:
        """Make a change set; `None` where nothing would change.

        Raises:
            StackError: the stack is busy or stuck, or CloudFormation refuses the template.
        """
        new = self._ready(stack)
        wanted: CreateChangeSetInputTypeDef = {
            "StackName": stack,
            "ChangeSetName": f"deploy-{time.time_ns()}",
            "ChangeSetType": "CREATE" if new else "UPDATE",
            "Parameters": [_told(parameter) for parameter in parameters],
            "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        }
        if template.url:
            wanted["TemplateURL"] = template.url
        else:
            wanted["TemplateBody"] = template.body
        change = self._asked(wanted)
        return self._made(stack, change, new=new) if change else None

    def carry_out(self, change: ChangeSet, progress: Progress) -> None:
        """Execute a change set and wait for its end.

        Raises:
            StackError: it failed and was rolled back; the first reasons are named.
        """
        begun = self._newest_event(change.stack)
        self._formation.execute_change_set(
            ChangeSetName=change.id, StackName=change.stack, RetainExceptOnCreate=True
        )
        status = self._followed(change.stack, begun, len(change.changes), progress)
        if status not in DONE:
            raise StackError(failures.broken_off(change.stack, self._failures(change.stack, begun)))

    def forget(self, change: ChangeSet) -> None:
        """Drop a change set that nobody wants; a stack that only waited for it goes, too."""
        self._dropped(change.stack, change.id, new=change.new)

    def delete(self, stack: str, progress: Progress) -> None:
        """Delete a stack and wait for its end; what it retains stays.

        Raises:
            StackError: something could not be deleted.
        """
        found = self._described(stack)
        if found is None:
            return
        begun = self._newest_event(stack)
        identity = str(found["StackId"])
        total = len(self.resources(stack))
        self._formation.delete_stack(StackName=stack)
        status = self._followed(identity, begun, total, progress)
        if status != "DELETE_COMPLETE":
            raise StackError(failures.not_removed(stack, self._failures(identity, begun)))

    # --- the steps -------------------------------------------------------------------------

    def _ready(self, stack: str) -> bool:
        """Whether the stack has to be created; what is half made is cleared away first."""
        status = self.status(stack)
        if status in NOT_THERE:
            return True
        if status in HALF_MADE:
            self.delete(stack, lambda _done, _total: None)
            return True
        if status == STUCK:
            self._formation.continue_update_rollback(StackName=stack)
            status = self._followed(stack, None, 0, lambda _done, _total: None)
        if status.endswith("_IN_PROGRESS"):
            raise StackError(
                message(
                    "“{stack}” is being changed just now ({status}): wait for its end.",
                    stack=stack,
                    status=status,
                )
            )
        if status.endswith("_FAILED"):
            raise StackError(
                message(
                    "“{stack}” is stuck ({status}): look at its events in CloudFormation.",
                    stack=stack,
                    status=status,
                )
            )
        return False

    def _asked(self, wanted: "CreateChangeSetInputTypeDef") -> str:
        """The id of a change set in the making; empty where it is plain at once that nothing changes."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import; only a deployment comes here

        try:
            return self._formation.create_change_set(**wanted)["Id"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationError":
                raise
            reason = error.response["Error"]["Message"]
            if any(words in reason for words in _NOTHING):
                return ""
            raise StackError(failures.refused(wanted["StackName"], reason)) from error

    def _made(self, stack: str, change: str, *, new: bool) -> ChangeSet | None:
        while True:
            found = self._formation.describe_change_set(ChangeSetName=change, StackName=stack)
            if found["Status"] not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
                break
            time.sleep(self._pause)
        if found["Status"] != "CREATE_COMPLETE":
            reason = found.get("StatusReason", "")
            early = failures.seen_early(self._formation, change, reason)
            self._dropped(stack, change, new=new)
            if any(words in reason for words in _NOTHING):
                return None
            raise StackError(failures.refused(stack, reason, early))
        changes = list(found.get("Changes", []))
        while token := found.get("NextToken"):
            found = self._formation.describe_change_set(
                ChangeSetName=change, StackName=stack, NextToken=token
            )
            changes += found.get("Changes", [])
        return ChangeSet(stack=stack, id=change, new=new, changes=tuple(_change(one) for one in changes))

    def _dropped(self, stack: str, change: str, *, new: bool) -> None:
        self._formation.delete_change_set(ChangeSetName=change, StackName=stack)
        if new:
            self._formation.delete_stack(StackName=stack)

    def _followed(self, stack: str, begun: datetime | None, total: int, progress: Progress) -> str:
        """Wait for the end; the last status."""
        done: set[str] = set()
        while True:
            status = self.status(stack)
            for event in self._events(stack, begun) if total else ():
                if (
                    event["ResourceStatus"].endswith("_COMPLETE")
                    and event.get("PhysicalResourceId") != event["StackId"]
                ):
                    done.add(event["LogicalResourceId"])
            if total:
                progress(min(len(done), total), total)
            if not status.endswith("_IN_PROGRESS"):
                # Some of what was announced turns out to stay as it is, and some of what goes is retained.
                if total and status in (*DONE, *_GONE):
                    progress(total, total)
                return status or "DELETE_COMPLETE"
            time.sleep(self._pause)

    def _failures(self, stack: str, begun: datetime | None) -> Iterator[Failure]:
        """What failed, and why, in the order in which it happened; what was only cancelled is left out."""
        for event in reversed(list(self._events(stack, begun))):
            reason = event.get("ResourceStatusReason", "")
            if event["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason:
                yield Failure(name=event["LogicalResourceId"], reason=reason)

    # --- CloudFormation's answers ----------------------------------------------------------

    def _described(self, stack: str) -> dict[str, Any] | None:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import; only a deployment comes here

        try:
            return dict(self._formation.describe_stacks(StackName=stack)["Stacks"][0])
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def _newest_event(self, stack: str) -> datetime | None:
        return next((event["Timestamp"] for event in self._events(stack, None)), None)

    def _events(self, stack: str, since: datetime | None) -> Iterator[dict[str, Any]]:
        """Newest first, down to those that came before."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - as above

        pages = self._formation.get_paginator("describe_stack_events").paginate(StackName=stack)
        try:
            for event in itertools.chain.from_iterable(page["StackEvents"] for page in pages):
                if since is not None and event["Timestamp"] <= since:
                    return
                yield dict(event)
        except ClientError as error:
            if "does not exist" not in str(error):
                raise


def _told(parameter: Parameter) -> "ParameterTypeDef":
    if parameter.value is None:
        return {"ParameterKey": parameter.name, "UsePreviousValue": True}
    return {"ParameterKey": parameter.name, "ParameterValue": parameter.value}


_SIGNS: Final = {"Add": "+", "Modify": "~", "Remove": "-", "Import": "+", "Dynamic": "~"}


def _change(found: Any) -> Change:  # noqa: ANN401 - CloudFormation's JSON
    change = found["ResourceChange"]
    anew = change.get("Replacement") in ("True", "Conditional") and change["Action"] == "Modify"
    sign = "!" if anew else _SIGNS[change["Action"]]
    return Change(sign=sign, name=change["LogicalResourceId"], kind=change["ResourceType"])
