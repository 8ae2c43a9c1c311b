"""What the states of an initiative are called, and what follows each."""

from collections.abc import Mapping

from services.core.language.message import Message, message
from services.core.record.record import State

STATE_NAMES: Mapping[State, Message] = {
    State.DRAFT: message("Draft"),
    State.SUBMITTED: message("Waiting for the unit's confirmation"),
    State.RETURNED: message("Returned for completion"),
    State.CONFIRMED: message("Waiting for acceptance"),
    State.ACCEPTED: message("Accepted, waiting for the council's session"),
    State.WITHDRAWN: message("Withdrawn"),
}

NEXT: Mapping[State, Message] = {
    State.DRAFT: message(
        "Once submitted, a colleague of the unit who is no author confirms it; then it goes to the council."
    ),
    State.SUBMITTED: message("A colleague who is no author confirms it, or returns it to the authors."),
    State.RETURNED: message("Once completed and submitted again, it goes back to whoever returned it."),
    State.CONFIRMED: message("The council's secretary accepts it, or returns it for completion."),
    State.ACCEPTED: message("It waits for the council's session."),
    State.WITHDRAWN: message("Nothing more is awaited."),
}

#: The mark beside each state's word.
SHAPES: Mapping[State, str] = {
    State.DRAFT: "draft",
    State.SUBMITTED: "waiting",
    State.RETURNED: "returned",
    State.CONFIRMED: "waiting",
    State.ACCEPTED: "good",
    State.WITHDRAWN: "ended",
}
