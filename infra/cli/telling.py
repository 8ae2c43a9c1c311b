"""How a command speaks to whoever typed it, and how it gives up."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from services.core.language.catalogue import say
from services.core.language.message import Language, Message

if TYPE_CHECKING:
    import argparse

    #: Where a family of commands declares its own.
    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - its only name

#: Says one sentence in the language that was chosen.
Teller: TypeAlias = Callable[[Message], None]


class CommandError(RuntimeError):
    """Why a command cannot go on, in one sentence for whoever typed it."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.sentence)
        self.why = why


def teller(language: Language) -> Teller:
    """What prints sentences in `language`."""
    from infra import catalogues  # noqa: PLC0415 - only a person at a terminal needs the compiler

    catalogues.compile_stale()
    return lambda what: print(say(what, language), flush=True)
