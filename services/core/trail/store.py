"""Trails in the table: one item a deed, beside the person or the unit that it is about.

A deed is written before it is carried out, under the number that follows what its form saw. So of two
officials who change the same thing at once one is told, and what broke off half-way is known: it is completed
by sending the form again, or before the next thing is done. Keys: docs/architecture.md, "One table".
"""

from collections.abc import Iterable
from contextlib import suppress

import msgspec
from pynamodb.attributes import UnicodeAttribute

from services.core.table import ConflictError, Item, put, update
from services.core.trail.deed import Deed, Todo

#: Deeds that a page shows at most, newest first.
MOST = 50


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """Where the deeds about one thing stand."""

    partition: str
    prefix: str


class DeedItem(Item):
    """One deed, as JSON; `todo` while it is not carried out to its end."""

    data = UnicodeAttribute()
    todo = UnicodeAttribute(null=True)


def of_person(person: str) -> Trail:
    """The trail of a person."""
    return Trail(partition=f"P#{person}", prefix="A#")


def of_unit(campaign: str, unit: str) -> Trail:
    """The trail of a unit."""
    return Trail(partition=f"C#{campaign}", prefix=f"A#{unit}#")


def deeds(trail: Trail, most: int = MOST) -> tuple[Deed, ...]:
    """The newest `most` deeds, newest first, in one query."""
    return tuple(_deed(item) for item in _newest(trail, most))


def last(trail: Trail) -> int:
    """The number of the newest deed; 0 where nothing was ever done."""
    return next((deed.number for deed in deeds(trail, 1)), 0)


def unfinished(trail: Trail) -> tuple[tuple[Deed, Todo], ...]:
    """The deeds of the trail that were not carried out to their end, oldest first, of the newest `MOST`."""
    items = (item for item in _newest(trail, MOST) if item.todo)
    found = [(_deed(item), msgspec.json.decode(item.todo or "", type=Todo)) for item in items]
    return tuple(reversed(found))


def note(trail: Trail, seen: int, deed: Deed, todo: Todo | None = None) -> Deed | None:
    """Note a deed as the one that follows what its form saw, before it is carried out.

    The deed as it now stands there. The very same one, sent once more, stands there already: it is given back
    to be completed until it is finished; `None` once it is, so that nothing of it is done again. Without
    `todo` there is nothing to complete.

    Raises:
        ConflictError: somebody did something else since the form of this deed was opened.
    """
    deed = msgspec.structs.replace(deed, number=seen + 1)
    item = _item(trail, deed)
    item.data = msgspec.json.encode(deed).decode()
    item.todo = msgspec.json.encode(todo).decode() if todo else None
    try:
        put(item, DeedItem.pk.does_not_exist())
    except ConflictError:
        known = DeedItem.get(item.pk, item.sk, consistent_read=True)
        if not deed.repeats(_deed(known)):
            raise
        return _deed(known) if known.todo else None
    return deed


def finish(trail: Trail, deed: Deed) -> None:
    """Say that a deed is carried out; one that was erased meanwhile stays so."""
    with suppress(ConflictError):
        update(_item(trail, deed), [DeedItem.todo.remove()], DeedItem.pk.exists())


def _item(trail: Trail, deed: Deed) -> DeedItem:
    return DeedItem(trail.partition, f"{trail.prefix}{deed.number:06d}")


def _newest(trail: Trail, most: int) -> Iterable[DeedItem]:
    return DeedItem.query(
        trail.partition,
        DeedItem.sk.startswith(trail.prefix),
        scan_index_forward=False,
        consistent_read=True,
        limit=most,
        page_size=most,
    )


def _deed(item: DeedItem) -> Deed:
    return msgspec.json.decode(item.data, type=Deed)
