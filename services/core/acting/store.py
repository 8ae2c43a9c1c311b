"""What was typed into an action's form and not sent yet. Keys: docs/architecture.md, "One table".

Whoever leaves the form to attach files finds it filled in again. It stands beside its person, nobody else
reads it, and it goes when it is sent, when the person is forgotten, or after `retention.TYPED_DAYS`.
"""

from collections.abc import Mapping

import msgspec
from pynamodb.attributes import UnicodeAttribute

from services.core.subjects.retention import TYPED_DAYS
from services.core.table import Item

_DAY = 86400
_KEYS = "D#"


class TypedItem(Item):
    """What one form held: its fields as they were typed, as JSON."""

    data = UnicodeAttribute()


def keep(person: str, record: str, action: str, typed: Mapping[str, str], now_real: float) -> None:
    """Keep what that person typed for that action on that record, in the place of what was kept before."""
    TypedItem(
        _partition(person),
        _key(record, action),
        data=msgspec.json.encode(typed).decode(),
        expires=int(now_real) + TYPED_DAYS * _DAY,
    ).save()


def kept(person: str, record: str, action: str, now_real: float) -> dict[str, str] | None:
    """What was kept, by field; `None` where nothing is, or no longer."""
    try:
        item = TypedItem.get(_partition(person), _key(record, action), consistent_read=True)
    except TypedItem.DoesNotExist:
        return None
    return msgspec.json.decode(item.data, type=dict[str, str]) if _is_live(item, now_real) else None


def waiting(person: str, record: str, now_real: float) -> tuple[str, ...]:
    """The names of the actions on that record for which something is kept, in one query."""
    prefix = _key(record, "")
    found = TypedItem.query(_partition(person), TypedItem.sk.startswith(prefix), consistent_read=True)
    return tuple(item.sk.removeprefix(prefix) for item in found if _is_live(item, now_real))


def of_person(person: str, now_real: float) -> tuple[tuple[str, dict[str, str]], ...]:
    """Everything that is kept for that person: each time the record and the fields, in one query."""
    found = TypedItem.query(_partition(person), TypedItem.sk.startswith(_KEYS), consistent_read=True)
    return tuple(
        (item.sk.split("#")[1], msgspec.json.decode(item.data, type=dict[str, str]))
        for item in found
        if _is_live(item, now_real)
    )


def drop(person: str, record: str, action: str) -> None:
    """Forget what was kept; it does no harm where nothing is."""
    TypedItem(_partition(person), _key(record, action)).delete()


def _is_live(item: TypedItem, now_real: float) -> bool:
    """The table takes its time to delete what has expired (DynamoDB Developer Guide, "Time to live")."""
    return now_real < int(item.expires or 0)


def _partition(person: str) -> str:
    return f"P#{person}"


def _key(record: str, action: str) -> str:
    return f"{_KEYS}{record}#{action}"
