"""How far the reminders of a day have got, one item a day. Keys: docs/architecture.md, "One table".

What is written here only spares work: whoever was written to is known by their e-mail (`ledger`).
"""

from datetime import date

import msgspec
from pynamodb.attributes import UnicodeAttribute

from services.core.table import Item, put

#: Real seconds for which a day's progress is kept.
_KEPT = 30 * 24 * 3600


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody up to the person `last`, by id, was seen to, but for `again`; `is_done`: everybody."""

    last: str = ""
    again: tuple[str, ...] = ()
    is_done: bool = False


class ProgressItem(Item):
    """One day's progress, as JSON."""

    data = UnicodeAttribute()


def get(campaign: str, day: date) -> Progress:
    """How far that day has got; not at all where nobody began."""
    try:
        item = ProgressItem.get(_partition(campaign), day.isoformat(), consistent_read=True)
    except ProgressItem.DoesNotExist:
        return Progress()
    return msgspec.json.decode(item.data, type=Progress)


def keep(campaign: str, day: date, progress: Progress, now_real: float) -> None:
    """Note how far that day has got."""
    put(
        ProgressItem(
            _partition(campaign),
            day.isoformat(),
            data=msgspec.json.encode(progress).decode(),
            expires=int(now_real) + _KEPT,
        )
    )


def _partition(campaign: str) -> str:
    return f"B#{campaign}"
