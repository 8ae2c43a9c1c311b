"""Where a record stands among those of a unit: in whose list, and in which place of it."""

from collections.abc import Sequence
from datetime import datetime

from services.core.campaign import succession
from services.core.campaign.model import Campaign
from services.core.record.duty import Duty, Task
from services.core.record.record import CONCLUDED, Record
from services.core.vietnam import vietnam_day

#: What a unit has to do comes first in its list, by due; what others have follows; concluded records end it.
_RANK = {Duty.ANSWER: 0, Duty.CONFIRM: 1, Duty.SUBMIT: 1, Duty.FINISH: 2}
_OTHERS, _CONCLUDED = 5, 9

#: More seconds than any moment has.
_EVER = 10**11


def whose(record: Record, campaign: Campaign, now: datetime) -> str:
    """The unit in whose list it stands: its own, or once concluded the one that keeps what its own had."""
    if record.state not in CONCLUDED:
        return record.unit
    return succession.heir(campaign, record.unit, vietnam_day(now))


def due(waiting: Sequence[Task]) -> datetime | None:
    """The term that a line names: of what the unit itself has to do, if anything, else the earliest."""
    own = _own(waiting)
    return own.due if own else min((task.due for task in waiting if task.due), default=None)


def place(record: Record, waiting: Sequence[Task], now: datetime) -> str:
    """Its place in the list, as text to sort by."""
    own = _own(waiting)
    if own is None:
        rank = _OTHERS if waiting else _CONCLUDED
        # Newest first among what others have: the seconds left until a far day.
        return f"{rank}#{_EVER - int(now.timestamp()):011d}#{record.id}"
    seconds = own.due.timestamp() if own.due else _EVER - 1
    return f"{_RANK[own.duty]}#{int(seconds):011d}#{record.id}"


def _own(waiting: Sequence[Task]) -> Task | None:
    """What the unit itself has to do, whatever others have beside it."""
    return next((task for task in waiting if task.duty in _RANK), None)
