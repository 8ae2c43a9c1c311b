"""Sentences in the reader's language, from catalogues that are compiled to a table of sentences.

The English sentence is the key, so English needs no catalogue. `python -m infra.catalogues` compiles the
Vietnamese one; a test sees to it that no sentence lacks its translation. gettext's own compiled form would be
read five times as slowly, by every function that starts.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from services.core.language import formats
from services.core.language.message import Language, Message, Text, Value

LOCALES: Final = Path(__file__).parent / "locales"
DOMAIN: Final = "thidua"
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


class MissingCatalogueError(RuntimeError):
    """The compiled catalogue of a language is not there."""


def translate(sentence: str, language: Language) -> str:
    """The sentence in `language`; one that the catalogue does not know stays English.

    Raises:
        MissingCatalogueError: the catalogue was never compiled.
    """
    return sentence if language == "en" else _catalogue(language).get(sentence, sentence)


def say(what: Message | Text, language: Language) -> str:
    """A message with its values, or a name from data, in `language`.

    Raises:
        KeyError: the sentence names a value that the message does not carry.
    """
    if isinstance(what, Text):
        return what.in_(language)
    sentence = translate(what.sentence, language)
    return sentence.format_map({name: written(value, language) for name, value in what.values.items()})


def written(value: Value, language: Language) -> str:
    """One value as `language` writes it: dates, moments and numbers by `formats`, words as they are."""
    match value:
        case str():
            return str(value)
        case Message() | Text():
            return say(value, language)
        case datetime():
            return formats.moment(value, language)
        case date():
            return formats.day(value, language)
        case int() | Decimal():
            return formats.number(value, language)


def compiled(language: str) -> Path:
    """The compiled catalogue of a language: JSON, each sentence with its translation."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.json"


@cache
def _catalogue(language: Language) -> dict[str, str]:
    path = compiled(language)
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        raise MissingCatalogueError(
            f"{path.name} for {language} is not compiled: run `make catalogues`"
        ) from None
