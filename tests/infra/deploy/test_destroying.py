"""An installation is taken away whole, by nobody's slip, and by as many tries as it takes."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import boto3
import pytest

from infra.deploy import keys
from infra.deploy.account import Account
from infra.deploy.changes import StackError
from infra.deploy.destroying import ProtectedError, destroy
from infra.deploy.plan import PARTS
from infra.installation import Installation
from tests.infra.deploy.formation import Formation
from tests.infra.deploy.watcher import Watcher

TRY: Final = Installation("try")
QUEUES: Final = ("review", "notify", "report", "review-dead", "notify-dead", "report-dead", "relay-dead")
#: Clients through which anything is taken away.
CLIENTS: Final = ("formation", "edge_formation", "dynamodb", "s3", "sqs", "ssm", "kms")


class Place:
    """What an installation leaves in an account beside its stacks."""

    def __init__(
        self, installation: Installation, account: Account, home: Formation, edge: Formation
    ) -> None:
        self.installation, self.account, self.home, self.edge = installation, account, home, edge
        self.bucket = f"{installation.stack('core')}-bucket-1a2b3c"

    def build(self, *, protected: bool = True, region: str = "ap-southeast-1") -> None:
        """Make all of it."""
        account, name = self.account, self.installation.name
        self.key = account.kms.create_key()["KeyMetadata"]["Arn"]
        for part in PARTS:
            (self.edge if part == "edge" else self.home).stand(self.installation.stack(part))
        self.home.stacks[self.installation.stack("core")].outputs = {"KeyArn": self.key}
        account.dynamodb.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            DeletionProtectionEnabled=protected,
        )
        for queue in QUEUES:
            account.sqs.create_queue(QueueName=f"{name}-{queue}")
        keys.ensure(self.installation, account.ssm)
        self._fill_bucket(region)

    def _fill_bucket(self, region: str) -> None:
        s3: Any = boto3.client("s3", region_name=region)
        s3.create_bucket(Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": region})
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": self.key}}
        s3.put_bucket_encryption(Bucket=self.bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
        s3.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"})
        for content in (b"old", b"new"):
            s3.put_object(Bucket=self.bucket, Key="reports/r.html", Body=content)
        s3.put_object(Bucket=self.bucket, Key="packages/1.zip", Body=b"code")
        s3.delete_object(Bucket=self.bucket, Key="packages/1.zip")

    def left(self) -> set[str]:
        """What of it is still there."""
        account, name = self.account, self.installation.name
        found = {
            stack for one in (self.home, self.edge) for stack in one.stacks if stack.startswith(f"{name}-")
        }
        found |= {table for table in account.dynamodb.list_tables()["TableNames"] if table == name}
        urls = account.sqs.list_queues(QueueNamePrefix=f"{name}-").get("QueueUrls", [])
        found |= {url.rsplit("/", 1)[-1] for url in urls}
        found |= {one["Name"] for one in account.s3.list_buckets()["Buckets"] if one["Name"] == self.bucket}
        secrets = [self.installation.signing_key_name, keys.edge_key_name(self.installation)]
        found |= {one["Name"] for one in account.ssm.get_parameters(Names=secrets)["Parameters"]}
        if account.kms.describe_key(KeyId=self.key)["KeyMetadata"]["KeyState"] != "PendingDeletion":
            found.add(self.key)
        return found

    def clear(self) -> None:
        """Leave nothing to the next test."""
        for one in (self.home, self.edge):
            one.stacks.clear()
        destroy(self.installation, self.account, Watcher(), with_data=self.installation.name)


@pytest.fixture
def place(account: Account, home: Formation, edge: Formation) -> Iterator[Place]:
    """An installation with data."""
    found = Place(TRY, account, home, edge)
    found.build()
    yield found
    found.clear()


@pytest.mark.parametrize("name", [None, "", "try", "thidua-tri", "THIDUA-TRY"])
def test_what_holds_data_does_not_go_by_a_slip(place: Place, watcher: Watcher, name: str | None) -> None:
    """Without its whole name nothing is even asked; the sentence says how to back up and how to go on."""
    before = place.left()
    with pytest.raises(ProtectedError) as stopped:
        destroy(TRY, place.account, watcher, with_data=name)
    assert "thidua backup --stage {stage}" in stopped.value.why.sentence
    assert stopped.value.why.values == {"name": "thidua-try", "stage": "try"}
    assert watcher.asked == []
    assert place.left() == before


def test_with_its_name_everything_goes(place: Place, watcher: Watcher) -> None:
    """Stacks, table, every version of every file, queues, secrets; the key in thirty days."""
    destroy(TRY, place.account, watcher, with_data="thidua-try")
    assert place.left() == set()
    assert watcher.told[0].values["stacks"] == ", ".join(TRY.stack(part) for part in reversed(PARTS))


def test_what_stands_on_something_goes_before_it(place: Place, watcher: Watcher) -> None:
    """No stack can go while another one imports from it."""
    destroy(TRY, place.account, watcher, with_data="thidua-try")
    gone = [given["StackName"] for operation, given in place.home.asked if operation == "DeleteStack"]
    assert gone == [TRY.stack(part) for part in reversed(PARTS) if part != "edge"]
    assert place.edge.asked.times("DeleteStack") == 1


def test_whoever_says_no_keeps_everything(place: Place) -> None:
    """The name alone is not the last word."""
    before = place.left()
    with pytest.raises(StackError, match="Nothing was removed"):
        destroy(TRY, place.account, Watcher(lambda _what: False), with_data="thidua-try")
    assert place.left() == before


def test_what_holds_no_protected_data_goes_without_its_name(
    account: Account, home: Formation, edge: Formation, watcher: Watcher
) -> None:
    """A deployment that was only tried is asked about once."""
    found = Place(TRY, account, home, edge)
    found.build(protected=False)
    assert destroy(TRY, account, watcher, with_data=None)
    assert found.left() == set()
    assert len(watcher.asked) == 1


def test_nothing_of_another_installation_goes(place: Place, watcher: Watcher) -> None:
    """Not even of one whose name begins alike."""
    other = Place(Installation("try-two"), place.account, place.home, place.edge)
    other.build()
    before = other.left()
    destroy(TRY, place.account, watcher, with_data="thidua-try")
    assert other.left() == before
    other.clear()


def test_an_edge_alone_belongs_to_another_region(account: Account, edge: Formation, watcher: Watcher) -> None:
    """In the wrong region, only the edge is found, which is in the same one for all: it stays."""
    edge.stand(TRY.stack("edge"))
    with pytest.raises(StackError) as stopped:
        destroy(TRY, account, watcher, with_data="thidua-try")
    assert stopped.value.why.values == {"name": "thidua-try", "region": "ap-southeast-1"}
    assert watcher.asked == []
    assert list(edge.stacks) == [TRY.stack("edge")]


def test_a_bucket_of_another_region_stays(
    account: Account, home: Formation, edge: Formation, watcher: Watcher
) -> None:
    """S3 lists the buckets of every region, and another one may have an installation of the same name."""
    found = Place(TRY, account, home, edge)
    found.build(protected=False, region="ap-northeast-1")
    destroy(TRY, account, watcher, with_data=None)
    assert found.left() == {found.bucket}
    s3: Any = boto3.client("s3", region_name="ap-northeast-1")
    for version in [
        *(page := s3.list_object_versions(Bucket=found.bucket))["Versions"],
        *page["DeleteMarkers"],
    ]:
        s3.delete_object(Bucket=found.bucket, Key=version["Key"], VersionId=version["VersionId"])
    s3.delete_bucket(Bucket=found.bucket)


def test_a_stack_that_cannot_go_keeps_the_data(place: Place, watcher: Watcher) -> None:
    """Data go last, when nothing uses them any more."""
    place.home.breaks[TRY.stack("notify")] = [("ConsumeRole", "Role is in use")]
    with pytest.raises(StackError, match="could not be removed"):
        destroy(TRY, place.account, watcher, with_data="thidua-try")
    assert {TRY.name, place.bucket, f"{TRY.name}-notify", place.key} <= place.left()


def test_nothing_there_is_no_error(account: Account, watcher: Watcher) -> None:
    """What was destroyed can be destroyed again; a wrong name or region is not called removed."""
    assert not destroy(TRY, account, watcher, with_data=None)
    assert watcher.told[0].sentence == "There is nothing of {name} in {region}."
    assert watcher.asked == []


# --- broken off ----------------------------------------------------------------------------------


class PulledOutError(Exception):
    """Somebody closed the lid."""


def breaking(account: Account, at: int) -> Callable[[], None]:
    """Let the `at`-th thing that would be taken away break off; how to let everything through again."""
    taken = 0

    def count(model: Any, **_: object) -> None:  # noqa: ANN401 - botocore's
        nonlocal taken
        if model.name.startswith(("Delete", "Update", "Schedule")):
            if taken == at:
                raise PulledOutError(model.name)
            taken += 1

    clients = [getattr(account, name) for name in CLIENTS]
    for client in clients:
        client.meta.events.register_first("before-call.*.*", count)

    def through() -> None:
        for client in clients:
            client.meta.events.unregister("before-call.*.*", count)

    return through


def test_it_can_break_off_at_every_step_and_be_repeated(place: Place, watcher: Watcher) -> None:
    """Whatever was taken away already, the same command takes the rest, and the key is not forgotten."""
    steps = 0
    while True:
        through = breaking(place.account, steps)
        broke = True
        with suppress(PulledOutError):
            destroy(TRY, place.account, watcher, with_data="thidua-try")
            broke = False
        through()
        if not broke:
            break
        assert place.left() != set()
        destroy(TRY, place.account, watcher, with_data="thidua-try")
        assert place.left() == set(), f"after a break at step {steps}"
        place.build()
        steps += 1
    assert place.left() == set()
    # Eight stacks; the table twice; its queues; the secrets; the key; the files and their bucket.
    assert steps == len(PARTS) + 2 + len(QUEUES) + 1 + 1 + 2
