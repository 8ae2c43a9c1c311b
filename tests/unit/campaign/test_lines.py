"""Positions: every key, table and array item of a TOML text has the line on which it stands."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.campaign.file import CampaignFileError, read
from services.core.campaign.lines import LostError, lines
from services.core.campaign.lines import Path as Place

PLAN = (Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_text()

EVERYTHING = '''\
# a comment with a "quote, a [bracket] and an = sign
plain = 1 # another, ["one"]
"quoted key" = 'literal # no comment'
dotted . "key".deep = { a = 1, "b" = [ 1, 2 ], c = { } }
'' = """
three "quotes" = inside
[not.a.table]
\\""" still inside"""

list = [ # comment ]
  1,
  [ 2, "]", 3 ], # nested
  """
  x""", '\\',
  { in = 1 },
]
raw = \'\'\'
# text \'\'\'
ends = """a quote""""

[ table . "with dots" ]
x = 2024-09-30 07:30:00

[[rows]]
id = 1
[rows.inner]
y = true
[[rows.more]]
[[rows]]
[[rows.more]]
z = """
"""
[[far.off]]
[far.away]
'''


def everything_in(value: object, path: Place = ()) -> Iterator[Place]:
    """The path of every table, key and item of a TOML value."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for step, inner in items:
        yield (*path, step)
        yield from everything_in(inner, (*path, step))


@pytest.mark.parametrize("text", [PLAN, EVERYTHING, EVERYTHING.replace("\n", "\r\n"), "", "\n", "# x"])
def test_every_value_has_its_line(text: str) -> None:
    """What the parser finds and what has a line are the same, whatever way TOML is written."""
    assert set(lines(text)) == set(everything_in(tomllib.loads(text)))


def test_the_line_is_where_a_person_looks() -> None:
    """The line of a value is the one on which its key, its header or the item itself begins."""
    found = lines(EVERYTHING)
    written = EVERYTHING.split("\n")
    shown = {path: written[line - 1].strip() for path, line in found.items()}
    assert shown["plain",].startswith("plain")
    assert shown["quoted key",].startswith('"quoted key"')
    assert shown["dotted", "key", "deep", "b", 1].startswith("dotted")
    assert shown["list",].startswith("list")
    assert shown["list", 1, 1].startswith("[ 2")
    assert shown["list", 3].startswith("x")
    assert shown["list", 4, "in"].startswith("{ in")
    assert shown["table", "with dots", "x"].startswith("x =")
    assert [line for line, text in enumerate(written, 1) if text == "[[rows]]"] == [
        found["rows", 0], found["rows", 1],
    ]  # fmt: skip
    assert shown["rows", 0, "inner", "y"] == "y = true"
    assert shown["rows", 1, "more", 0, "z"].startswith("z")
    assert shown["far",] == "[[far.off]]"
    assert shown["far", "away"] == "[far.away]"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = [1,\n2\n", 2),
        ("a = 1\nb = {x = 1\n", 2),
        ("a = 1\nb = 'x\n", 2),
        ("a = 1\n\n[b\n", 3),
        ("a\n", 1),
        ("a =\n", 1),
        ("[[a]\n", 1),
    ],
)
def test_text_that_is_no_toml_is_lost_where_it_began(text: str, line: int) -> None:
    """What is left open is told by the line on which it was opened."""
    with pytest.raises(LostError) as caught:
        lines(text)
    assert caught.value.line == line


@settings(deadline=None, derandomize=True)
@given(st.data())
def test_whatever_is_done_to_the_plan_it_is_read_or_explained(data: st.DataObject) -> None:
    """A file with pieces lost or mixed up never crashes the reader, and each mistake has a line of it."""
    rows = PLAN.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(rows) - 1))
        cut = data.draw(st.integers(0, len(rows[at])))
        piece = data.draw(
            st.sampled_from(["", '"', "[", "]", "{", "}", ",", "=", "#", "\n", "9", "2024-02-30", "'"])
        )
        drop = data.draw(st.integers(0, 12))
        rows[at] = rows[at][:cut] + piece + rows[at][cut + drop :]
    text = "\n".join(rows)
    try:
        mistakes = [1] if read(text).units else []
    except CampaignFileError as error:
        mistakes = [problem.line for problem in error.problems]
    assert mistakes
    assert all(1 <= line <= text.count("\n") + 2 for line in mistakes)
