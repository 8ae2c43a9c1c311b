"""Where each key and value of a TOML text stands, so that a mistake can be shown by its line.

`tomllib` gives values without positions. This reads the same text a second time for positions only: it trusts
that `tomllib` accepted the text, and where it did not, it says where it lost the thread.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from typing import TypeAlias

#: The way to a value in what `tomllib` returns: keys of tables and indexes of arrays.
Path: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t]|#[^\n]*)*")
_BLANK_LINES = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?""""{0,2}'
    r"|'''.*?''''{0,2}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}\n#\"'\[{]+")


class LostError(ValueError):
    """The text is no TOML; `line` is where the statement begins that does not end as it should."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def lines(text: str) -> Mapping[Path, int]:
    """The line (from 1) of every table, key and array item.

    A table that is opened several times has the line of its first opening.

    Raises:
        LostError: the text is no TOML.
    """
    scan = _Scan(text)
    scan.document()
    return scan.found


class _Scan:
    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._arrays: dict[Path, int] = {}
        self._statement = 1

    def document(self) -> None:
        table: Path = ()
        self._take(_BLANK_LINES)
        while self._at < len(self._text):
            self._statement = self._line()
            if self._ahead("[["):
                table = self._array_of_tables()
            elif self._ahead("["):
                table = self._table()
            else:
                self._pair(table)
            self._take(_BLANK_LINES)

    def _array_of_tables(self) -> Path:
        line = self._line()
        self._skip("[[")
        keys = self._keys()
        self._skip("]]")
        array = (*self._inside(keys[:-1]), keys[-1])
        self._arrays[array] = self._arrays.get(array, -1) + 1
        return self._opened((*array, self._arrays[array]), line)

    def _table(self) -> Path:
        line = self._line()
        self._skip("[")
        table = self._inside(self._keys())
        self._skip("]")
        return self._opened(table, line)

    def _opened(self, table: Path, line: int) -> Path:
        for length in range(1, len(table) + 1):
            self.found.setdefault(table[:length], line)
        return table

    def _inside(self, keys: tuple[str, ...]) -> Path:
        """The path that `keys` name in a header: within an array of tables, its last table."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self.found.setdefault(path, line)
        self._skip("=")
        self._take(_BLANK)
        self._value(path)

    def _keys(self) -> tuple[str, ...]:
        self._take(_BLANK)
        keys = [self._key()]
        while _DOT.match(self._text, self._at):
            self._take(_DOT)
            keys.append(self._key())
        self._take(_BLANK)
        return tuple(keys)

    def _key(self) -> str:
        written = self._take(_KEY)
        return str(tomllib.loads(f"key = {written}")["key"]) if written[0] in "\"'" else written

    def _value(self, path: Path) -> None:
        if self._ahead("["):
            self._array(path)
        elif self._ahead("{"):
            self._inline_table(path)
        elif self._ahead('"') or self._ahead("'"):
            self._take(_STRING)
        else:
            self._take(_PLAIN)

    def _array(self, path: Path) -> None:
        self._skip("[")
        self._take(_BLANK_LINES)
        index = 0
        while not self._ahead("]"):
            self.found[*path, index] = self._line()
            self._value((*path, index))
            self._comma("]")
            index += 1
        self._skip("]")

    def _inline_table(self, path: Path) -> None:
        self._skip("{")
        self._take(_BLANK_LINES)
        while not self._ahead("}"):
            self._pair(path)
            self._comma("}")
        self._skip("}")

    def _comma(self, end: str) -> None:
        self._take(_BLANK_LINES)
        if not self._ahead(end):
            self._skip(",")
            self._take(_BLANK_LINES)

    def _ahead(self, sign: str) -> bool:
        return self._text.startswith(sign, self._at)

    def _skip(self, sign: str) -> None:
        if not self._ahead(sign):
            raise LostError(self._statement)
        self._at += len(sign)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise LostError(self._statement)
        self._at = match.end()
        return match.group()

    def _line(self) -> int:
        return bisect_right(self._ends, self._at - 1) + 1
