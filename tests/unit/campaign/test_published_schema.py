"""docs/campaign-file.md is the schema that people read: it says exactly what the model takes."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest

from services.core.campaign import model
from services.core.campaign.file import read

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "campaign-file.md").read_text()

SECTIONS = {
    "The campaign itself": model.Campaign,
    "`[[areas]]`": model.Area,
    "`[[units]]`": model.Unit,
    "`[[units.earlier]]`": model.EarlierName,
    "`[[bodies]]`": model.Body,
    "`[[seats]]`": model.Seat,
    "`[[councils]]`": model.Council,
    "`[councils.rule]`": model.CouncilRule,
    "`[[targets]]`": model.Target,
    "`[[legal]]`": model.LegalRule,
    "`[terms]`": model.Terms,
    "`[reminders]`": model.Reminders,
    "`[[reminders.escalation]]`": model.Escalation,
    "`[[reports]]`": model.ReportSchedule,
    "`[issuer]`": model.Issuer,
    "`[[assumptions]]`": model.Assumption,
}
#: Described once, under "How values are written".
VALUES = {model.Source}


def rows(section: str) -> dict[str, tuple[str, str]]:
    """Key → (needed, what) of a section's table."""
    text = next(part for part in PAGE.split("\n## ") if part.startswith(section))
    found = re.findall(r"^\| `(\w+)` \| (yes|no) \| (.+) \|$", text, re.MULTILINE)
    return {key: (needed, what) for key, needed, what in found}


def within(hint: Any) -> Iterator[Any]:  # noqa: ANN401 - an annotation may be anything
    """The annotation and every annotation inside it."""
    yield hint
    for part in get_args(hint):
        yield from within(part)


@pytest.mark.parametrize(("section", "kind"), SECTIONS.items(), ids=str)
def test_every_key_is_described(section: str, kind: type[model.Row]) -> None:
    """A section's table has the model's keys in the model's order, each marked as needed or not."""
    fields = [field for field in msgspec.structs.fields(kind) if field.name not in model.NOT_IN_FILE]
    described = rows(section)
    assert list(described) == [field.name for field in fields]
    assert {key: needed for key, (needed, _) in described.items()} == {
        field.name: "yes" if field.required else "no" for field in fields
    }


@pytest.mark.parametrize(("section", "kind"), SECTIONS.items(), ids=str)
def test_every_choice_is_described(section: str, kind: type[model.Row]) -> None:
    """Where a key takes one of few words, the table names all of them."""
    described = rows(section)
    for field in msgspec.structs.fields(kind):
        for hint in within(field.type):
            choices = get_args(hint) if get_origin(hint) is Literal else ()
            if isinstance(hint, type) and issubclass(hint, StrEnum):
                choices = tuple(hint)
            assert all(f"`{choice}`" in described[field.name][1] for choice in choices)


def test_every_section_is_described() -> None:
    """No part of the model is left out of the page."""
    met = {model.Campaign}
    waiting = [model.Campaign]
    while waiting:
        for field in msgspec.structs.fields(waiting.pop()):
            for hint in within(field.type):
                if isinstance(hint, type) and issubclass(hint, model.Row) and hint not in met:
                    met.add(hint)
                    waiting.append(hint)
    assert met == {*SECTIONS.values(), *VALUES}


def test_the_example_is_a_campaign() -> None:
    """Whoever copies the example begins with a file that has no mistakes."""
    (example,) = re.findall(r"```toml\n(.+?)```", PAGE, re.DOTALL)
    assert read(example).id == "xa-moi-2026"


def test_the_readme_lists_every_assumption() -> None:
    """What the plan leaves open and the file chose is told where a newcomer reads first."""
    readme = (ROOT / "README.md").read_text()
    listed = readme.split("<!-- assumptions -->\n")[1].split("<!-- /assumptions -->")[0]
    plan = read((ROOT / "campaigns" / "vinh-linh-70.toml").read_bytes())
    assert listed == "".join(f"- `{row.about}`: {row.text.en}\n" for row in plan.assumptions)
