"""Whose summary is looked at now: every unit once a day, whatever tick was missed, doubled or late. Pure.

A day has 96 turns, one for each quarter of an hour, and a unit has the same one every day. Turns are numbered
on since 1970; whoever knows the last one that was taken knows which are due.
"""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

#: How long a turn takes: the tick's pace.
TURN: Final = timedelta(minutes=15)

#: Turns in a day.
A_DAY: Final = timedelta(days=1) // TURN

#: Turns that one tick takes at most, so that it ends in time; what was missed is made up for in a few ticks.
MOST: Final = 8


def due(last: int | None, now: datetime) -> range:
    """The turns to take now, the oldest first, after `last` (the number of the last one taken, if any).

    Of what was missed for longer than a day each unit is due once.
    """
    present = int(now.timestamp() // TURN.total_seconds())
    first = present if last is None or last > present else max(last + 1, present - A_DAY + 1)
    return range(first, min(present + 1, first + MOST))


def whose(units: Iterable[str], turns: range) -> tuple[str, ...]:
    """The units whose turn is among `turns`, by id."""
    wanted = {turn % A_DAY for turn in turns}
    return tuple(sorted(unit for unit in units if _turn_of(unit) in wanted))


def _turn_of(unit: str) -> int:
    """The same in every process and for ever, and spread evenly."""
    return zlib.crc32(unit.encode()) % A_DAY
