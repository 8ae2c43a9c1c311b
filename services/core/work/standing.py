"""Who has a work now, and until when."""

from datetime import datetime

from services.core.campaign.model import Campaign
from services.core.campaign.succession import approvals
from services.core.people.person import Role
from services.core.record.duty import Duty, Task
from services.core.record.record import State
from services.core.work.who import seat_holder
from services.core.work.work import Work


def open_seats(work: Work, campaign: Campaign) -> tuple[str, ...]:
    """The seats that have still to decide, on the work or on its amendment."""
    if work.state is State.APPRAISED:
        votes = work.votes
    elif work.amendment is not None:
        votes = work.amendment.votes
    else:
        return ()
    return tuple(seat.id for seat in approvals(campaign) if seat.id not in votes)


def _seat_tasks(work: Work, campaign: Campaign, duty: Duty, due: datetime | None) -> tuple[Task, ...]:
    return tuple(
        Task(holder=seat_holder(work, seat, campaign), duty=duty, due=due, seat=seat)
        for seat in open_seats(work, campaign)
    )


def tasks(work: Work, campaign: Campaign) -> tuple[Task, ...]:
    """Everything that is awaited from anybody now; the work is not concluded."""
    unit, body = f"{Role.UNIT.value}:{work.unit}", f"{Role.BODY.value}:{work.body}"
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
