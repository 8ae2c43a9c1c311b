"""Why a command is refused; each carries a sentence for the person who gave it."""

from services.core.form import Problem
from services.core.language.message import Message


class RefusedError(Exception):
    """A command that the rules do not allow. `problems` name the fields to mend, or the whole form."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message.sentence for problem in problems))
        self.problems = problems

    @classmethod
    def because(cls, reason: Message, field: str = "") -> "RefusedError":
        """A refusal with one reason."""
        return cls(Problem(field, reason))


class WrongStateError(RefusedError):
    """The record is not (or no longer) in a state in which this can be done."""


class NotYoursError(RefusedError):
    """The person does not hold the role that this takes, or is barred from deciding on this record."""
