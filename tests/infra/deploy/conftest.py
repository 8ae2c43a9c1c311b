"""Somebody who deploys: an account that answers, and a terminal that remembers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import boto3
import pytest

from infra.deploy.account import Account
from infra.installation import EDGE_REGION
from services.core.language.message import Message
from tests.conftest import TestCloud
from tests.infra.deploy.formation import Formation, Stack

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from infra.deploy.changes import Progress


class Watcher:
    """A terminal that remembers what it was told, and answers as a test says."""

    def __init__(self, answer: Callable[[Message], bool] = lambda _what: True) -> None:
        self.answer = answer
        self.told: list[Message] = []
        self.shown: list[str] = []
        self.asked: list[Message] = []
        self.progressed: dict[str, list[tuple[int, int]]] = {}

    def tell(self, what: Message) -> None:
        """Remember a sentence."""
        self.told.append(what)

    def show(self, line: str) -> None:
        """Remember a line."""
        self.shown.append(line)

    def ask(self, what: Message) -> bool:
        """Answer."""
        self.asked.append(what)
        return self.answer(what)

    def progress(self, what: str) -> "Progress":
        """Remember how far it was."""
        steps = self.progressed.setdefault(what, [])
        return lambda done, total: steps.append((done, total))

    def said(self, sentence: str) -> list[Message]:
        """What was told with this sentence."""
        return [one for one in self.told if one.sentence == sentence]


@pytest.fixture
def watcher() -> Watcher:
    """Says yes to everything."""
    return Watcher()


@pytest.fixture
def home() -> Formation:
    """CloudFormation in the home region; empty."""
    return Formation()


@pytest.fixture
def edge() -> Formation:
    """CloudFormation where the edge is; empty."""
    return Formation(EDGE_REGION)


@pytest.fixture
def account(cloud: TestCloud, home: Formation, edge: Formation) -> Account:
    """An account with moto behind it, and with CloudFormation as `home` and `edge` play it."""
    assert cloud
    found = Account()
    found.formation, found.edge_formation = home.client, edge.client
    return found


@pytest.fixture
def bucket(cloud: TestCloud) -> "tuple[S3Client, str]":
    """A client, and the name of an empty bucket with versions."""
    name = cloud.inner.outputs["BucketName"]
    return boto3.client("s3"), name


CLOUDFRONT = "d1.cloudfront.net"


@pytest.fixture
def says(home: Formation, edge: Formation, bucket: "tuple[S3Client, str]") -> None:
    """Let stacks say of themselves what they would on AWS, and templates lie in the bucket."""
    s3, name = bucket

    def of_home(stack: Stack) -> dict[str, str]:
        part = stack.name.removeprefix("thidua-try-")
        if part == "core":
            return {"BucketName": name, "TableName": "thidua-try", "BusName": "thidua-try"}
        return {"RestAPIId": f"{part}-api"} if "RestAPI" in stack.resources else {}

    def of_edge(stack: Stack) -> dict[str, str]:
        domain = stack.parameters.get("SiteDomain") or CLOUDFRONT
        return {"SiteUrl": f"https://{domain}", "DistributionDomain": CLOUDFRONT, "DistributionId": "E1"}

    home.says, edge.says = of_home, of_edge
    home.lying = lambda url: (
        s3.get_object(Bucket=name, Key=url.partition(f"/{name}/")[2])["Body"].read().decode()
    )
