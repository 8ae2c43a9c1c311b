"""The plan that a rehearsal runs: the real one, moved to today."""

from datetime import date, timedelta

import pytest

from infra.rehearse.plan import moved
from services.core.campaign import file
from services.core.campaign.file import CampaignFileError
from tests.conftest import FILE

PLAN = FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 1, 1), date(2031, 12, 31)])
def test_only_launch_and_deadline_move(today: date) -> None:
    """Three weeks lie on either side of today, the hours stay, and so does every other line."""
    text = moved(PLAN, today)
    before, after = file.read(PLAN), file.read(text)
    assert after.launch.date() == today - timedelta(weeks=3)
    assert after.registration_deadline.date() == today + timedelta(weeks=3)
    assert after.launch.timetz() == before.launch.timetz()
    assert after.registration_deadline.timetz() == before.registration_deadline.timetz()
    changed = [new for old, new in zip(PLAN.splitlines(), text.splitlines(), strict=True) if old != new]
    assert [line.partition(" ")[0] for line in changed] == ["launch", "registration_deadline"]


def test_a_plan_without_a_deadline_cannot_be_moved() -> None:
    """What is not there is named, instead of a plan that runs out on its old day."""
    with pytest.raises(ValueError, match=r"registration_deadline.*0 times"):
        moved(PLAN.replace("registration_deadline =", "# registration_deadline ="), date(2026, 1, 1))


def test_a_moved_plan_is_read_before_it_is_used() -> None:
    """A campaign that closes before its new deadline is a mistake, found here and not once deployed."""
    closed = PLAN.replace(
        'office = "phong-noi-vu"', 'office = "phong-noi-vu"\nclose = 2025-06-30T17:00:00', 1
    )
    with pytest.raises(CampaignFileError):
        moved(closed, date(2026, 1, 1))
