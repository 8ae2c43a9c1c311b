"""Somebody who deploys as the command does, step by step, and what they ask for."""

from typing import Final

from infra.deploy.account import Account
from infra.deploy.deploying import Deployment
from infra.deploy.wishes import Wishes
from infra.installation import Installation
from infra.packaging.package import Package
from tests.infra.deploy.formation import Formation
from tests.infra.deploy.watcher import Watcher

TRY: Final = Installation("try")
FIRST: Final = Wishes(
    campaign="vinh-linh-70",
    mail_from="thi-dua@vinh-linh.example",
    mail_identity="vinh-linh.example",
    alarms="it@vinh-linh.example",
)


class Deployer:
    """Somebody with an account, who deploys as the command does."""

    def __init__(
        self, account: Account, home: Formation, edge: Formation, packages: tuple[Package, ...]
    ) -> None:
        self.account, self.home, self.edge, self.packages = account, home, edge, packages

    def deploy(self, wishes: Wishes = FIRST, watcher: Watcher | None = None) -> str:
        """All steps; the site's address."""
        deployment = Deployment(TRY, wishes, self.account, watcher or Watcher())
        deployment.check(self.packages)
        deployment.core()
        deployment.stages(self.packages)
        site = deployment.edge(self.packages)
        deployment.watch()
        assert deployment.campaign() == "vinh-linh-70"
        return site

    def made(self) -> list[str]:
        """The parts of which a change was carried out, in order."""
        return [
            stack.removeprefix("thidua-try-")
            for formation in (self.home, self.edge)
            for operation, given in formation.asked
            if operation == "ExecuteChangeSet" and (stack := given["StackName"])
        ]

    def told(self, part: str) -> dict[str, str]:
        """What the stack of a part was told."""
        return (self.edge if part == "edge" else self.home).stacks[TRY.stack(part)].parameters
