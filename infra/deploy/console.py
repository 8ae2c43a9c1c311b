"""Whoever watches a deployment: told what happens, asked before anything changes."""

from typing import Protocol

from infra.deploy.changes import Progress
from services.core.language.message import Message


class Console(Protocol):
    """A terminal, or a test that stands for one."""

    def tell(self, what: Message) -> None:
        """Say one sentence."""

    def show(self, line: str) -> None:
        """Show one line of facts that are the same in every language."""

    def ask(self, what: Message) -> bool:
        """Whether to go on."""

    def progress(self, what: str) -> Progress:
        """Show how far `what` is, while it goes on."""
