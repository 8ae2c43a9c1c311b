"""What requests about personal data are called."""

from collections.abc import Mapping

from services.core.language.message import Message, message
from services.core.rights.request import Outcome, What
from services.core.subjects.fields import CHANNEL_NAMES

__all__ = ["CHANNEL_NAMES", "OUTCOME_NAMES", "WHAT_NAMES"]

WHAT_NAMES: Mapping[What, Message] = {
    What.VIEW: message("A copy of what is held"),
    What.CORRECT: message("Correction"),
    What.WITHDRAW: message("Withdrawal of a consent"),
    What.DELETE: message("Erasure"),
}

OUTCOME_NAMES: Mapping[Outcome, Message] = {
    Outcome.DONE: message("Done as asked"),
    Outcome.REFUSED: message("Refused, with the reason"),
    Outcome.NOTHING: message("Nothing is held about this person"),
}
