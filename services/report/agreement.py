"""Whether the rows say what the histories say: looked at unit by unit, each once a day (`turns.py`).

A row that differs is mended by nobody here: what made it differ may be a fault, and a person decides
(docs/runbook.md, "Summaries differ"). A unit in which something differs is looked at again by every tick, so
that the alarm ends soon after it was mended. Keys: docs/architecture.md, "One table".
"""

import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core.campaign.model import Campaign
from services.core.record import store as records
from services.core.record.record import State
from services.core.table import Item, put
from services.core.telemetry.log import logger
from services.report import summary, turns
from services.report.rows import Row, row_of

#: For how long after a record changed its event may be on its way, and the row need not know of it.
IN_FLIGHT: Final = timedelta(minutes=15)

#: Units with differences that are kept in mind, and how many of them a tick looks at again.
MOST_KEPT: Final = 1000
MOST_AGAIN: Final = 20

#: Ids that one line of the log names.
MOST_NAMED: Final = 100

#: What reading something says that is not what was written.
_UNREADABLE: Final = (zlib.error, msgspec.MsgspecError, ValueError)


class MarkItem(Item):
    """How far the looking went: the last turn taken, and in which units how much differs (JSON)."""

    turn = NumberAttribute()
    differing = UnicodeAttribute()


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A `MarkItem`'s content; `turn` absent before the first look."""

    turn: int | None = None
    differing: Mapping[str, int] = {}


def look(campaign: Campaign, now: datetime) -> int:
    """Take the turns that are due, and say how many records are known to differ from their rows.

    Calls: one read and one write for the mark; for each unit one query for its rows, one for each MB of its
    list, one for each submitted record. At most `turns.MOST` of 96 turns and `MOST_AGAIN` units.
    """
    before = _mark(campaign.id)
    due = turns.due(before.turn, now)
    again = sorted(before.differing)[:MOST_AGAIN]
    found = dict(before.differing)
    for unit in dict.fromkeys((*turns.whose((unit.id for unit in campaign.units), due), *again)):
        differ = differing(campaign, unit, now)
        found[unit] = len(differ)
        if differ:
            logger().warning(
                "summaries differ from histories",
                extra={
                    "campaign": campaign.id,
                    "unit": unit,
                    "count": len(differ),
                    "records": list(differ[:MOST_NAMED]),
                },
            )
    kept = [(unit, count) for unit, count in sorted(found.items()) if count]
    _keep(campaign.id, Mark(turn=due[-1] if due else before.turn, differing=dict(kept[:MOST_KEPT])))
    return sum(count for _, count in kept)


def differing(campaign: Campaign, unit: str, now: datetime) -> tuple[str, ...]:
    """The ids of the unit's records whose row is missing, surplus, doubled or says something else.

    A row stands with the unit in which its record began. Of one that moved here only a missing row is told;
    what its row says is looked at in the turn of that unit.

    A record that changed within `IN_FLIGHT` before `now` is left for the next look. Where the unit's rows
    cannot be read at all, every submitted record differs, or if there is none, the unit itself by its id.
    """
    try:
        rows = summary.of_unit(campaign.id, unit)
    except _UNREADABLE:
        return _submitted(campaign.id, unit) or (unit,)
    known = {row.id: row for row in rows}
    times = Counter(row.id for row in rows)
    listed = dict.fromkeys((*_submitted(campaign.id, unit), *known))

    @cache
    def rows_of(first_unit: str) -> dict[str, Row]:
        return known if first_unit == unit else _known(campaign.id, first_unit)

    return tuple(
        record
        for record in sorted(listed)
        if times[record] > 1 or _differs(record, unit, rows_of, campaign, now)
    )


def _known(campaign_id: str, unit: str) -> dict[str, Row]:
    """The rows of another unit; none where they cannot be read, which that unit's own turn tells."""
    try:
        return {row.id: row for row in summary.of_unit(campaign_id, unit)}
    except _UNREADABLE:
        return {}


def _submitted(campaign_id: str, unit: str) -> tuple[str, ...]:
    """The ids of the unit's records that were handed in."""
    return tuple(line.id for line in records.all_of_unit(campaign_id, unit) if line.state != State.DRAFT)


def _differs(
    record: str, unit: str, rows_of: Callable[[str], Mapping[str, Row]], campaign: Campaign, now: datetime
) -> bool:
    row = rows_of(unit).get(record)
    try:
        stored = records.get(record)
        if stored is None or not stored.history:
            return row is not None
        elsewhere = stored.record.first_unit != unit
        if elsewhere and row is not None:
            return True
        if stored.history[-1].at > now - IN_FLIGHT:
            return False
        if elsewhere:
            return record not in rows_of(stored.record.first_unit)
        return row != row_of(stored.record, stored.history, campaign)
    except _UNREADABLE:
        return True


def _mark(campaign_id: str) -> Mark:
    try:
        item = MarkItem.get(_partition(campaign_id), _ONE, consistent_read=True)
    except MarkItem.DoesNotExist:
        return Mark()
    return Mark(turn=int(item.turn), differing=msgspec.json.decode(item.differing, type=dict[str, int]))


def _keep(campaign_id: str, mark: Mark) -> None:
    text = msgspec.json.encode(mark.differing).decode()
    put(MarkItem(_partition(campaign_id), _ONE, turn=mark.turn, differing=text))


_ONE: Final = "A"


def _partition(campaign_id: str) -> str:
    return f"A#{campaign_id}"
