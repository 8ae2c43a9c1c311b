"""Many drafts of a unit at once, saved by a few threads.

What a page does with one record, a workbook does with a thousand, within the same half minute.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from services.core.campaign.model import Campaign
from services.core.presence import store as presence
from services.core.record import store
from services.core.record.store import Stored
from services.core.table import ConflictError

#: A write waits for the network most of the time; more threads than this win nothing.
THREADS = 8


def save_drafts(
    drafts: Sequence[tuple[Stored, dict[str, str]]], campaign: Campaign, now: datetime
) -> tuple[Stored | None, ...]:
    """Keep what was typed for each of these drafts of one unit; `None` where somebody else saved meanwhile.

    That drafts began is noted once for all of them. Broken off, it is completed by doing it again.

    Raises:
        ValueError: a record among them was submitted: its history would be lost.
    """
    if any(stored.record.sequence for stored, _ in drafts):
        raise ValueError("only drafts are saved by the many")
    first = next((stored.record for stored, _ in drafts if not stored.revision), None)
    if first is not None:
        presence.begin(first.campaign, first.unit, first.id, now)

    def save(one: tuple[Stored, dict[str, str]]) -> Stored | None:
        try:
            return store.save_draft(*one, campaign, now, is_noted=True)
        except ConflictError:
            return None

    with ThreadPoolExecutor(THREADS) as pool:
        return tuple(pool.map(save, drafts))
