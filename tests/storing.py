"""Storing again what was stored before, as it stood then: a put takes moto a millisecond, a plan 80."""

from collections.abc import Callable, Hashable

from infra.local import moto_inside
from infra.local.cloud import REGION, Cloud
from infra.local.moto_inside import Item

#: What was stored, in its order: each item's keys, and its image unless it was deleted.
_STORED: dict[Hashable, tuple[tuple[Item, Item | None], ...]] = {}


def stored(what: Hashable, store: Callable[[], object]) -> None:
    """Have in the table, and in its stream, what `store` puts there; it is called once in a process.

    `what` names everything on which that depends, and none of it may be in the table yet.
    """
    cloud = Cloud.start()
    if what in _STORED:
        for keys, image in _STORED[what]:
            moto_inside.restore(REGION, cloud.name, keys, image)
        return
    before = len(cloud.stream)
    store()
    records = (record["dynamodb"] for record in cloud.stream.peek(len(cloud.stream))[before:])
    _STORED[what] = tuple((record["Keys"], record.get("NewImage")) for record in records)
