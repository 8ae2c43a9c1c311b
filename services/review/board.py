"""What every reviewer owes on one record, and since which entry: a pure function of its history.

The end is the same however often, and in whichever order, the news of the entries arrive: each place is
replaced only by one of a newer sequence, and the whole history names every place that was ever taken.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from services.core.campaign.model import Campaign
from services.core.record.duty import OF_THE_UNIT, Duty
from services.core.record.history import apply, blank
from services.core.record.record import Record
from services.core.record.standing import tasks
from services.core.record.store import Stored


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a holder has to do, as a line of a queue shows it.

    `barred` are the ids of people who may not do it whatever they hold: who made the record, and who declared
    a conflict of interest.
    """

    duty: Duty
    due: datetime | None
    number: str
    title: str
    unit: str
    area: str
    barred: tuple[str, ...]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What a holder owes since the entry `sequence`; `owed` absent: nothing any more."""

    sequence: int
    owed: Owed | None


def board(stored: Stored, campaign: Campaign) -> Mapping[str, Place]:
    """The place of every holder that ever had this record to decide on, by holder."""
    places: dict[str, Place] = {}
    record = blank(stored.record)
    for entry in stored.history:
        record = apply(record, entry)
        owed = _owed(record, campaign)
        for holder in places.keys() | owed.keys():
            before = places.get(holder)
            if before is None or before.owed != owed.get(holder):
                places[holder] = Place(sequence=entry.sequence, owed=owed.get(holder))
    return places


def _owed(record: Record, campaign: Campaign) -> dict[str, Owed]:
    """What reviewers owe now; whoever decides for two seats at once owes it once."""
    facts = record.facts
    return {
        task.holder: Owed(
            duty=task.duty,
            due=task.due,
            number=record.number,
            title=facts.title,
            unit=record.unit,
            area=facts.area,
            barred=(record.made_by, *record.conflicts),
        )
        for task in tasks(record, campaign)
        if facts is not None and task.duty not in OF_THE_UNIT
    }
