"""`thidua destroy`: every stack of an installation, and what they retain so that no data is lost by a slip.

It refuses while the table is protected, unless whoever asks repeats the installation's name. Repeating it
after it broke off removes the rest.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast

from infra import template
from infra.deploy import failures, keys
from infra.deploy.account import Account
from infra.deploy.changes import StackError, Stacks
from infra.deploy.console import Console
from infra.deploy.plan import PARTS
from infra.installation import Installation
from services.core.language.message import Message, message

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TableDescriptionTypeDef
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

#: Days in which a key that was given up can still be called back.
#: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
_KEY_DAYS: Final = 30


class ProtectedError(RuntimeError):
    """The installation holds data, and nobody said that it may go."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.sentence)
        self.why = why


def destroy(installation: Installation, account: Account, console: Console, *, with_data: str | None) -> bool:
    """Remove everything of the installation; whether there was anything, in this region.

    Raises:
        ProtectedError: it holds data, and `with_data` is not its name.
        StackError: whoever was asked said no, a stack cannot be deleted, or it is in another region.
    """
    if _is_protected(installation, account) and with_data != installation.name:
        raise ProtectedError(_protected(installation))
    home, edge = Stacks(account.formation), Stacks(account.edge_formation)
    there = [
        part
        for part in reversed(PARTS)
        if (edge if part == "edge" else home).status(installation.stack(part))
    ]
    # The edge goes first: alone it stands before pages in another region.
    if "edge" in there and "core" not in there:
        raise StackError(failures.elsewhere(installation.name, account.region))
    if not there and not _is_anything_left(installation, account):
        console.tell(
            message("There is nothing of {name} in {region}.", name=installation.name, region=account.region)
        )
        console.tell(message("If it is in another region, set AWS_DEFAULT_REGION."))
        return False
    console.tell(
        message(
            "To be removed: {stacks}, and every record, e-mail and report of “{name}”",
            stacks=", ".join(map(installation.stack, there)) or "-",
            name=installation.name,
        )
    )
    if not console.ask(message("Remove all of it for good?")):
        raise StackError(message("Nothing was removed."))
    key = home.outputs(installation.stack("core")).get("KeyArn", "")
    for part in there:
        stack = installation.stack(part)
        (edge if part == "edge" else home).delete(stack, console.progress(stack))
    _remove_data(installation, account, key)
    return True


def _is_anything_left(installation: Installation, account: Account) -> bool:
    """Whether a removal that broke off left something that no stack knows."""
    secrets = (installation.signing_key_name, keys.edge_key_name(installation))
    return (
        _table(installation, account) is not None
        or any(map(account.queue_url, _queues(installation)))
        or any(keys.is_there(account.ssm, name) for name in secrets)
        or any(_buckets(installation, account))
    )


def _is_protected(installation: Installation, account: Account) -> bool:
    table = _table(installation, account)
    return bool(table and table.get("DeletionProtectionEnabled"))


def _table(installation: Installation, account: Account) -> "TableDescriptionTypeDef | None":
    with suppress(account.dynamodb.exceptions.ResourceNotFoundException):
        return account.dynamodb.describe_table(TableName=installation.name)["Table"]
    return None


def _protected(installation: Installation) -> Message:
    return message(
        "“{name}” holds data and is protected. Back it up first (thidua backup --stage {stage} --to FILE), "
        "then repeat its name to remove it with its data: thidua destroy --stage {stage} --with-data {name}",
        name=installation.name,
        stage=installation.stage,
    )


def _remove_data(installation: Installation, account: Account, key: str) -> None:
    """What the core stack retained; the bucket last: it, too, knows the key, once the stack is gone."""
    _remove_table(installation, account)
    for queue in _queues(installation):
        if url := account.queue_url(queue):
            account.sqs.delete_queue(QueueUrl=url)
    keys.remove(installation, account.ssm)
    buckets = tuple(_buckets(installation, account))
    for one in {key, *(_key_of(account, bucket) for bucket in buckets)} - {""}:
        _give_up(account, one)
    for bucket in buckets:
        _empty(account, bucket)
        account.s3.delete_bucket(Bucket=bucket)


def _queues(installation: Installation) -> Iterator[str]:
    """The names of the queues that the core stack retains."""
    found = template.resources(template.read(template.INFRA / "core.yaml"), "AWS::SQS::Queue")
    for queue in template.filled(found, {"Name": installation.name}).values():
        yield queue["QueueName"]


def _remove_table(installation: Installation, account: Account) -> None:
    with suppress(account.dynamodb.exceptions.ResourceNotFoundException):
        table = account.dynamodb.describe_table(TableName=installation.name)["Table"]
        if table["TableStatus"] != "DELETING":
            if table.get("DeletionProtectionEnabled"):
                account.dynamodb.update_table(TableName=installation.name, DeletionProtectionEnabled=False)
                account.dynamodb.get_waiter("table_exists").wait(TableName=installation.name)
            account.dynamodb.delete_table(TableName=installation.name)
        account.dynamodb.get_waiter("table_not_exists").wait(TableName=installation.name)


def _key_of(account: Account, bucket: str) -> str:
    """The key with which the bucket is encrypted; empty where it is one that AWS owns."""
    found = account.s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    named = (rule.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID", "") for rule in found)
    return next(filter(None, named), "")


def _give_up(account: Account, key: str) -> None:
    """Have the key deleted in a while; without effect where that is so already."""
    with suppress(account.kms.exceptions.NotFoundException, account.kms.exceptions.KMSInvalidStateException):
        # By its id, which every engine knows it by.
        account.kms.schedule_key_deletion(KeyId=key.rpartition("/")[2], PendingWindowInDays=_KEY_DAYS)


def _buckets(installation: Installation, account: Account) -> Iterator[str]:
    """The bucket that CloudFormation named after the core stack; also when that stack is gone already.

    S3 lists those of every region; another one may have an installation of the same name.
    """
    prefix = f"{installation.stack('core')}-bucket-"
    for bucket in account.s3.list_buckets()["Buckets"]:
        if bucket["Name"].startswith(prefix):
            # S3 says nothing where it is in its first region.
            found = account.s3.get_bucket_location(Bucket=bucket["Name"])
            region = cast("str | None", found.get("LocationConstraint"))
            if (region or "us-east-1") == account.region:
                yield bucket["Name"]


def _empty(account: Account, bucket: str) -> None:
    """Remove every version of every file."""
    for page in account.s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found: list[ObjectIdentifierTypeDef] = [
            {"Key": one["Key"], "VersionId": one["VersionId"]}
            for one in (*page.get("Versions", []), *page.get("DeleteMarkers", []))
        ]
        if found:
            account.s3.delete_objects(Bucket=bucket, Delete={"Objects": found, "Quiet": True})
