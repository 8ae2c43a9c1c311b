"""The whole table, read and written as an operator does; the application itself never scans.

Items pass as images (infra/operate/items.py), a page or a batch at a time, so that memory does not grow with
the table.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from infra.operate.items import Image, counter_of, key_of, kind_of
from infra.operate.stopped import StoppedError
from services.core.language.message import message

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WriteRequestTypeDef

#: Parts of the table that are read at the same time, so that this machine seldom waits for the next page.
SEGMENTS: Final = 4
#: Items in one batch write.
#: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
BATCH: Final = 25
#: Conditional writes at the same time.
_WRITERS: Final = 8
#: How often a batch is given again whose items the table did not take, and the seconds before the first time;
#: each wait is twice the one before it: two minutes in all.
_TRIES: Final = 12
_PAUSE: Final = 0.03


class Table:
    """A table by its name. `wait` is called with seconds where the table asks for patience."""

    def __init__(self, name: str, wait: Callable[[float], None] = time.sleep) -> None:
        import boto3  # noqa: PLC0415 - slow to import; only a command that goes there pays for it
        from botocore.config import Config  # noqa: PLC0415 - the same

        self.name = name
        self._wait = wait
        patient = Config(retries={"mode": "standard", "total_max_attempts": 10})
        self._dynamodb: DynamoDBClient = boto3.client("dynamodb", config=patient)

    def scan(self, sort_key: str = "", attributes: Iterable[str] = ()) -> Iterator[Image]:
        """Every item, or those with `sort_key`; whole, or only some of its attributes.

        Items of one partition come in the order of their range keys. What is written meanwhile may be in it
        or not, item by item.

        Raises:
            StoppedError: there is no such table.
        """
        asked = _asked(self.name, sort_key, tuple(attributes))
        with ThreadPoolExecutor(SEGMENTS) as threads, _found(self.name):

            def ask(segment: int, after: Any) -> Future[Any]:  # noqa: ANN401 - a key in DynamoDB's JSON
                start = {"ExclusiveStartKey": after} if after else {}
                whole = {**asked, **start, "Segment": segment, "TotalSegments": SEGMENTS}
                return threads.submit(self._dynamodb.scan, **whole)

            pending = deque((segment, ask(segment, None)) for segment in range(SEGMENTS))
            while pending:
                segment, page = pending.popleft()
                answer = page.result()
                if after := answer.get("LastEvaluatedKey"):
                    pending.append((segment, ask(segment, after)))
                yield from answer["Items"]

    def partition(self, pk: str) -> list[Image]:
        """The items of one partition, in the order of their range keys."""
        pages: Iterable[Any] = self._dynamodb.get_paginator("query").paginate(
            TableName=self.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )
        return [item for page in pages for item in page["Items"]]

    def is_unused(self) -> bool:
        """Whether nobody has registered or drafted anything in it.

        What comes by itself (a campaign, the first people and their invitations, reports of nothing) does not
        count, nor does what is in no backup: anybody may have asked for a sign-in link.

        Raises:
            StoppedError: there is no such table.
        """
        kinds = map(kind_of, self.scan(attributes=("pk", "sk")))
        return all(kind.by_itself or not kind.kept for kind in kinds)

    def clear(self, pk: str) -> None:
        """Delete every item of a partition."""
        for image in self.partition(pk):
            self._dynamodb.delete_item(TableName=self.name, Key={"pk": image["pk"], "sk": image["sk"]})

    def fill(self, images: Iterable[Image]) -> Iterator[Image]:
        """Write items, whatever stands there; each is given back when the table has taken it.

        Raises:
            StoppedError: there is no such table, or it takes no more for minutes.
        """
        stream = iter(images)
        while batch := {key_of(image): image for image in islice(stream, BATCH)}:
            with _found(self.name):
                self._put({self.name: [{"PutRequest": {"Item": image}} for image in batch.values()]})
            yield from batch.values()

    def merge(self, images: Iterable[Image]) -> Iterator[tuple[Image, bool]]:
        """Write each item unless one that is not older stands there; with whether it was written.

        Raises:
            StoppedError: there is no such table.
        """
        stream = iter(images)
        with ThreadPoolExecutor(_WRITERS) as threads, _found(self.name):
            while batch := list(islice(stream, BATCH)):
                yield from zip(batch, threads.map(self._put_newer, batch), strict=True)

    def _put(self, batch: "Mapping[str, list[WriteRequestTypeDef]]") -> None:
        left: Mapping[str, Any] = batch
        for attempt in range(_TRIES):
            left = self._dynamodb.batch_write_item(RequestItems=left)["UnprocessedItems"]
            if not left:
                return
            self._wait(_PAUSE * 2**attempt)
        raise StoppedError(
            message("The table takes no more at present. Repeat the command later, with --merge.")
        )

    def _put_newer(self, image: Image) -> bool:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - as above

        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if counter := counter_of(image):
            condition = {
                "ConditionExpression": "attribute_not_exists(pk) OR #counter < :mine",
                "ExpressionAttributeNames": {"#counter": counter},
                "ExpressionAttributeValues": {":mine": image[counter]},
            }
        try:
            self._dynamodb.put_item(TableName=self.name, Item=image, **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True


@contextmanager
def _found(table: str) -> Iterator[None]:
    """Say in a sentence that a table is not there."""
    from botocore.exceptions import ClientError  # noqa: PLC0415 - as above

    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        raise StoppedError(message("There is no table “{table}” here: deploy first.", table=table)) from error


def _asked(table: str, sort_key: str, attributes: tuple[str, ...]) -> dict[str, Any]:
    """What every page of a scan is asked with."""
    asked: dict[str, Any] = {"TableName": table, "ConsistentRead": True}
    names = {f"#{at}": name for at, name in enumerate(attributes)}
    if attributes:
        asked["ProjectionExpression"] = ", ".join(names)
    if sort_key:
        names["#sk"] = "sk"
        asked |= {
            "FilterExpression": "#sk = :sk",
            "ExpressionAttributeValues": {":sk": {"S": sort_key}},
        }
    return asked | ({"ExpressionAttributeNames": names} if names else {})
