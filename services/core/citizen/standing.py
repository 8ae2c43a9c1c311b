"""Who has a citizen's record now, and until when."""

from services.core.campaign.model import Campaign
from services.core.citizen.citizen import Citizen
from services.core.people.person import Role
from services.core.record.duty import Duty, Task
from services.core.record.record import State


def deciding(record: Citizen) -> str:
    """The holder that records what the council decides: its chair, or the vice-chair as deputy."""
    role = Role.VICE_CHAIR if record.deputised else Role.CHAIR
    return f"{role.value}:{record.council}"


def tasks(record: Citizen, campaign: Campaign) -> tuple[Task, ...]:
    """Everything that is awaited from anybody now; the record is not concluded."""
    unit = f"{Role.UNIT.value}:{record.unit}"
    return (
        {
            State.DRAFT: Task(holder=unit, duty=Duty.SUBMIT, due=campaign.registration_deadline),
            State.RETURNED: Task(holder=unit, duty=Duty.ANSWER, due=record.due),
            State.SUBMITTED: Task(holder=deciding(record), duty=Duty.DECIDE, due=record.due),
        }[record.state],
    )
