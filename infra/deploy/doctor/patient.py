"""An installation as AWS knows it: what every question begins with."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from infra.deploy.account import Account
from infra.deploy.changes import Resource, Stacks
from infra.deploy.plan import PARTS, has_own_front
from infra.deploy.statuses import NOT_THERE
from infra.installation import Installation


class UnsaidError(LookupError):
    """A stack does not say what a newer version of it would: `output` is what."""

    def __init__(self, output: str) -> None:
        super().__init__(f"no output {output}")
        self.output = output


class Patient:
    """One installation; everything is asked once, when it is first needed. It is `now`, aware."""

    def __init__(self, installation: Installation, account: Account, now: datetime) -> None:
        self.installation = installation
        self.account = account
        self.now = now
        self._home = Stacks(account.formation)
        self._edge = Stacks(account.edge_formation)

    @cached_property
    def statuses(self) -> dict[str, str]:
        """How each part's stack stands, in CloudFormation's words; empty where there is none."""
        return {part: self._of(part).status(self.installation.stack(part)) for part in PARTS}

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts that this installation should have."""
        own_front = has_own_front(self._home.parameters(self.installation.stack("core")))
        return tuple(part for part in PARTS if part != "edge" or not own_front)

    def works(self, part: str) -> bool:
        """Whether that part was ever made whole."""
        status = self.statuses[part]
        return status == "CREATE_COMPLETE" or status.startswith(("UPDATE_", "IMPORT_"))

    @cached_property
    def age(self) -> timedelta:
        """For how long it has been there."""
        return self.now - (self._home.made(self.installation.stack("core")) or self.now)

    def core(self, output: str) -> str:
        """What the core's stack says.

        Raises:
            UnsaidError: it does not say that.
        """
        try:
            return self._core[output]
        except KeyError as error:
            raise UnsaidError(output) from error

    @cached_property
    def pages(self) -> dict[str, str]:
        """What the stage with the front page was told."""
        return self._home.parameters(self.installation.stack("registration"))

    @cached_property
    def edge(self) -> dict[str, str]:
        """What the edge was told, and what it says of itself; nothing where there is none."""
        stack = self.installation.stack("edge")
        return self._edge.parameters(stack) | self._edge.outputs(stack)

    @property
    def site_url(self) -> str:
        """Where the pages are, as they were told; empty where nobody told them."""
        return self.pages.get("SiteUrl", "")

    def api(self, stage: str) -> str:
        """The id of a stage's API; empty where there is none."""
        return self._home.outputs(self.installation.stack(stage)).get("RestAPIId", "")

    @property
    def mail_identity(self) -> str:
        """What SES verifies."""
        return self._home.parameters(self.installation.stack("core"))["MailIdentity"]

    def resources(self, kind: str) -> tuple[tuple[str, Resource], ...]:
        """Everything of a type (`AWS::Lambda::Function`), each with its stack."""
        return tuple(found for found in self._resources if found[1].kind == kind)

    @cached_property
    def alarms(self) -> tuple[Mapping[str, Any], ...]:
        """CloudWatch's description of every alarm."""
        pages = self.account.metrics.get_paginator("describe_alarms").paginate(
            AlarmNamePrefix=f"{self.installation.name}-", AlarmTypes=["MetricAlarm"]
        )
        return tuple(alarm for page in pages for alarm in page["MetricAlarms"])

    @cached_property
    def _core(self) -> dict[str, str]:
        return self._home.outputs(self.installation.stack("core"))

    @cached_property
    def _resources(self) -> tuple[tuple[str, Resource], ...]:
        there = (part for part in PARTS if part != "edge" and self.statuses[part] not in NOT_THERE)
        stacks = [self.installation.stack(part) for part in there]
        return tuple((stack, resource) for stack in stacks for resource in self._home.resources(stack))

    def _of(self, part: str) -> Stacks:
        return self._edge if part == "edge" else self._home
