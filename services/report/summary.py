"""The rows in the table: per unit, in parts of a thousand; never replaced by older ones, never incremented.

Duplicates, replays and events out of order therefore all lead to the same rows. Keys: docs/architecture.md.
"""

import zlib
from typing import Any, Final

import msgspec
from pynamodb.attributes import BinaryAttribute, NumberAttribute

from services.core.table import Item, again, put
from services.report.rows import Row

#: Rows in one item: compressed they take about 120 KB of the 400 KB that an item may have.
PART: Final = 1000

_ROWS: Final = msgspec.json.Decoder(tuple[Row, ...])


class SummaryItem(Item):
    """One part of a unit's rows; `revision` counts its writes."""

    revision = NumberAttribute()
    data = BinaryAttribute(legacy_encoding=False)


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """One stored part; revision 0 is one that is not stored yet."""

    number: int
    revision: int
    rows: tuple[Row, ...]


def load(campaign: str) -> dict[str, tuple[Row, ...]]:
    """The rows of every unit that has any, in one query."""
    rows: dict[str, tuple[Row, ...]] = {}
    for item in SummaryItem.query(_partition(campaign), consistent_read=True):
        unit = item.sk.partition("#")[0]
        rows[unit] = (*rows.get(unit, ()), *_ROWS.decode(_opened(item)))
    return rows


def of_unit(campaign: str, unit: str) -> tuple[Row, ...]:
    """One unit's rows, in the order in which they were first heard of."""
    return tuple(row for part in _parts(campaign, unit) for row in part.rows)


def replace(campaign: str, unit: str, row: Row) -> bool:
    """Put `row` in the place of an older one, or add it. `False` where it is known already, or a newer one.

    One of the same sequence that reads otherwise gives way, too: damaged, or made under an earlier version of
    the campaign. So events that are told again out of the histories mend it.

    Raises:
        ConflictError: others wrote the same part at the same time, again and again; the queue delivers anew.
    """
    return again(lambda: _replace(campaign, unit, row))


def _replace(campaign: str, unit: str, row: Row) -> bool:
    parts = _parts(campaign, unit)
    for part in parts:
        for at, known in enumerate(part.rows):
            if known.id == row.id:
                if known.sequence > row.sequence or known == row:
                    return False
                _save(campaign, unit, part, (*part.rows[:at], row, *part.rows[at + 1 :]))
                return True
    last = parts[-1] if parts else _Part(number=0, revision=0, rows=())
    if len(last.rows) >= PART:
        last = _Part(number=last.number + 1, revision=0, rows=())
    _save(campaign, unit, last, (*last.rows, row))
    return True


def _parts(campaign: str, unit: str) -> list[_Part]:
    items = SummaryItem.query(
        _partition(campaign), SummaryItem.sk.startswith(f"{unit}#"), consistent_read=True
    )
    return [
        _Part(
            number=int(item.sk.partition("#")[2]),
            revision=int(item.revision),
            rows=_ROWS.decode(_opened(item)),
        )
        for item in items
    ]


def _save(campaign: str, unit: str, part: _Part, rows: tuple[Row, ...]) -> None:
    _write(campaign, f"{unit}#{part.number:04d}", part.revision, msgspec.json.encode(rows))


def _write(campaign: str, sort_key: str, revision: int, data: bytes) -> None:
    # The quickest level: rows repeat themselves so much that the best saves little, and this runs per event.
    item = SummaryItem(_partition(campaign), sort_key, revision=revision + 1, data=zlib.compress(data, 1))
    put(item, SummaryItem.revision == revision if revision else SummaryItem.pk.does_not_exist())


def _opened(item: Any) -> bytes:  # noqa: ANN401 - PynamoDB's attributes, bytes at run time
    return zlib.decompress(item.data)


def _partition(campaign: str) -> str:
    return f"Y#{campaign}"
