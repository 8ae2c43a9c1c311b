"""What a question about an installation found: all is well, something is wrong and what to do, or nothing."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

from services.core.language.message import Message, message

Sign: TypeAlias = Literal["✓", "!", "?"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One line: ✓ all is well, ! wrong, ? not known.

    `facts` are more lines, the same in every language.
    """

    sign: Sign
    what: Message
    remedy: Message | None = None
    facts: tuple[str, ...] = ()


def fine(what: Message) -> Finding:
    """All is well."""
    return Finding(sign="✓", what=what)


def wrong(what: Message, remedy: Message | None = None, facts: Iterable[str] = ()) -> Finding:
    """Something is wrong; `what` or the `remedy` says what to do."""
    return Finding(sign="!", what=what, remedy=remedy, facts=tuple(facts))


def unknown(about: Message, why: Message) -> Finding:
    """Nobody could say how it stands, which is no good news."""
    return Finding(sign="?", what=message("Not known: {about}. {why}", about=about, why=why))


def runbook(section: str) -> Message:
    """Where the steps are."""
    return message("See docs/runbook.md, “{section}”.", section=section)


def run(command: str) -> Message:
    """One command that mends it."""
    return message("Run: {command}", command=command)
