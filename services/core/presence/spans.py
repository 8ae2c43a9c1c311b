"""The times in which a unit had a draft: what tells the silent from those below the minimum.

A draft causes no event, and whoever counts the silent need not know every draft: one at a time stands for all
that the unit has. Spans are dated, so that a day's figures stay what they were.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True):
    """From `since` on, before `until` if it has ended, the unit had the draft `record`, and maybe others."""

    record: str
    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether the unit had this draft at that moment."""
        return self.since <= at and (self.until is None or at < self.until)


def has_draft(spans: Sequence[Span], at: datetime) -> bool:
    """Whether the unit had any draft at that moment."""
    return any(span.covers(at) for span in spans)


def witness(spans: Sequence[Span]) -> str | None:
    """The draft that stands for all that the unit has now; `None` without any."""
    return spans[-1].record if spans and spans[-1].until is None else None


def begun(spans: Sequence[Span], record: str, now: datetime) -> tuple[Span, ...]:
    """The spans after `record` was saved for the first time: the newest draft stands for all.

    So that whoever discards the draft that stood for all until now, at this very moment, notices the change.
    """
    if witness(spans):
        return (*spans[:-1], msgspec.structs.replace(spans[-1], record=record))
    return (*spans, Span(record, now))


def discarded(spans: Sequence[Span], record: str, left: str | None, now: datetime) -> tuple[Span, ...]:
    """The spans after `record` was discarded, `left` being another draft that the unit still has."""
    if witness(spans) != record:
        return tuple(spans)
    ended = (*spans[:-1], msgspec.structs.replace(spans[-1], until=now))
    return (*ended, Span(left, now)) if left else ended
