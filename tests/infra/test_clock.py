"""The business clock of this machine: from the launch day on, at the real pace, forward only."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.local.clock import BackwardsError, LocalClock
from infra.local.journal import StaleError

LAUNCH = datetime(2024, 9, 30, 0, 30, tzinfo=UTC)
#: More than a test ever takes.
A_WHILE = timedelta(minutes=1)


def test_it_goes_at_the_real_pace_from_where_it_was_set(tmp_path: Path) -> None:
    """Set to the launch, it shows the launch and what has passed since."""
    clock = LocalClock(tmp_path)
    assert not clock.is_set
    clock.start_at(LAUNCH)
    assert clock.is_set
    first = clock.now()
    assert LAUNCH <= first < LAUNCH + A_WHILE
    assert clock.now() >= first


def test_it_survives_a_restart(tmp_path: Path) -> None:
    """Another process finds the business day where it was."""
    LocalClock(tmp_path).start_at(LAUNCH)
    again = LocalClock(tmp_path)
    assert LAUNCH <= again.now() < LAUNCH + A_WHILE


def test_it_only_moves_forward(tmp_path: Path) -> None:
    """What has happened never lies in the future."""
    clock = LocalClock(tmp_path)
    clock.start_at(LAUNCH)
    clock.move_to(LAUNCH + timedelta(days=7))
    with pytest.raises(BackwardsError):
        clock.move_to(LAUNCH + timedelta(days=6))
    assert clock.now() >= LAUNCH + timedelta(days=7)


@pytest.mark.parametrize("content", ["", "{}", '{"ahead": "far"}', "[]"])
def test_a_damaged_file_is_told(tmp_path: Path, content: str) -> None:
    """A clock that cannot be read stops the start, with the remedy."""
    (tmp_path / "clock.json").write_text(content)
    with pytest.raises(StaleError, match="remove the folder"):
        LocalClock(tmp_path)
