"""What states, roles and duties are called, and the sentence that says who has a work now and what follows.

Everything that shows a work says it with these words: pages, e-mails, reports. Sentences come as `Message`s.
"""

from collections.abc import Mapping, Sequence

from services.core.campaign.model import Body, Campaign, Seat, Unit
from services.core.language.message import Message, Text, message
from services.core.vietnam import vietnam_day
from services.core.work.record import Outcome, State, Work
from services.core.work.standing import Duty, Task, tasks

STATE_NAMES: Mapping[State, Message] = {
    State.DRAFT: message("Draft"),
    State.SUBMITTED: message("Waiting for appraisal"),
    State.RETURNED: message("Returned for completion"),
    State.APPRAISED: message("Waiting for approval"),
    State.APPROVED: message("Approved, under way"),
    State.DECLINED: message("Declined"),
    State.COMPLETED: message("Waiting for verification"),
    State.VERIFIED: message("Completion verified"),
    State.NOT_ACHIEVED: message("Not achieved"),
    State.WITHDRAWN: message("Withdrawn"),
}

OUTCOME_NAMES: Mapping[Outcome, Message] = {
    Outcome.EARLY: message("Completed early"),
    Outcome.ON_TIME: message("Completed on time"),
    Outcome.LATE: message("Completed late"),
}

_NEXT: Mapping[State, Message] = {
    State.DRAFT: message("Once submitted, it goes to the body that appraises its area."),
    State.SUBMITTED: message("The appraising body gives its opinion, or returns the record for completion."),
    State.RETURNED: message("Once completed and submitted again, it is appraised again."),
    State.APPRAISED: message("It is approved once every seat has approved; one that declines suffices."),
    State.APPROVED: message("When it is done, the unit reports the completion and says what shows it."),
    State.COMPLETED: message("The day on which it was done is judged against the deadline."),
    State.DECLINED: message("Nothing more is awaited. The unit may register it anew."),
    State.VERIFIED: message("Nothing more is awaited."),
    State.NOT_ACHIEVED: message("Nothing more is awaited."),
    State.WITHDRAWN: message("Nothing more is awaited."),
}

_DUTIES: Mapping[Duty, Message] = {
    Duty.SUBMIT: message("{who} can finish and submit it until {due}"),
    Duty.ANSWER: message("{who} completes it by {due}"),
    Duty.APPRAISE: message("{who} appraises it by {due}"),
    Duty.APPROVE: message("{who} decides on the approval by {due}"),
    Duty.AMEND: message("{who} decides on the amendment by {due}"),
    Duty.FINISH: message("{who} carries it out by {due}"),
    Duty.VERIFY: message("{who} verifies the completion by {due}"),
}

_DUTIES_WITHOUT_TERM: Mapping[Duty, Message] = {
    Duty.SUBMIT: message("{who} can finish and submit it"),
    Duty.ANSWER: message("{who} completes it"),
    Duty.APPRAISE: message("{who} appraises it"),
    Duty.APPROVE: message("{who} decides on the approval"),
    Duty.AMEND: message("{who} decides on the amendment"),
    Duty.FINISH: message("{who} carries it out"),
    Duty.VERIFY: message("{who} verifies the completion"),
}


def state_name(state: State, outcome: Outcome | None) -> Message:
    """A state in words; a verified one says how it was judged."""
    return OUTCOME_NAMES[outcome] if outcome else STATE_NAMES[state]


def holder_name(holder: str, campaign: Campaign) -> Message | Text:
    """Who a holder is, by the campaign's names; one that the campaign no longer has keeps its id."""
    kind, _, of = holder.partition(":")
    named: Mapping[str, Sequence[Unit | Body | Seat]] = {
        "unit": campaign.units,
        "body": campaign.bodies,
        "seat": campaign.seats,
    }
    for row in named.get(kind, ()):
        if row.id == of:
            return row.name
    if kind == "office":
        return campaign.unit(campaign.office).name
    return message("Leadership") if kind == "leader" else Text(vi=of, en=of)


def unit_name(unit: str, campaign: Campaign) -> Text:
    """The unit's name; one that the campaign no longer has keeps its id."""
    known = next((row.name for row in campaign.units if row.id == unit), None)
    return known or Text(vi=unit, en=unit)


def area_name(area: str, campaign: Campaign) -> Text:
    """The area's name; one that the campaign no longer has keeps its id."""
    known = next((row.name for row in campaign.areas if row.id == area), None)
    return known or Text(vi=area, en=area)


def duty(task: Task, campaign: Campaign) -> Message:
    """What is awaited from whom, and until when; a unit's deadline is a day, every other term a moment."""
    who = holder_name(task.holder, campaign)
    if task.due is None:
        return Message(_DUTIES_WITHOUT_TERM[task.duty].sentence, {"who": who})
    due = vietnam_day(task.due) if task.duty is Duty.FINISH else task.due
    return Message(_DUTIES[task.duty].sentence, {"who": who, "due": due})


def with_whom(work: Work, campaign: Campaign) -> tuple[Message, ...]:
    """Who has the work now and until when, one sentence for each; none once it is concluded."""
    return tuple(duty(task, campaign) for task in tasks(work, campaign))


def what_next(work: Work) -> Message:
    """What happens after that."""
    return _NEXT[work.state]
