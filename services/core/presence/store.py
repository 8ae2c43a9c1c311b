"""Each unit's spans in the table, one item a unit. Keys: docs/architecture.md, "One table"."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core.presence import spans
from services.core.presence.spans import Span
from services.core.table import Item, again, put

_Spans: TypeAlias = tuple[Span, ...]


class PresenceItem(Item):
    """One unit's spans as JSON; `revision` counts its writes."""

    revision = NumberAttribute()
    data = UnicodeAttribute()


def of_campaign(campaign: str) -> dict[str, _Spans]:
    """The spans of every unit that ever had a draft, in one query."""
    found = PresenceItem.query(_partition(campaign), consistent_read=True)
    return {item.sk: _spans(item) for item in found}


def begin(campaign: str, unit: str, record: str, now: datetime) -> None:
    """Note that a draft is about to be saved for the first time: one read, one write.

    Raises:
        ConflictError: colleagues wrote at the same time, again and again.
    """
    again(lambda: _change(campaign, unit, lambda known: spans.begun(known, record, now)))


def discard(campaign: str, unit: str, record: str, others: Callable[[], str | None], now: datetime) -> None:
    """Note that a draft is gone. `others` looks for another of the unit; asked only where that matters.

    Raises:
        ConflictError: as `begin`.
    """

    def changed(known: Sequence[Span]) -> _Spans:
        left = others() if spans.witness(known) == record else None
        return spans.discarded(known, record, left, now)

    again(lambda: _change(campaign, unit, changed))


def _change(campaign: str, unit: str, change: Callable[[_Spans], _Spans]) -> None:
    known, revision = _known(campaign, unit)
    after = change(known)
    if after == known:
        return
    item = PresenceItem(
        _partition(campaign), unit, revision=revision + 1, data=msgspec.json.encode(after).decode()
    )
    put(item, PresenceItem.revision == revision if revision else PresenceItem.pk.does_not_exist())


def _known(campaign: str, unit: str) -> tuple[_Spans, int]:
    try:
        item = PresenceItem.get(_partition(campaign), unit, consistent_read=True)
    except PresenceItem.DoesNotExist:
        return (), 0
    return _spans(item), int(item.revision)


def _spans(item: PresenceItem) -> _Spans:
    return msgspec.json.decode(item.data, type=_Spans)


def _partition(campaign: str) -> str:
    return f"D#{campaign}"
