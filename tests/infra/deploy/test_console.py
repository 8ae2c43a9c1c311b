"""The terminal of long commands: one line that is written over, and no line left half."""

import io
from contextlib import redirect_stdout

import pytest

from infra.cli.console import Terminal
from services.core.language.message import message


class Screen(io.StringIO):
    """What somebody looks at."""

    def __init__(self) -> None:
        super().__init__(newline="")

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_progress_is_one_line_that_ends_when_all_is_done() -> None:
    """Written over while it goes on, complete at its end."""
    screen = Screen()
    with redirect_stdout(screen), Terminal("en", sure=True) as terminal:
        step = terminal.progress("s")
        for done in range(3):
            step(done, 2)
        terminal.show("next")
    assert screen.getvalue() == "\r    s: 0/2\r    s: 1/2\r    s: 2/2\nnext\n"


@pytest.mark.parametrize(
    ("then", "text"), [("told", "Nothing was changed.\n"), ("shown", "fact\n"), ("broken off", "")]
)
def test_what_follows_a_progress_that_stopped_begins_on_its_own_line(then: str, text: str) -> None:
    """A stack that fails at 1 of 2 is not followed by its reason on the same line."""
    screen = Screen()
    with redirect_stdout(screen), Terminal("en", sure=True) as terminal:
        terminal.progress("s")(1, 2)
        if then == "told":
            terminal.tell(message("Nothing was changed."))
        elif then == "shown":
            terminal.show("fact")
    assert screen.getvalue() == f"\r    s: 1/2\n{text}"


def test_without_a_screen_it_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """In a log: the first and the last, not hundreds."""
    step = Terminal("en", sure=True).progress("s")
    for done in range(101):
        step(done, 100)
    assert capsys.readouterr().out.splitlines() == ["    s: 0/100", "    s: 100/100"]
