"""What is relied upon in moto that it does not publish; only `moto_quick.py` and `moto_files.py` know more.

moto is an emulator for tests. To serve people from it, a few things are done to it here, each because of
something that was seen: its backends are not safe under threads, it parses the same paths for every event,
its stream copies and keeps everything, and it tells nobody what was stored.
tests/infra/test_moto_inside.py notices when a new version of moto changes what is relied upon.
"""

import contextlib
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from botocore.awsrequest import AWSPreparedRequest
from moto.core.models import botocore_stubber
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import StreamShard, Table
from moto.s3.models import s3_backends
from moto.ses.models import RawMessage, ses_backends
from moto.sqs.models import sqs_backends

from infra.local import moto_quick

#: The account that moto plays.
ACCOUNT = "123456789012"

#: One record of a stream, as a Lambda function receives it.
Record: TypeAlias = dict[str, Any]
#: One item in DynamoDB's own JSON: `{"pk": {"S": "R#1"}, ...}`.
Item: TypeAlias = dict[str, dict[str, Any]]

#: The table's keys, as in infra/core.yaml.
_KEYS = ("pk", "sk")

# moto warns on this logger about every resource that it does not build; the tests on the template do instead.
logging.getLogger("moto").setLevel(logging.ERROR)


class FairLock:
    """A lock that is given in the order of asking, and again to whoever holds it.

    With Python's own lock twenty busy clients kept the pump waiting for minutes.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._owner: int | None = None
        self._depth = 0

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner in (None, me):
                self._owner = me
                self._depth += 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append((me, turn))
        turn.acquire()

    def waiting(self) -> int:
        """How many wait for it."""
        with self._guard:
            return len(self._waiting)

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self._owner = None
            if self._waiting:
                self._owner, turn = self._waiting.popleft()
                self._depth = 1
                turn.release()


_callers: list[Callable[[AWSPreparedRequest, float, bytes], None]] = []


def on_call(heard: Callable[[AWSPreparedRequest, float, bytes], None] | None) -> None:
    """Call `heard` with every request that moto answered, the seconds it took, and the answer's body.

    What was measured is moto's own work, waiting left out; `None` ends it. It needs `one_at_a_time`.
    """
    _callers[:] = [heard] if heard else []


def answer(request: AWSPreparedRequest) -> tuple[int, dict[str, str], bytes]:
    """What moto answers to a request that reached this process from another: status, headers, body."""
    found = botocore_stubber.process_request(request)
    if found is None:
        raise LookupError(f"moto does not play {request.url}")
    status, headers, body = found
    return status, dict(headers), _bytes(body)


def _bytes(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else body


_turn = FairLock()


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Nobody else's call gets into moto while this block runs."""
    with _turn:
        yield


def one_at_a_time() -> None:
    """Let one request into moto at a time, in the order of arrival. Doing it twice does no harm."""
    if "process_request" in vars(botocore_stubber):
        return
    process = botocore_stubber.process_request

    def in_turn(request: Any) -> Any:  # noqa: ANN401 - moto's own, untyped
        with _turn:
            started = time.perf_counter()
            answer = process(request)
            spent = time.perf_counter() - started
        for listener in _callers:
            listener(request, spent, _bytes(answer[2]) if answer else b"")
        return answer

    botocore_stubber.process_request = in_turn  # type: ignore[method-assign]  # the point of it


class Shard(StreamShard):
    """A table's stream that is read as Lambda reads it, forgets what was read, and says what was stored.

    moto's own keeps every image for ever and needs 400 ms to give 100 of them.
    """

    def __init__(self, account_id: str, table: Table) -> None:
        super().__init__(account_id, table)
        self._records: deque[Record] = deque()
        self._numbers = itertools.count(self.starting_sequence_number)
        self._attached = True
        self._index: dict[str, dict[tuple[str, str], Any]] = {}
        self.heard: Callable[[Item, Item | None], None] | None = None

    def add(self, old: Any, new: Any) -> None:  # noqa: ANN401 - moto's own items
        """Called by moto, within its lock, after an item was stored or deleted."""
        before = old.to_json()["Attributes"] if old is not None else None
        after = new.to_json()["Attributes"] if new is not None else None
        image: Item = after or before or {}
        keys: Item = {name: image[name] for name in _KEYS}
        self._place(keys, before, after, new)
        if self.heard:
            self.heard(keys, after)
        if self._attached:
            self._records.append(self._record(keys, before, after))

    def _place(self, keys: Item, before: Item | None, after: Item | None, stored: Any) -> None:  # noqa: ANN401 - moto's item
        """Note under which key of the index the item stands now."""
        key = (keys["pk"]["S"], keys["sk"]["S"])
        was, now = ((image or {}).get(moto_quick.INDEX_KEY, {}).get("S") for image in (before, after))
        if was is not None:
            self._index.get(was, {}).pop(key, None)
        if now is not None:
            self._index.setdefault(now, {})[key] = stored

    def under(self, index_key: str) -> list[Any]:
        """Moto's items that stand under this hash key of the index."""
        return list(self._index.get(index_key, {}).values())

    def clear(self) -> None:
        """Forget every record, and every item's place: the table was emptied."""
        self._records.clear()
        self._index.clear()

    def _record(self, keys: Item, before: Item | None, after: Item | None) -> Record:
        number = str(next(self._numbers))
        name = "REMOVE" if after is None else "INSERT" if before is None else "MODIFY"
        images = {
            key: image for key, image in (("OldImage", before), ("NewImage", after)) if image is not None
        }
        return {
            "eventID": number,
            "eventName": name,
            "eventSource": "aws:dynamodb",
            "eventVersion": "1.1",
            "awsRegion": self.table.region_name,
            "eventSourceARN": f"{self.table.table_arn}/stream/{self.table.latest_stream_label}",
            "dynamodb": {
                "ApproximateCreationDateTime": int(time.time()),
                "Keys": keys,
                "SequenceNumber": number,
                "SizeBytes": 1,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
                **images,
            },
        }

    def peek(self, limit: int) -> list[Record]:
        """The oldest records that were not yet forgotten, at most `limit`."""
        return list(itertools.islice(self._records, limit))

    def forget(self, count: int) -> None:
        """The oldest `count` records have been dealt with."""
        for _ in range(count):
            self._records.popleft()

    def __len__(self) -> int:
        return len(self._records)

    def __bool__(self) -> bool:
        return True

    @contextlib.contextmanager
    def detached(self) -> Iterator[None]:
        """What is stored in this block does not reach the stream: a restore must not repeat e-mails."""
        self._attached = False
        try:
            yield
        finally:
            self._attached = True


def tap(region: str, table_name: str) -> Shard:
    """Put our own stream in the place of the one that moto gave the table."""
    table = _table(region, table_name)
    shard = Shard(ACCOUNT, table)
    table.stream_shard = shard
    moto_quick.look_up(table, shard.under)
    return shard


class _Outbox(list[Any]):
    """moto's list of sent mails, which tells about each that is added."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__()
        self._heard = heard

    def append(self, message: Any) -> None:  # noqa: ANN401 - moto's own
        super().append(message)
        if isinstance(message, RawMessage):
            self._heard(message.raw_data)


def on_mail(region: str, heard: Callable[[str], None]) -> None:
    """Call `heard` with the raw text of every e-mail that is sent, before the sender gets its answer."""
    ses_backends[ACCOUNT][region].sent_messages = _Outbox(heard)


def restore(region: str, table_name: str, keys: Item, image: Item | None) -> None:
    """Store, or without an image delete, one item in DynamoDB's own JSON, far quicker than by a call."""
    table = _table(region, table_name)
    if image is None:
        table.delete_item(*(DynamoType(keys[name]) for name in _KEYS))
    else:
        table.put_item(image, overwrite=True)


def count_items(region: str, table_name: str) -> int:
    """How many items the table holds."""
    return sum(len(rows) for rows in _table(region, table_name).items.values())


def knows(region: str, table_name: str, partition: str) -> bool:
    """Whether the table holds any item of this partition."""
    return bool(_table(region, table_name).items.get(DynamoType({"S": partition})))


def empty(region: str, table_name: str, queues: Sequence[str], bucket: str) -> None:
    """Empty the table, its stream, the queues and the bucket, far quicker than deleting one by one."""
    table = _table(region, table_name)
    table.items.clear()
    shard = table.stream_shard
    if isinstance(shard, Shard):
        shard.clear()
    backend = sqs_backends[ACCOUNT][region]
    for name in queues:
        queue = backend.queues[name]
        queue._messages = []  # noqa: SLF001 - the point of this module
        queue._pending_messages = set()  # noqa: SLF001 - the same
        queue.deleted_messages = set()
    s3_backends[ACCOUNT]["aws"].buckets[bucket].keys.clear()


def unreceived(region: str, queue_name: str) -> tuple[int, int]:
    """How many messages of a queue wait, and how many are out with a consumer or wait to be tried again."""
    messages = sqs_backends[ACCOUNT][region].queues[queue_name]._messages  # noqa: SLF001 - the same
    waiting = sum(message.visible for message in messages)
    return waiting, len(messages) - waiting


def bodies(region: str, queue_name: str) -> list[str]:
    """The bodies of all messages of a queue, without receiving them."""
    return [str(m.body) for m in sqs_backends[ACCOUNT][region].queues[queue_name]._messages]  # noqa: SLF001 - the same


def _table(region: str, table_name: str) -> Table:
    return dynamodb_backends[ACCOUNT][region].tables[table_name]
