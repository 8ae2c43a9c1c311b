"""The terminal of long commands: one line that is written over, and no line left half."""

import sys

import pytest

from infra.cli.console import Terminal
from services.core.language.message import message


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody looks at it."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)


@pytest.mark.usefixtures("screen")
def test_progress_is_one_line_that_ends_when_all_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    """Written over while it goes on, complete at its end."""
    with Terminal("en", sure=True) as terminal:
        step = terminal.progress("thidua-try-core")
        for done in range(3):
            step(done, 2)
        terminal.show("next")
    assert capsys.readouterr().out == (
        "\r    thidua-try-core: 0/2\r    thidua-try-core: 1/2\r    thidua-try-core: 2/2\nnext\n"
    )


@pytest.mark.usefixtures("screen")
@pytest.mark.parametrize("then", ["told", "shown", "broken off"])
def test_what_follows_a_progress_that_stopped_begins_on_its_own_line(
    capsys: pytest.CaptureFixture[str], then: str
) -> None:
    """A stack that fails at 1 of 2 is not followed by its reason on the same line."""
    with Terminal("en", sure=True) as terminal:
        terminal.progress("s")(1, 2)
        if then == "told":
            terminal.tell(message("Nothing was changed."))
        elif then == "shown":
            terminal.show("fact")
    out = capsys.readouterr().out
    assert out.startswith("\r    s: 1/2\n")
    assert "\n\n" not in out


def test_without_a_screen_it_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """In a log: the first and the last, not hundreds."""
    step = Terminal("en", sure=True).progress("s")
    for done in range(101):
        step(done, 100)
    assert capsys.readouterr().out.splitlines() == ["    s: 0/100", "    s: 100/100"]
