"""What the kinds and the states of a work are called, and what follows each state."""

from collections.abc import Mapping

from services.core.language.message import Message, message
from services.core.record.record import Outcome, State
from services.core.work.work import WorkKind

KIND_NAMES: Mapping[WorkKind, Message] = {
    WorkKind.CONSTRUCTION: message("Construction work"),
    WorkKind.MODEL: message("Model"),
    WorkKind.PROJECT: message("Project"),
    WorkKind.GOAL: message("Goal"),
    WorkKind.TASK: message("Piece of work"),
}

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

NEXT: Mapping[State, Message] = {
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

#: The mark beside each state's word.
SHAPES: Mapping[State, str] = {
    State.DRAFT: "draft",
    State.SUBMITTED: "waiting",
    State.RETURNED: "returned",
    State.APPRAISED: "waiting",
    State.APPROVED: "good",
    State.DECLINED: "refused",
    State.COMPLETED: "waiting",
    State.VERIFIED: "done",
    State.NOT_ACHIEVED: "refused",
    State.WITHDRAWN: "ended",
}
