"""Which units had at least a draft, and since when: what tells the silent from those below the minimum.

A draft causes no event, so the report looks: once a day, and before it issues anything, it asks the list of
every unit that has handed in nothing (docs/decisions/014-report-from-rows.md). Signs are dated, so that a
day's figures stay what they were.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from services.core.vietnam import vietnam_day


class Sign(msgspec.Struct, frozen=True, array_like=True):
    """From `since` on the unit had a draft, or (`drafting` false) had none any more."""

    since: datetime
    drafting: bool


class Drafts(msgspec.Struct, frozen=True, kw_only=True):
    """All signs, by unit, oldest first, and when they were last looked for."""

    looked_at: datetime | None = None
    signs: dict[str, tuple[Sign, ...]] = {}


def drafting(drafts: Drafts, at: datetime) -> frozenset[str]:
    """The units that had a draft at that moment, as far as anybody looked."""
    return frozenset(unit for unit, signs in drafts.signs.items() if _drafting(signs, at))


def due(looked_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to look again: nobody has, this day in Vietnam."""
    return looked_at is None or vietnam_day(looked_at) < vietnam_day(now)


def noted(drafts: Drafts, seen: Mapping[str, datetime | None], now: datetime) -> Drafts:
    """The signs after a look.

    Args:
        drafts: the signs so far.
        seen: for each unit that was looked at, when its oldest draft was last saved, `None` without any.
        now: when it was looked.
    """
    signs = dict(drafts.signs)
    for unit, saved in seen.items():
        mine = signs.get(unit, ())
        if (saved is not None) != _drafting(mine, now):
            signs[unit] = (*mine, Sign(saved or now, saved is not None))
    return Drafts(looked_at=now, signs=signs)


def _drafting(signs: tuple[Sign, ...], at: datetime) -> bool:
    found = False
    for sign in signs:
        if sign.since <= at:
            found = sign.drafting
    return found
