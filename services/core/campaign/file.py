"""The campaign file: TOML text becomes a `Campaign`, or every mistake in it by line and field.

docs/campaign-file.md is the schema for people; `model.py` is the same for the code.
"""

import codecs
from collections.abc import Mapping
from typing import Any

import msgspec

from services.core.campaign import rules, syntax
from services.core.campaign.lines import Path, lines
from services.core.campaign.model import NOT_IN_FILE, Campaign
from services.core.campaign.shape import shape
from services.core.language.message import Message, message


class Problem(msgspec.Struct, frozen=True):
    """One mistake: its line (from 1), the path of the field (`units.vinh-lam.code`), and how to mend it.

    Rows are named by their `id`, or by their number from 1 where they have none. `field` is empty where the
    text cannot be read at all.
    """

    line: int
    field: str
    message: Message


class CampaignFileError(ValueError):
    """The file is no campaign; `problems` names every mistake, in the order of lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.line}: {p.field}: {p.message.sentence}" for p in problems))
        self.problems = problems


def read(text: str | bytes) -> Campaign:
    """The campaign that a file describes. Local date-times in it are Vietnam's time.

    Raises:
        CampaignFileError: anything in it is wrong.
    """
    written = syntax.parse(_decoded(text))
    problems = [Problem(slip.line, "", slip.message) for slip in written.slips]
    whole: Any = None
    if written.data is not None:
        reading = _Reading(written, written.data)
        whole = reading.campaign()
        problems += reading.problems
    if problems:
        raise CampaignFileError(tuple(sorted(problems, key=lambda problem: problem.line)))
    campaign: Campaign = whole
    return campaign


class _Reading:
    """One reading of values whose text the parser accepted."""

    def __init__(self, written: syntax.Written, data: Mapping[str, Any]) -> None:
        self.problems: list[Problem] = []
        self._written = written
        self._data = data
        self._lines = lines(written.text)
        self._names = {path: _name(path, data) for path in self._lines}

    def campaign(self) -> Any:  # noqa: ANN401 - a Campaign, or BROKEN with problems
        found = shape(Campaign, self._data, self._report, hidden=NOT_IN_FILE, whole=self._written.whole)
        if self._written.whole:
            rules.check(found, self._data, self._names, self._report)
        return found.whole

    def _report(self, path: Path, mend: Message) -> None:
        """Note a mistake where its key stands, or what it should stand in.

        A line that only holds a stand-in for something already complained of is passed over.
        """
        there = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self._lines), ())
        line = self._lines.get(there, 1)
        if line not in self._written.guessed:
            name = ".".join(filter(None, (self._names.get(there, ""), *map(str, path[len(there) :]))))
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
        raise CampaignFileError((Problem(line, "", mend),)) from error
