"""A terminal that remembers what it was told, and answers as a test says."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from services.core.language.message import Message

if TYPE_CHECKING:
    from infra.deploy.changes import Progress


class Watcher:
    """A terminal that remembers what it was told, and answers as a test says."""

    def __init__(self, answer: Callable[[Message], bool] = lambda _what: True) -> None:
        self.answer = answer
        self.told: list[Message] = []
        self.shown: list[str] = []
        self.asked: list[Message] = []
        self.progressed: dict[str, list[tuple[int, int]]] = {}

    def tell(self, what: Message) -> None:
        """Remember a sentence."""
        self.told.append(what)

    def show(self, line: str) -> None:
        """Remember a line."""
        self.shown.append(line)

    def ask(self, what: Message) -> bool:
        """Answer."""
        self.asked.append(what)
        return self.answer(what)

    def progress(self, what: str) -> "Progress":
        """Remember how far it was."""
        steps = self.progressed.setdefault(what, [])
        return lambda done, total: steps.append((done, total))

    def said(self, sentence: str) -> list[Message]:
        """What was told with this sentence."""
        return [one for one in self.told if one.sentence == sentence]
