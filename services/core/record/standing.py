"""Who has a record now, and until when.

Review builds its queues from it, notify finds recipients with it, and every record's page shows it. What is
awaited in which state stands with each track.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from services.core.campaign.model import Campaign
from services.core.record.record import CONCLUDED, Record
from services.core.record.tracks import rules_of


class Duty(StrEnum):
    """What is awaited from a holder."""

    SUBMIT = "submit"
    ANSWER = "answer"
    APPRAISE = "appraise"
    APPROVE = "approve"
    AMEND = "amend"
    FINISH = "finish"
    VERIFY = "verify"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    DECIDE = "decide"


#: What the record's own unit owes; every other duty is a reviewer's.
OF_THE_UNIT = frozenset({Duty.SUBMIT, Duty.ANSWER, Duty.FINISH, Duty.CONFIRM})


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One thing awaited: `holder` owes `duty` until `due`; `seat` where it is a seat's decision."""

    holder: str
    duty: Duty
    due: datetime | None
    seat: str = ""


def tasks(record: Record, campaign: Campaign) -> tuple[Task, ...]:
    """Everything that is awaited from anybody now; nothing once the record is concluded."""
    return () if record.state in CONCLUDED else rules_of(record).tasks(record, campaign)
