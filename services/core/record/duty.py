"""What can be awaited from whoever has a record, and one such thing."""

from datetime import datetime
from enum import StrEnum

import msgspec


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
