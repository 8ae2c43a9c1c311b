"""A TOML file that people write: its values in their shape, or every mistake in it by line and field."""

import codecs
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar, cast

import msgspec

from services.core.campaign import syntax
from services.core.campaign.lines import Path, lines
from services.core.campaign.shape import Report, Shape, shape
from services.core.language.message import Message, message

S = TypeVar("S", bound=msgspec.Struct)

#: Checks values against one another: the shape, the plain data, each path as people name it, and where to
#: tell a mistake.
Check: TypeAlias = Callable[[Shape, Mapping[str, Any], Mapping[Path, str], Report], None]


class Problem(msgspec.Struct, frozen=True):
    """One mistake: its line (from 1), the path of the field (`units.vinh-lam.code`), and how to mend it.

    Rows are named by their `id`, or by their number from 1 where they have none. `field` is empty where the
    text cannot be read at all.
    """

    line: int
    field: str
    message: Message


class MistakesError(ValueError):
    """The file is not what it should be; `problems` names every mistake, in the order of lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.line}: {p.field}: {p.message.sentence}" for p in problems))
        self.problems = problems


def read_file(text: str | bytes, kind: type[S], check: Check, *, hidden: frozenset[str] = frozenset()) -> S:
    """The `kind` that a text describes. Local date-times in it are Vietnam's time.

    `check` is asked where the whole text could be read; `hidden` are fields of `kind` that no file may set.

    Raises:
        MistakesError: anything in it is wrong.
    """
    written = syntax.parse(_decoded(text))
    problems = [Problem(slip.line, "", slip.message) for slip in written.slips]
    whole: object = None
    if written.data is not None:
        reading = _Reading(written, written.data)
        found = shape(kind, written.data, reading.report, hidden=hidden, whole=written.whole)
        if written.whole:
            check(found, written.data, reading.names, reading.report)
        whole = found.whole
        problems += reading.problems
    if problems:
        raise MistakesError(tuple(sorted(problems, key=lambda problem: problem.line)))
    return cast("S", whole)


class _Reading:
    """One reading of values whose text the parser accepted."""

    def __init__(self, written: syntax.Written, data: Mapping[str, Any]) -> None:
        self.problems: list[Problem] = []
        self._guessed = written.guessed
        self._lines = lines(written.text)
        self.names = {path: _name(path, data) for path in self._lines}

    def report(self, path: Path, mend: Message) -> None:
        """Note a mistake where its key stands, or what it should stand in.

        A line that only holds a stand-in for something already complained of is passed over.
        """
        there = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self._lines), ())
        line = self._lines.get(there, 1)
        if line not in self._guessed:
            name = ".".join(filter(None, (self.names.get(there, ""), *map(str, path[len(there) :]))))
            self.problems.append(Problem(line, name, mend))


def _name(path: Path, data: Any) -> str:  # noqa: ANN401 - any TOML value
    """The path for people: rows by their id (`units.vinh-lam.code`), or by their number from 1."""
    words = []
    for step in path:
        data = data[step]
        own = data.get("id") if isinstance(step, int) and isinstance(data, dict) else None
        words.append(step if isinstance(step, str) else own if isinstance(own, str) else str(step + 1))
    return ".".join(word if word.isprintable() else ascii(word) for word in words)


def _decoded(text: str | bytes) -> str:
    """The text without the mark that some editors put first."""
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        mend = message("The file is not in UTF-8 from here on: save it again as UTF-8.")
        raise MistakesError((Problem(line, "", mend),)) from error
