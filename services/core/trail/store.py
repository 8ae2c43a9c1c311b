"""Trails in the table: one item a deed, beside the person or the unit that it is about.

A deed is written before it is carried out, under the number that follows what its form saw. So of two
officials who change the same thing at once one is told, and what broke off half-way is known and is completed
by sending the form again. Keys: docs/architecture.md, "One table".
"""

import msgspec
from pynamodb.attributes import UnicodeAttribute

from services.core.table import ConflictError, Item, put
from services.core.trail.deed import Deed

#: Deeds that a page shows at most, newest first.
MOST = 50


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """Where the deeds about one thing stand."""

    partition: str
    prefix: str


class DeedItem(Item):
    """One deed, as JSON."""

    data = UnicodeAttribute()


def of_person(person: str) -> Trail:
    """The trail of a person."""
    return Trail(partition=f"P#{person}", prefix="A#")


def of_unit(campaign: str, unit: str) -> Trail:
    """The trail of a unit."""
    return Trail(partition=f"C#{campaign}", prefix=f"A#{unit}#")


def deeds(trail: Trail, most: int = MOST) -> tuple[Deed, ...]:
    """The newest `most` deeds, newest first, in one query."""
    items = DeedItem.query(
        trail.partition,
        DeedItem.sk.startswith(trail.prefix),
        scan_index_forward=False,
        consistent_read=True,
        limit=most,
        page_size=most,
    )
    return tuple(_deed(item) for item in items)


def last(trail: Trail) -> int:
    """The number of the newest deed; 0 where nothing was ever done."""
    return next((deed.number for deed in deeds(trail, 1)), 0)


def note(trail: Trail, seen: int, deed: Deed) -> Deed | None:
    """`begin` the deed as the one that follows what its form saw."""
    return begin(trail, msgspec.structs.replace(deed, number=seen + 1))


def begin(trail: Trail, deed: Deed) -> Deed | None:
    """Note a deed under its number, before it is carried out: the deed as it now stands there.

    The very same deed, sent once more, stands there already: it is given back, to be completed, while it is
    the last one; `None` once somebody did something else after it, so that nothing of it is done again.

    Raises:
        ConflictError: somebody did something else since the form of this deed was opened.
    """
    key = f"{trail.prefix}{deed.number:06d}"
    item = DeedItem(trail.partition, key, data=msgspec.json.encode(deed).decode())
    try:
        put(item, DeedItem.pk.does_not_exist())
    except ConflictError:
        known = _deed(DeedItem.get(trail.partition, key, consistent_read=True))
        if not deed.repeats(known):
            raise
        return known if last(trail) == deed.number else None
    return deed


def _deed(item: DeedItem) -> Deed:
    return msgspec.json.decode(item.data, type=Deed)
