"""What the states of a citizen's record are called, and what follows each."""

from collections.abc import Mapping

from services.core.language.message import Message, message
from services.core.record.record import State

STATE_NAMES: Mapping[State, Message] = {
    State.DRAFT: message("Draft"),
    State.SUBMITTED: message("Waiting for recognition"),
    State.RETURNED: message("Returned for completion"),
    State.RECOGNISED: message("Recognised"),
    State.REFUSED: message("Not recognised"),
    State.WITHDRAWN: message("Withdrawn"),
}

NEXT: Mapping[State, Message] = {
    State.DRAFT: message("Once submitted, it goes to the council that recognises citizens."),
    State.SUBMITTED: message("The council recognises it, refuses it with the reasons, or returns it."),
    State.RETURNED: message("Once completed and submitted again, the council decides on it."),
    State.RECOGNISED: message("Nothing more is awaited."),
    State.REFUSED: message("Nothing more is awaited."),
    State.WITHDRAWN: message("Nothing more is awaited."),
}

#: The mark beside each state's word.
SHAPES: Mapping[State, str] = {
    State.DRAFT: "draft",
    State.SUBMITTED: "waiting",
    State.RETURNED: "returned",
    State.RECOGNISED: "done",
    State.REFUSED: "refused",
    State.WITHDRAWN: "ended",
}
