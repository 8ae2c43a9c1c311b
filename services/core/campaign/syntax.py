"""TOML text as plain values, with every mistake of writing that can be told apart, not only the first.

`tomllib` stops at the first mistake. Where the rest of the text can still be trusted (a day that does not
exist, a header without its bracket, one broken line), that line is mended or set aside and reading goes on.
"""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from services.core.campaign.lines import LostError, lines
from services.core.language.message import Message, message

#: More characters than this are no campaign file.
LARGEST = 1_000_000
#: After so many broken lines the rest is not worth guessing at.
_MOST = 50

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_DAY = r"\d{4}-\d{1,2}-\d{1,2}"
_HOUR = r"\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?"
_MOMENT = re.compile(rf"(?P<day>{_DAY})(?:[Tt ](?P<at>{_HOUR})(?:[Zz]|[+-]\d\d:\d\d)?)?|(?P<hour>{_HOUR})")
_PAIR = re.compile(r"[ \t]*[\w.\"'-]+[ \t]*=")
_HEADER = r"\[\[?[ \t]*[\w.\"'-]+[ \t]*\]\]?"
_HALF_HEADER = re.compile(r"[ \t]*(\[{0,2})[ \t]*([\w.-]+)[ \t]*(\]{0,2})[ \t]*(?:#.*)?")
_STATEMENT = re.compile(rf"[ \t]*(?:(?:{_HEADER})?[ \t]*(?:#.*)?|[\w.\"'-]+[ \t]*=.*)$")


class Slip(msgspec.Struct, frozen=True):
    """One mistake of writing and its line."""

    line: int
    message: Message


class Written(msgspec.Struct, frozen=True):
    """What a text says. `guessed` are lines whose date was replaced so that the rest could be read.

    `text` is what `data` was read from, each line where it stood. `data` is None where nothing can be said
    beyond the slips; `whole` is false where lines were set aside, so that what seems to be missing may stand
    in one of them.
    """

    data: dict[str, Any] | None
    text: str
    slips: tuple[Slip, ...]
    guessed: frozenset[int]
    whole: bool


def parse(text: str) -> Written:
    """Read `text`, with decimals exact (`Decimal`) and all slips in the order of lines."""
    if len(text) > LARGEST:
        return _nothing(Slip(1, message("The file is longer than {most} characters.", most=LARGEST)))
    reading = _Reading(text.replace("\r\n", "\n"))
    return reading.written()


def _nothing(*slips: Slip) -> Written:
    return Written(None, "", slips, frozenset(), whole=False)


class _Reading:
    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._slips: list[Slip] = []
        self._guessed: set[int] = set()
        self._whole = True

    def written(self) -> Written:
        while len(self._slips) < _MOST:
            text = "\n".join(self._lines) + "\n"
            try:
                data = tomllib.loads(text, parse_float=Decimal)
            except tomllib.TOMLDecodeError as error:
                if not self._set_aside(str(error), text):
                    break
            except (ValueError, RecursionError):  # a number of thousands of digits; brackets without end
                return _nothing(*self._slips, Slip(1, _says("")))
            else:
                return Written(data, text, tuple(self._slips), frozenset(self._guessed), self._whole)
        return _nothing(*self._slips)

    def _set_aside(self, said: str, text: str) -> bool:
        """Note what the parser said; whether reading can go on without the place that it complains of."""
        line, column = _place(said, text)
        at = line - 1
        moment = _moment_at(self._lines[at], column - 1)
        self._slips.append(Slip(line, _no_moment() if moment else _says(said)))
        mended = _with_some_day(self._lines[at], moment) if moment else _with_brackets(self._lines[at])
        if mended != self._lines[at]:
            self._lines[at] = mended
            self._guessed |= {line} if moment else set()
            return True
        following = self._lines[at + 1] if line < len(self._lines) else ""
        if _PAIR.match(self._lines[at]) and _STATEMENT.match(following):
            self._lines[at] = ""
            self._whole = False
            return True
        return False


def _place(said: str, text: str) -> tuple[int, int]:
    """Line and column of what the parser complains of.

    What is left open is noticed only at a later statement or at the end of the text: then it is the line
    where it began.
    """
    match = _AT.search(said)
    line, column = (int(match[1]), int(match[2])) if match and match[1] else (text.count("\n"), 1)
    late = "end of document" in said or ("Unclosed" in said and _STATEMENT.match(text.split("\n")[line - 1]))
    try:
        lines(text if late else "")
    except LostError as lost:
        return lost.line, 1
    return line, column


def _moment_at(line: str, column: int) -> re.Match[str] | None:
    """The day or hour of `line` in which, or right after which, the parser stumbled."""
    moments = _MOMENT.finditer(line)
    return next((found for found in moments if found.start() <= column < found.end()), None)


def _with_some_day(line: str, moment: re.Match[str]) -> str:
    """The line with a day or hour that exists in the place of one that does not."""
    parts = ("2000-01-01" * bool(moment["day"]), "00:00:00" * bool(moment["at"] or moment["hour"]))
    return line[: moment.start()] + "T".join(filter(None, parts)) + line[moment.end() :]


def _with_brackets(line: str) -> str:
    """The line with the brackets closed, where it is a section's header with some of them missing."""
    header = _HALF_HEADER.fullmatch(line)
    if header is None or len(header[1]) == len(header[3]):
        return line
    brackets = max(len(header[1]), len(header[3]))
    return "[" * brackets + header[2] + "]" * brackets


def _no_moment() -> Message:
    return message("This is no day or hour that exists. Write 2024-12-31, 17:00:00 or 2024-12-31T17:00:00.")


def _says(said: str) -> Message:
    """What the parser's words mean for a person who edits the file."""
    return next(sentence for words, sentence in _sentences() if any(word in said for word in words))


def _sentences() -> Iterator[tuple[tuple[str, ...], Message]]:
    yield (
        ("Cannot declare", "Cannot overwrite", "Cannot mutate", "Cannot redefine", "Duplicate"),
        message("This stands here for the second time; a key or a section may stand only once."),
    )
    yield (
        ("Illegal", "invalid character", "Unescaped", "Escaped", "Unterminated", 'Expected "', "hex"),
        message("A text is not closed with its quotation mark, or contains a character that is not allowed."),
    )
    yield ("Expected '='",), message("After the name of a key come an equals sign and its value.")
    yield (
        ("Unclosed", "Expected ']"),
        message("A bracket is not closed, or a comma is missing."),
    )
    yield ("",), message("This line cannot be read: look at its quotation marks, brackets and commas.")
