"""Who has an initiative now, and until when."""

from services.core.campaign.model import Campaign
from services.core.initiative.initiative import Initiative
from services.core.people.person import Role
from services.core.record.duty import Duty, Task
from services.core.record.record import State


def acting(record: Initiative) -> str:
    """The holder that acts for the council: its secretary, or the chair in the secretary's place."""
    role = Role.CHAIR if record.chaired else Role.SECRETARY
    return f"{role.value}:{record.council}"


def tasks(record: Initiative, _: Campaign) -> tuple[Task, ...]:
    """Everything that is awaited from anybody now; the initiative is not concluded."""
    unit = f"{Role.UNIT.value}:{record.unit}"
    return (
        {
            # No day of the campaign binds it: its own term of law does (decision 026).
            State.DRAFT: Task(holder=unit, duty=Duty.SUBMIT, due=None),
            State.SUBMITTED: Task(holder=unit, duty=Duty.CONFIRM, due=record.due),
            State.RETURNED: Task(holder=unit, duty=Duty.ANSWER, due=record.due),
            State.CONFIRMED: Task(holder=acting(record), duty=Duty.ACCEPT, due=record.due),
            State.ACCEPTED: Task(holder=acting(record), duty=Duty.DECIDE, due=record.due),
        }[record.state],
    )
