"""Who has a work now, and until when.

Review builds its queues from it, notify finds recipients with it, and every record's page shows it.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from services.core.campaign.model import Campaign
from services.core.people.person import Role
from services.core.work.record import CONCLUDED, State, Work
from services.core.work.who import seat_holder


class Duty(StrEnum):
    """What is awaited from a holder."""

    SUBMIT = "submit"
    ANSWER = "answer"
    APPRAISE = "appraise"
    APPROVE = "approve"
    AMEND = "amend"
    FINISH = "finish"
    VERIFY = "verify"


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One thing awaited: `holder` owes `duty` until `due`; `seat` where it is a seat's decision."""

    holder: str
    duty: Duty
    due: datetime | None
    seat: str = ""


def open_seats(work: Work, campaign: Campaign) -> tuple[str, ...]:
    """The seats that have still to decide, on the work or on its amendment."""
    if work.state is State.APPRAISED:
        votes = work.votes
    elif work.amendment is not None:
        votes = work.amendment.votes
    else:
        return ()
    return tuple(seat.id for seat in campaign.seats if seat.id not in votes)


def _seat_tasks(work: Work, campaign: Campaign, duty: Duty, due: datetime | None) -> tuple[Task, ...]:
    return tuple(
        Task(holder=seat_holder(work, seat, campaign), duty=duty, due=due, seat=seat)
        for seat in open_seats(work, campaign)
    )


def tasks(work: Work, campaign: Campaign) -> tuple[Task, ...]:
    """Everything that is awaited from anybody now; nothing once the work is concluded."""
    unit, body = f"{Role.UNIT.value}:{work.unit}", f"{Role.BODY.value}:{work.body}"
    if work.state in CONCLUDED:
        return ()
    if work.state is State.APPRAISED:
        return _seat_tasks(work, campaign, Duty.APPROVE, work.due)
    single = {
        State.DRAFT: Task(holder=unit, duty=Duty.SUBMIT, due=campaign.registration_deadline),
        State.RETURNED: Task(holder=unit, duty=Duty.ANSWER, due=work.due),
        State.SUBMITTED: Task(holder=body, duty=Duty.APPRAISE, due=work.due),
        State.COMPLETED: Task(holder=body, duty=Duty.VERIFY, due=work.due),
        State.APPROVED: Task(holder=unit, duty=Duty.FINISH, due=work.due),
    }[work.state]
    if work.amendment is None:
        return (single,)
    return (single, *_seat_tasks(work, campaign, Duty.AMEND, work.amendment.due))
