"""One event of a record within its whole history: what it changed, and what of that still stands.

An event may arrive late, again, or after its successors. Whether it is worth an e-mail is therefore asked of
the history, never of the moment in which the event happens to be heard.
"""

from collections.abc import Sequence

import msgspec

from services.core.campaign.model import Campaign
from services.core.record.duty import Task
from services.core.record.history import Entry, apply, blank, fold, last_act
from services.core.record.record import Record
from services.core.record.standing import tasks


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """The record before and after one entry of its history, and what came later, oldest first.

    `followed` are the later entries, `later` the record after each of them. `undone` is the decision that the
    entry took back, if it did; `stands` is false when the entry itself was taken back later.
    """

    entry: Entry
    before: Record
    after: Record
    followed: tuple[Entry, ...]
    later: tuple[Record, ...]
    undone: Entry | None
    stands: bool

    @property
    def now(self) -> Record:
        """The record as it stands."""
        return self.later[-1] if self.later else self.after


def passage(record: Record, history: Sequence[Entry], sequence: int) -> Passage:
    """The entry of that sequence (from 1) within the whole history of `record`."""
    at = sequence - 1
    entry = history[at]
    before = fold(blank(record), history[:at])
    after = apply(before, entry)
    later: list[Record] = []
    for next_ in history[at + 1 :]:
        later.append(apply(later[-1] if later else after, next_))
    return Passage(
        entry=entry,
        before=before,
        after=after,
        followed=tuple(history[at + 1 :]),
        later=tuple(later),
        undone=_undone(history, at),
        stands=all(_undone(history, i) != entry for i in range(at + 1, len(history))),
    )


def opened(passage: Passage, campaign: Campaign) -> tuple[Task, ...]:
    """What has been awaited without a break since the entry, and was not before it."""
    before = {_key(task) for task in tasks(passage.before, campaign)}
    return tuple(task for task in still_open(passage, campaign) if _key(task) not in before)


def still_open(passage: Passage, campaign: Campaign) -> tuple[Task, ...]:
    """What has been awaited without a break since the entry."""
    awaited = {_key(task): task for task in tasks(passage.after, campaign)}
    for record in passage.later:
        now = {_key(task): task for task in tasks(record, campaign)}
        awaited = {key: now[key] for key in awaited if key in now}
    return tuple(awaited.values())


def _key(task: Task) -> tuple[str, str, str]:
    return task.holder, task.duty.value, task.seat


def _undone(history: Sequence[Entry], at: int) -> Entry | None:
    """The decision that the entry at `at` took back."""
    return last_act(history[:at]) if history[at].type.endswith("DecisionTakenBack") else None
