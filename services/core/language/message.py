"""A sentence with values in it, said in the language of whoever reads it.

Rules and forms never build a sentence themselves: they return a `Message`, and the page or the e-mail says it
through `catalogue.say`. The English sentence is the catalogue's key, so English is complete by itself.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias, Union

import msgspec

Language: TypeAlias = Literal["vi", "en"]


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A name or title that comes from data, in both languages."""

    vi: str
    en: str

    def in_(self, language: Language) -> str:
        """The wording for `language`."""
        return self.vi if language == "vi" else self.en


Value: TypeAlias = Union[str, int, Decimal, date, datetime, Text, "Message"]


class Message(msgspec.Struct, frozen=True):
    """An English sentence with `{named}` places, and what goes there.

    Dates, moments, amounts, `Text`s and other messages are put in as values, never as strings, so that each
    language writes them its own way. A message is said, not stored.
    """

    sentence: str
    values: dict[str, Value] = {}


def message(sentence: str, /, **values: Value) -> Message:
    """The way to write a `Message`; the extractor of the catalogues looks for this name."""
    return Message(sentence, values)


#: The measure of a share.
PERCENT = message("%")


def measured(figure: Value, measure: Message | Text) -> Message:
    """A figure with its measure: `12,5 ha`; a share is written without a gap, `12,5%`."""
    name = measure.en if isinstance(measure, Text) else measure.sentence
    if name == PERCENT.sentence:
        return message("{figure}%", figure=figure)
    return message("{figure} {measure}", figure=figure, measure=measure)
