"""The one DynamoDB table: keys, index, cursors, and what goes wrong with a write.

Each aggregate's `store.py` declares its own model on top of `Item`; docs/architecture.md lists the keys.
"""

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import msgspec
from botocore.session import Session
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection
from pynamodb.models import Model
from pynamodb.pagination import ResultIterator

from services.core import settings

#: Rows on one page of a list: one query each.
PAGE = 25

#: What the index carries beside the keys: what a line of a list shows. Never `history`, never `data`.
PROJECTED = (
    "number", "title", "unit", "area", "state", "outcome", "due", "kind", "sequence", "updated", "holder",
    "name", "email", "language", "home", "barred",
)  # fmt: skip


#: What a cursor holds: the rest of the key of the last row.
_PLACE = ("gsi1sk", "pk", "sk")
_LONGEST_KEY = 1024

#: How often a write is tried when others write the same item at the same moment.
_TRIES = 5


class ConflictError(RuntimeError):
    """Somebody else wrote the item first: read it again and decide anew."""


class Meta:
    """How every model reaches the table.

    Timeouts stay far below the gateway's 29 seconds, so that a person always gets an answer; region and
    endpoint come from the environment, as for every AWS client.
    """

    table_name = settings.table_name()
    connect_timeout_seconds = 1
    read_timeout_seconds = 3
    max_retry_attempts = 3


class Item(Model):
    """Keys that every item has; `expires` is the table's TTL attribute (epoch seconds)."""

    Meta = Meta  # type: ignore[assignment]  # PynamoDB's stub wants a nested class

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    expires = NumberAttribute(null=True)


M = TypeVar("M", bound=Item)
T = TypeVar("T")


class ByHolder(GlobalSecondaryIndex[M], Generic[M]):  # type: ignore[no-untyped-call]  # PynamoDB's __init_subclass__
    """The table's only index; an item without `gsi1pk` is not in it."""

    class Meta:
        """Named as in infra/core.yaml."""

        index_name = "by_holder"
        projection = IncludeProjection(list(PROJECTED))

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class _Everything(Item):
    """Every key of table and index, for the connection that all models share; nothing is stored as this."""

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_holder = ByHolder["_Everything"]()


class _Connection(Connection):
    """PynamoDB's connection, made in half the time."""

    @property
    def session(self) -> Session:
        """The session in which the client is made.

        It takes for granted that botocore knows DynamoDB, instead of looking through 400 folders for it.
        """
        session = super().session
        session.get_component("data_loader").list_available_services = lambda _kind: ["dynamodb"]
        return session


def _share_one_connection() -> None:
    """PynamoDB would make a client a model, a third of a cold start; a model takes what its base has."""
    one = _Everything._get_connection()  # noqa: SLF001 - the only way to share one
    schema = one.get_meta_table()
    one.connection = _Connection(
        connect_timeout_seconds=Meta.connect_timeout_seconds,
        read_timeout_seconds=Meta.read_timeout_seconds,
        max_retry_attempts=Meta.max_retry_attempts,
    )
    one.connection.add_meta_table(schema)
    Item._connection = one  # noqa: SLF001 - as above


_share_one_connection()

R = TypeVar("R")


class Page(msgspec.Struct, Generic[R], frozen=True):
    """At most `PAGE` rows and, where more follow, the cursor that fetches them."""

    rows: Sequence[R]
    cursor: str | None


def page_of(results: ResultIterator[M]) -> Page[M]:
    """The rows of a query of the index made with `limit=page_size=PAGE`, and the way on."""
    rows = list(results)
    last = results.last_evaluated_key
    if not last:
        return Page(rows, None)
    place = [last[name]["S"] for name in _PLACE]
    return Page(rows, base64.urlsafe_b64encode(msgspec.json.encode(place)).decode())


def start_of(cursor: str | None, partition: str) -> dict[str, dict[str, Any]] | None:
    """The key at which a query of the index goes on; a cursor that is none starts at the beginning.

    A cursor says where to start within the caller's own `partition`, which is never taken from it.
    """
    if not cursor:
        return None
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(cursor.encode()), type=tuple[str, str, str])
    except ValueError:
        return None
    if not all(0 < len(part.encode()) <= _LONGEST_KEY for part in place):
        return None
    return {"gsi1pk": {"S": partition}} | {
        name: {"S": part} for name, part in zip(_PLACE, place, strict=True)
    }


def again(attempt: Callable[[], T]) -> T:
    """Read, decide and write: made anew where somebody else wrote in between, a few times.

    Raises:
        ConflictError: others wrote in between every time.
    """
    for _ in range(_TRIES - 1):
        try:
            return attempt()
        except ConflictError:
            continue
    return attempt()


def put(item: Item, condition: Condition | None = None, *, delete: bool = False) -> None:
    """One conditional put, or with `delete` one conditional delete.

    Raises:
        ConflictError: `condition` does not hold.
    """
    with _conflicts_of(item):
        if delete:
            item.delete(condition)
        else:
            item.save(condition)


def update(item: Item, actions: Sequence[Action], condition: Condition | None = None) -> None:
    """Change some attributes of an item where it stands, in one conditional write.

    Raises:
        ConflictError: `condition` does not hold.
    """
    with _conflicts_of(item):
        item.update(list(actions), condition)


@contextmanager
def _conflicts_of(item: Item) -> Iterator[None]:
    try:
        yield
    except (PutError, UpdateError, DeleteError) as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise ConflictError(f"{item.pk} does not stand as this write expects it") from error
        raise
