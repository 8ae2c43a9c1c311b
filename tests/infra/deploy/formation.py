"""CloudFormation, as far as a deployment asks it: stacks, change sets, events, and what can go wrong.

It makes nothing but the names. A test says beforehand what fails (`breaks`), what CloudFormation refuses
(`refuses`), how many looks a change takes (`looks`), and how many entries a page has (`page`).
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from infra.template import parse
from tests.infra.deploy.answering import Asked, Refused, answered

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

MADE = datetime(2024, 9, 30, tzinfo=UTC)
REGION = "ap-southeast-1"


class Stack:
    """One stack, and what waits to be changed of it."""

    def __init__(self, name: str, region: str) -> None:
        self.name = name
        self.id = f"arn:aws:cloudformation:{region}:123456789012:stack/{name}/1"
        self.status = "REVIEW_IN_PROGRESS"
        self.template: Mapping[str, Any] = {}
        self.text = ""
        self.parameters: dict[str, str] = {}
        self.outputs: dict[str, str] = {}
        self.resources: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.events: list[dict[str, Any]] = []
        self.coming: list[str] = []

    def hides(self, parameter: str) -> bool:
        """Whether it is a secret."""
        return bool(self.template.get("Parameters", {}).get(parameter, {}).get("NoEcho"))


class Formation:
    """The stacks of one region. `client` is what a deployment is given; `asked` all that it asked."""

    def __init__(self, region: str = REGION) -> None:
        self.region = region
        self.stacks: dict[str, Stack] = {}
        self.asked = Asked()
        self.client: CloudFormationClient = answered("cloudformation", self._answer, self.asked, region)
        self.breaks: dict[str, list[tuple[str, str]]] = {}
        self.refuses: dict[str, str] = {}
        self.early: list[tuple[str, str]] = []
        self.looks = 0
        self.page = 100
        #: What a stack says of itself once it was made.
        self.says: Callable[[Stack], dict[str, str]] = lambda _stack: {}
        #: Templates that were not sent along, by their address.
        self.lying: Callable[[str], str] = lambda url: url
        self._gone: dict[str, Stack] = {}
        self._sets: dict[str, dict[str, Any]] = {}
        self._clock = 0

    def stand(self, name: str, status: str = "CREATE_COMPLETE", **more: Mapping[str, str]) -> Stack:
        """Let a stack stand there; `parameters`, `outputs`, `resources` (each with its type) and `ids`."""
        stack = self.stacks[name] = Stack(name, self.region)
        stack.status = status
        for what, found in more.items():
            setattr(stack, what, dict(found))
        return stack

    def statuses(self) -> dict[str, str]:
        """How every stack stands."""
        return {name: stack.status for name, stack in self.stacks.items()}

    # --- the API ---------------------------------------------------------------------------------

    def _answer(self, operation: str, given: dict[str, Any]) -> Mapping[str, Any]:
        answers: dict[str, Callable[[dict[str, Any]], Mapping[str, Any]]] = {
            "DescribeStacks": self._describe,
            "CreateChangeSet": self._create,
            "DescribeChangeSet": self._described_set,
            "ExecuteChangeSet": self._execute,
            "DeleteChangeSet": lambda _given: {},
            "DescribeStackEvents": self._events,
            "DescribeEvents": self._early_events,
            "ListStackResources": self._list,
            "DeleteStack": self._delete,
            "ContinueUpdateRollback": self._roll_on,
        }
        return answers[operation](given)

    def _find(self, name: str) -> Stack:
        found = self.stacks.get(name) or next(
            (stack for stack in (*self.stacks.values(), *self._gone.values()) if stack.id == name), None
        )
        if found is None:
            raise Refused("ValidationError", f"Stack with id {name} does not exist")
        return found

    def _describe(self, given: dict[str, Any]) -> Mapping[str, Any]:
        stack = self._find(given["StackName"])
        if stack.coming:
            stack.status = stack.coming.pop(0)
        shown = {
            "StackName": stack.name,
            "StackId": stack.id,
            "StackStatus": stack.status,
            "CreationTime": MADE,
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": "****" if stack.hides(key) else value}
                for key, value in stack.parameters.items()
            ],
            "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in stack.outputs.items()],
        }
        return {"Stacks": [shown]}

    def _create(self, given: dict[str, Any]) -> Mapping[str, Any]:
        name = given["StackName"]
        new = given["ChangeSetType"] == "CREATE"
        if "ValidationError" in self.refuses:
            raise Refused("ValidationError", self.refuses["ValidationError"])
        if new:
            assert name not in self.stacks or self.stacks[name].status == "REVIEW_IN_PROGRESS"
            self.stacks[name] = Stack(name, self.region)
        stack = self.stacks[name]
        text = given.get("TemplateBody") or self.lying(given["TemplateURL"])
        template = parse(text)
        told = {
            one["ParameterKey"]: stack.parameters[one["ParameterKey"]]
            if one.get("UsePreviousValue")
            else one["ParameterValue"]
            for one in given["Parameters"]
        }
        missing = [
            key for key, declared in template.get("Parameters", {}).items()
            if key not in told and "Default" not in declared
        ]  # fmt: skip
        if missing:
            raise Refused("ValidationError", f"Parameters: {missing} must have values")
        change = f"arn:aws:cloudformation:{self.region}:123456789012:changeSet/{given['ChangeSetName']}/1"
        self._sets[change] = {"name": name, "text": text, "template": template, "told": told, "new": new}
        return {"Id": change, "StackId": stack.id}

    def _described_set(self, given: dict[str, Any]) -> Mapping[str, Any]:
        wanted = self._sets[given["ChangeSetName"]]
        stack = self.stacks[wanted["name"]]
        if self.looks and not wanted.get("seen"):
            wanted["seen"] = True
            return {"Status": "CREATE_IN_PROGRESS"}
        if reason := self.refuses.get(wanted["name"]):
            return {"Status": "FAILED", "StatusReason": reason}
        changes = list(_changes(stack, wanted))
        same = wanted["text"] == stack.text and wanted["told"] == stack.parameters
        if not wanted["new"] and same:
            return {"Status": "FAILED", "StatusReason": "The submitted information didn't contain changes."}
        start = int(given.get("NextToken", 0))
        page = {"Status": "CREATE_COMPLETE", "Changes": changes[start : start + self.page]}
        if start + self.page < len(changes):
            page["NextToken"] = str(start + self.page)
        return page

    def _execute(self, given: dict[str, Any]) -> Mapping[str, Any]:
        wanted = self._sets.pop(given["ChangeSetName"])
        stack = self.stacks[wanted["name"]]
        verb = "CREATE" if wanted["new"] else "UPDATE"
        failures = self.breaks.pop(stack.name, [])
        for name, reason in failures:
            self._happened(stack, name, f"{verb}_FAILED", reason)
        if failures:
            end = "ROLLBACK_COMPLETE" if wanted["new"] else "UPDATE_ROLLBACK_COMPLETE"
            if wanted["new"]:  # it says what it was told, and defaults among it, but nobody goes on from that
                stack.template = wanted["template"]
                declared = wanted["template"].get("Parameters", {})
                defaults = {name: one["Default"] for name, one in declared.items() if "Default" in one}
                stack.parameters = {**defaults, **wanted["told"]}
        else:
            end = f"{verb}_COMPLETE"
            stack.text, stack.template, stack.parameters = wanted["text"], wanted["template"], wanted["told"]
            stack.resources = {name: one["Type"] for name, one in _resources(wanted["template"]).items()}
            for name in stack.resources:
                self._happened(stack, name, end)
            stack.outputs = self.says(stack)
        self._happened(stack, stack.name, end)
        stack.coming = [*[f"{verb}_IN_PROGRESS"] * self.looks, end]
        return {}

    def _events(self, given: dict[str, Any]) -> Mapping[str, Any]:
        events = self._find(given["StackName"]).events[::-1]
        start = int(given.get("NextToken", 0))
        page: dict[str, Any] = {"StackEvents": events[start : start + self.page]}
        if start + self.page < len(events):
            page["NextToken"] = str(start + self.page)
        return page

    def _early_events(self, given: dict[str, Any]) -> Mapping[str, Any]:
        assert given["Filters"] == {"FailedEvents": True}
        return {
            "OperationEvents": [
                {"LogicalResourceId": name, "ValidationStatusReason": reason} for name, reason in self.early
            ]
        }

    def _list(self, given: dict[str, Any]) -> Mapping[str, Any]:
        stack = self._find(given["StackName"])
        return {
            "StackResourceSummaries": [
                {
                    "LogicalResourceId": name,
                    "PhysicalResourceId": stack.ids.get(name, f"{stack.name}-{name}"),
                    "ResourceType": kind,
                    "LastUpdatedTimestamp": MADE,
                    "ResourceStatus": "CREATE_COMPLETE",
                }
                for name, kind in stack.resources.items()
            ]
        }

    def _delete(self, given: dict[str, Any]) -> Mapping[str, Any]:
        stack = self._find(given["StackName"])
        failures = self.breaks.pop(stack.name, [])
        for name, reason in failures:
            self._happened(stack, name, "DELETE_FAILED", reason)
        if failures:
            stack.coming = [*["DELETE_IN_PROGRESS"] * self.looks, "DELETE_FAILED"]
            return {}
        for name in stack.resources:
            self._happened(stack, name, "DELETE_COMPLETE")
        self.stacks.pop(stack.name, None)
        self._gone[stack.name] = stack
        stack.coming = [*["DELETE_IN_PROGRESS"] * self.looks, "DELETE_COMPLETE"]
        return {}

    def _roll_on(self, given: dict[str, Any]) -> Mapping[str, Any]:
        stack = self._find(given["StackName"])
        end = "UPDATE_ROLLBACK_FAILED" if self.breaks.pop(stack.name, []) else "UPDATE_ROLLBACK_COMPLETE"
        stack.coming = [*["UPDATE_ROLLBACK_IN_PROGRESS"] * self.looks, end]
        return {}

    def _happened(self, stack: Stack, name: str, status: str, reason: str = "") -> None:
        self._clock += 1
        stack.events.append(
            {
                "StackId": stack.id,
                "EventId": str(self._clock),
                "StackName": stack.name,
                "LogicalResourceId": name,
                "PhysicalResourceId": stack.id if name == stack.name else f"{stack.name}-{name}",
                "Timestamp": MADE + timedelta(seconds=self._clock),
                "ResourceStatus": status,
                **({"ResourceStatusReason": reason} if reason else {}),
            }
        )


def _resources(template: Mapping[str, Any]) -> dict[str, Any]:
    """Without loops, which only CloudFormation unrolls."""
    return {name: one for name, one in template["Resources"].items() if isinstance(one, dict)}


def _changes(stack: Stack, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    before, after = _resources(stack.template or {"Resources": {}}), _resources(wanted["template"])
    found = []
    for name in dict.fromkeys((*before, *after)):
        if name not in before:
            action, kind = "Add", after[name]["Type"]
        elif name not in after:
            action, kind = "Remove", before[name]["Type"]
        elif json.dumps(before[name]) != json.dumps(after[name]) or wanted["told"] != stack.parameters:
            action, kind = "Modify", after[name]["Type"]
        else:
            continue
        change = {"Action": action, "LogicalResourceId": name, "ResourceType": kind}
        if action == "Modify":
            change["Replacement"] = after[name].get("Replacement", "False")
        found.append({"Type": "Resource", "ResourceChange": change})
    return found
