"""The runbook: whoever is woken by an alarm finds what to do, and every word of it leads somewhere."""

import re
import shlex
from pathlib import Path

import pytest

from infra import cli
from infra.template import INFRA, filled, read, resources
from services.notify import send

RUNBOOK = Path(__file__).parents[3] / "docs" / "runbook.md"
TEXT = RUNBOOK.read_text(encoding="utf-8")


def _sections(part: str) -> dict[str, str]:
    """The sections (`###`) of a part (`##`) of the runbook, by their titles."""
    (found,) = [
        text for text in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:] if text.startswith(part + "\n")
    ]
    titled = [text.partition("\n") for text in re.split(r"^### ", found, flags=re.MULTILINE)[1:]]
    return {title: text for title, _, text in titled}


def _named() -> set[str]:
    """The sections that alarms name."""
    alarms = resources(read(INFRA / "watch.yaml"), "AWS::CloudWatch::Alarm").values()
    found = [
        re.search(r"Runbook, section: (.+)\.$", filled(alarm["AlarmDescription"], {})) for alarm in alarms
    ]
    assert all(found), "an alarm names no section"
    return {one[1] for one in found if one}


def test_every_alarm_has_a_section_and_every_section_an_alarm() -> None:
    """An alarm without steps wakes somebody for nothing; steps without an alarm are never read."""
    assert set(_sections("Alarms")) == _named()


@pytest.mark.parametrize("title", _sections("Alarms"))
def test_a_section_says_what_it_means_where_to_look_and_what_to_do(title: str) -> None:
    """The same three questions each time, in the same order."""
    parts = re.findall(r"^\*\*(\w+)\.\*\* \S", _sections("Alarms")[title], flags=re.MULTILINE)
    assert parts == ["Means", "Look", "Do"]


def test_every_link_leads_somewhere() -> None:
    """A link inside the page names a heading of it."""
    headings = re.findall(r"^#+ (.+)$", TEXT, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    assert links
    assert links <= anchors


def test_every_reason_why_no_e_mail_leaves_is_explained() -> None:
    """The log names a code; the page says what to do about it."""
    told = {code for _, code in send._TELLING}  # noqa: SLF001 - what it says in the log is what is promised here
    codes = told | send._ACCOUNT  # noqa: SLF001 - the same
    explained = set(re.findall(r"`(\w+)`", _sections("Routine work")["When no e-mail leaves"]))
    assert codes <= explained


def _typed() -> list[list[str]]:
    """Every `thidua` command on the page, as the shell hands it over; with a stage where it has none."""
    found = re.findall(r"thidua ([a-z][^`\n&#]*)", TEXT.replace("\\\n", " "))
    typed = [shlex.split(one) for one in found]
    return [words if "--stage" in words else [*words, "--stage", "prod"] for words in typed]


@pytest.mark.parametrize("words", _typed(), ids=" ".join)
def test_what_is_to_be_typed_is_understood(words: list[str]) -> None:
    """Nobody learns at night that a command or an option has another name by now."""
    assert cli.parser().parse_args(words).stage in {"prod", "drill"}


def test_every_command_of_operations_is_on_the_page() -> None:
    """What mends something is named where somebody looks for it."""
    typed = {words[0] for words in _typed()}
    assert typed >= {"doctor", "redrive", "replay", "backup", "restore", "deploy", "destroy", "rotate-key"}
