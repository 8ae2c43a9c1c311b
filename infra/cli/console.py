"""The terminal, as the long commands use it: sentences, facts, questions, progress."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from infra.cli.telling import teller
from services.core.language.catalogue import say
from services.core.language.message import Language, Message, message

if TYPE_CHECKING:
    from infra.deploy.changes import Progress

#: Seconds between two lines of progress where no line can be written over.
_EVERY: Final = 5.0
_YES: Final = frozenset({"y", "yes", "c", "co", "có"})


class Terminal:
    """Says things in `language`.

    `sure` answers every question with yes; without a keyboard the answer is no. As a block it leaves no line
    half, however it ends.
    """

    def __init__(self, language: Language, *, sure: bool) -> None:
        self._language = language
        self._sure = sure
        self._say = teller(language)
        self._half = False

    def __enter__(self) -> Self:
        """Ready to hear."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """What follows begins on a line of its own."""
        self._end_line()

    def tell(self, what: Message) -> None:
        """Say one sentence."""
        self._end_line()
        self._say(what)

    def show(self, line: str) -> None:
        """Show one line of facts that are the same in every language."""
        self._end_line()
        print(line, flush=True)

    def ask(self, what: Message) -> bool:
        """Whether to go on."""
        if self._sure:
            return True
        if not sys.stdin.isatty():
            self.tell(message("Nobody can be asked here: repeat the command with --yes to go on."))
            return False
        words = "[có/không]" if self._language == "vi" else "[yes/no]"
        return input(f"{say(what, self._language)} {words} ").strip().lower() in _YES

    def progress(self, what: str) -> "Progress":
        """Show how far `what` is: one line that is written over, or a line now and then."""
        shown, before = 0.0, -1

        def step(done: int, total: int) -> None:
            nonlocal shown, before
            if done == before:
                return
            last, before = done >= total, done
            if sys.stdout.isatty():
                print(f"\r    {what}: {done}/{total}", end="\n" if last else "", flush=True)
                self._half = not last
            elif last or time.monotonic() - shown > _EVERY:
                shown = time.monotonic()
                print(f"    {what}: {done}/{total}", flush=True)

        return step

    def _end_line(self) -> None:
        if self._half:
            print(flush=True)
            self._half = False
