"""Why an operation on data cannot go on."""

from services.core.language.message import Message


class StoppedError(RuntimeError):
    """`why` says it in one sentence to whoever started the operation, with what to do."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.sentence)
        self.why = why
