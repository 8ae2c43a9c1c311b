"""How many units DynamoDB bills for a write or a read, computed from the items: what moto says is invented.

Sources: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats", "DynamoDB read and write
operations" and "Using Global Secondary Indexes in DynamoDB", section "Write capacity units".
"""

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

#: One item in DynamoDB's own JSON.
Item: TypeAlias = Mapping[str, Mapping[str, Any]]

#: Bytes that DynamoDB counts beside each item, and each entry of an index, that it keeps.
OVERHEAD = 100

_INDEX_KEYS = ("gsi1pk", "gsi1sk")


def size(item: Item) -> int:
    """Bytes of an item: the names of its attributes in UTF-8, and their values."""
    return sum(_size(name, value) for name, value in item.items())


def projected(item: Item) -> Item:
    """What the index carries of an item; nothing where the item is not in it."""
    from services.core.table import PROJECTED  # noqa: PLC0415 - models need the environment first

    if "gsi1pk" not in item:
        return {}
    carried = {"pk", "sk", *_INDEX_KEYS, *PROJECTED}
    return {name: value for name, value in item.items() if name in carried}


def begun(length: int) -> int:
    """Write units of so many bytes: one per KB begun."""
    return math.ceil(length / 1024)


def written(before: Item, after: Item) -> int:
    """Write units of table and index for an item that becomes `after`; each is empty where there is none.

    The table bills the larger of the two. The index bills nothing where it carries the same as before, and
    two writes where the item moves to another place in it.
    """
    table = begun(max(size(before), size(after)))
    old, new = projected(before), projected(after)
    if old == new:
        return table
    if old and new and any(old[key] != new[key] for key in _INDEX_KEYS):
        return table + begun(size(old)) + begun(size(new))
    return table + begun(max(size(old), size(new)))


def read(length: int, *, consistent: bool) -> float:
    """Read units of a call that found so many bytes: one per 4 KB begun, half where it may be old."""
    whole = max(1, math.ceil(length / 4096))
    return whole if consistent else whole / 2


def kept(item: Item) -> int:
    """Bytes for which an item is billed while it stands in table and index."""
    carried = projected(item)
    return size(item) + OVERHEAD + (size(carried) + OVERHEAD if carried else 0)


def _size(name: str, value: Mapping[str, Any]) -> int:
    """Bytes of an attribute: its name in UTF-8 and its value."""
    ((kind, inner),) = value.items()
    match kind:
        case "B":
            held = len(inner) * 3 // 4 if isinstance(inner, str) else len(inner)
        case "N":
            held = len(inner) // 2 + 2
        case "S":
            held = len(inner.encode())
        case _:
            held = len(msgspec.json.encode(inner))
    return len(name.encode()) + held
