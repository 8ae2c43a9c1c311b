"""The private sides of moto that the local cloud relies on: a new version that changes them fails here."""

import threading
import time
from typing import Any

from infra.local import moto_files, moto_inside
from infra.local.cloud import REGION
from infra.local.moto_inside import FairLock, Shard
from services.core import uploads
from tests.conftest import TestCloud


def test_the_stream_tells_and_forgets(cloud: TestCloud) -> None:
    """Puts, updates and deletes arrive with both images, and what was read is gone."""
    cloud.table.put_item(Item={"pk": "a", "sk": "b", "n": 1})
    cloud.table.update_item(
        Key={"pk": "a", "sk": "b"}, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": 2}
    )
    cloud.table.delete_item(Key={"pk": "a", "sk": "b"})
    records = cloud.inner.stream.peek(10)
    assert [record["eventName"] for record in records] == ["INSERT", "MODIFY", "REMOVE"]
    modified = records[1]["dynamodb"]
    assert modified["OldImage"]["n"] == {"N": "1"}
    assert modified["NewImage"]["n"] == {"N": "2"}
    assert modified["Keys"] == {"pk": {"S": "a"}, "sk": {"S": "b"}}
    cloud.inner.stream.forget(2)
    assert [record["eventName"] for record in cloud.inner.stream.peek(10)] == ["REMOVE"]


def test_a_detached_stream_hears_nothing(cloud: TestCloud) -> None:
    """A restore fills the table without repeating what was told before; binary values survive it."""
    keys: moto_inside.Item = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    with cloud.inner.stream.detached():
        moto_inside.restore(REGION, cloud.inner.name, keys, {**keys, "data": {"B": "aGVsbG8="}})
    assert len(cloud.inner.stream) == 0
    stored: dict[str, Any] = cloud.table.get_item(Key={"pk": "a", "sk": "b"})["Item"]
    assert stored["data"].value == b"hello"
    assert moto_inside.knows(REGION, cloud.inner.name, "a")
    moto_inside.restore(REGION, cloud.inner.name, keys, None)
    assert not moto_inside.knows(REGION, cloud.inner.name, "a")
    assert "Item" not in cloud.table.get_item(Key={"pk": "a", "sk": "b"})


def test_the_table_has_our_stream(cloud: TestCloud) -> None:
    """The table is asked for its stream at each write; ours stands there."""
    assert isinstance(cloud.inner.stream, Shard)


def test_files_are_told(cloud: TestCloud) -> None:
    """Whoever listens hears of each file stored, copied and deleted, with its content and what it carries."""
    heard: list[tuple[str, object]] = []
    stop = moto_files.listen(lambda key, what: heard.append((key, what)))
    try:
        cloud.inner.store_file("a/b.xlsx", b"content", {"name": "B.xlsx"})
        uploads.keep("a/b.xlsx", '"9a0364b9e99bb480dd25e1f0284c8555"', "c", "application/x-test")
        uploads.remove("a/b.xlsx")
    finally:
        stop()
    cloud.inner.store_file("d", b"")
    assert heard == [
        ("a/b.xlsx", b"content"),
        ("a/b.xlsx", {"name": "B.xlsx"}),
        ("c", b"content"),
        ("a/b.xlsx", None),
    ]


def test_emptying_empties(cloud: TestCloud) -> None:
    """Between two tests nothing is left, and it takes milliseconds."""
    for number in range(50):
        cloud.table.put_item(Item={"pk": str(number), "sk": "x"})
    cloud.inner.sqs.send_message(QueueUrl=cloud.inner.queues[0].url, MessageBody="x")
    began = time.perf_counter()
    cloud.inner.reset()
    assert time.perf_counter() - began < 0.1
    assert moto_inside.count_items(REGION, cloud.inner.name) == 0
    assert cloud.inner.depth(cloud.inner.queues[0].name) == (0, 0)
    assert len(cloud.inner.stream) == 0


def test_the_lock_is_given_in_the_order_of_asking() -> None:
    """Nobody who asks again at once overtakes those who wait; the holder may take it again."""
    lock = FairLock()
    order: list[int] = []
    threads = [threading.Thread(target=_take, args=(lock, order, number)) for number in range(5)]
    with lock, lock:
        for waiting, thread in enumerate(threads, start=1):
            thread.start()
            while lock.waiting() < waiting:
                pass
    for thread in threads:
        thread.join(timeout=5)
    assert order == [0, 1, 2, 3, 4]


def _take(lock: FairLock, order: list[int], number: int) -> None:
    with lock:
        order.append(number)
