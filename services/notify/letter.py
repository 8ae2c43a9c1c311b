"""What an e-mail says, before it has a form: one shape for every kind, so that all of them read alike."""

import msgspec

from services.core.language.message import Message, Text, Value
from services.core.record.showing.sheet import Group
from services.core.reporting.issued import Figure


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote, word for word, under the name of what it is."""

    title: Message | Text
    words: str


class Button(msgspec.Struct, frozen=True, kw_only=True):
    """The one thing to press; opening `url` changes nothing."""

    label: Message
    url: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A list of pages under a heading: what is to be said of them all, and each by its name."""

    title: Message | Text
    sentences: tuple[Message, ...] = ()
    pages: tuple[Button, ...] = ()


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One e-mail in the order in which it is read.

    `subject` and `lead` say who must do what by when; the lead with its names in full. `code` is the
    six-digit code of a sign-in. `why` says why the reader gets it.
    """

    subject: Message
    lead: Message
    sentences: tuple[Message, ...] = ()
    code: str = ""
    button: Button
    figures: tuple[Figure, ...] = ()
    quotes: tuple[Quote, ...] = ()
    readings: tuple[Reading, ...] = ()
    facts: tuple[Group, ...] = ()
    why: Message


def shortened(text: Value, most: int) -> Value:
    """A title that fits into a subject: cut at a word, with an ellipsis; other values stay as they are."""
    if not isinstance(text, str) or len(text) <= most:
        return text
    cut = text[:most].rsplit(" ", 1)[0] if " " in text[:most] else text[:most]
    return cut.rstrip(" ,.;:-–") + "…"
