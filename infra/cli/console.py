"""The terminal, as the long commands use it: sentences, facts, questions, progress."""

import sys
import time
from typing import TYPE_CHECKING, Final

from infra.cli.telling import teller
from services.core.language.catalogue import say
from services.core.language.message import Language, Message

if TYPE_CHECKING:
    from infra.deploy.changes import Progress

#: Seconds between two lines of progress where no line can be written over.
_EVERY: Final = 5.0
_YES: Final = frozenset({"y", "yes", "c", "co", "có"})


class Terminal:
    """Says things in `language`.

    `sure` answers every question with yes; without a keyboard the answer is no.
    """

    def __init__(self, language: Language, *, sure: bool) -> None:
        self._language = language
        self._sure = sure
        self.tell = teller(language)

    def show(self, line: str) -> None:
        """Show one line of facts that are the same in every language."""
        print(line, flush=True)

    def ask(self, what: Message) -> bool:
        """Whether to go on."""
        if self._sure:
            return True
        if not sys.stdin.isatty():
            return False
        words = "[có/không]" if self._language == "vi" else "[yes/no]"
        return input(f"{say(what, self._language)} {words} ").strip().lower() in _YES

    def progress(self, what: str) -> "Progress":
        """Show how far `what` is: one line that is written over, or a line now and then."""
        shown = 0.0

        def step(done: int, total: int) -> None:
            nonlocal shown
            last = done >= total
            if sys.stdout.isatty():
                print(f"\r    {what}: {done}/{total}", end="\n" if last else "", flush=True)
            elif last or time.monotonic() - shown > _EVERY:
                shown = time.monotonic()
                print(f"    {what}: {done}/{total}", flush=True)

        return step
