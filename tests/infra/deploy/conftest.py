"""Somebody who deploys: an account that answers, and a terminal that remembers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import boto3
import pytest

from infra import cli
from infra.deploy import account as accounts
from infra.deploy import keys, smoke
from infra.deploy.account import Account
from infra.installation import EDGE_REGION
from infra.packaging import package as building
from tests.conftest import TestCloud
from tests.infra.deploy.answering import answered, table
from tests.infra.deploy.deployer import TRY, Deployer
from tests.infra.deploy.formation import Formation, Stack
from tests.infra.deploy.packages import packages
from tests.infra.deploy.watcher import Watcher

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


CLOUDFRONT = "d1.cloudfront.net"

Run: TypeAlias = Callable[..., tuple[int, list[str], str]]


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


@pytest.fixture
def deployer(
    says: None,  # noqa: ARG001 - what stacks say of themselves
    account: Account,
    home: Formation,
    edge: Formation,
    tmp_path: Path,
) -> Iterator[Deployer]:
    """Somebody before an empty account, who leaves no secret behind."""
    yield Deployer(account, home, edge, packages(tmp_path))
    keys.remove(TRY, account.ssm)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in English: exit code, lines told, and what went to the error stream."""
    monkeypatch.setenv("TABLE_NAME", "thidua")  # the command sets its own, for its process

    def command(*words: str | Path, lang: str = "en") -> tuple[int, list[str], str]:
        code = cli.main([*map(str, words), "--lang", lang])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return command


@pytest.fixture
def ready(
    says: None,  # noqa: ARG001 - what stacks say of themselves
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Account]:
    """The command finds this account, these packages, an SES that lets e-mails out, and pages that answer."""
    state = {
        "GetAccount": {"ProductionAccessEnabled": True},
        "GetEmailIdentity": {"VerifiedForSendingStatus": True},
    }
    account.ses = answered("sesv2", table(state))
    monkeypatch.setattr(accounts, "Account", lambda: account)
    monkeypatch.setattr(building, "build", lambda _target: iter(packages(tmp_path)))
    monkeypatch.setattr(smoke, "faults", lambda _site, **_: ())
    yield account
    keys.remove(TRY, account.ssm)
