"""What the office types to grant a permit."""

from datetime import UTC, datetime, timedelta

import pytest

from services.core.campaign.model import Campaign
from services.core.permit.asking import Wish, clean_number, read_hour, read_wish, starting_text
from services.core.vietnam import VIETNAM
from tests.conftest import plan

NOW = datetime(2025, 1, 2, 1, 0, tzinfo=UTC)
TYPED = {"unit": "vinh-lam", "number": "", "day": "10/1/2025", "hour": "17", "reason": "Mưa lũ kéo dài"}


@pytest.fixture
def campaign() -> Campaign:
    """The plan, without any cloud."""
    return plan()


def test_a_wish_is_read_in_vietnams_time(campaign: Campaign) -> None:
    """The hour is Vietnam's, whatever the server's; the form begins with the hour of the deadline."""
    wish, mend = read_wish(TYPED, campaign, NOW)
    assert mend == ()
    assert wish == Wish(
        unit="vinh-lam",
        number="",
        until=datetime(2025, 1, 10, 17, 0, tzinfo=VIETNAM),
        reason="Mưa lũ kéo dài",
    )
    assert starting_text(campaign) == {"hour": "17:00"}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"unit": ""}, ["unit"]),
        ({"number": "VLAM-7KQ2MN"}, ["unit"]),
        ({"unit": "nowhere"}, ["unit"]),
        ({"day": ""}, ["day"]),
        ({"day": "1/1/2025"}, ["day"]),
        ({"hour": "25"}, ["hour"]),
        ({"hour": "chiều"}, ["hour"]),
        ({"hour": ""}, ["hour"]),
        ({"reason": "  "}, ["reason"]),
        ({"reason": "", "hour": "x"}, ["reason", "hour"]),
    ],
)
def test_what_has_to_be_mended(campaign: Campaign, changed: dict[str, str], fields: list[str]) -> None:
    """Each mistake is named once, at its field; a unit and a number together are one too many."""
    wish, mend = read_wish(TYPED | changed, campaign, NOW)
    assert wish is None
    assert [problem.field for problem in mend] == fields


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("17", 17),
        ("17:30", 17.5),
        ("17 giờ 30", 17.5),
        ("17 giờ", 17),
        ("8h", 8),
        ("8h05", 8 + 5 / 60),
        ("24", 24),
    ],
)
def test_hours_as_people_write_them(text: str, hours: float) -> None:
    """Vietnamese and international, with minutes or without; 24 is the end of the day."""
    assert read_hour(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "24:01", "25", "17:60", "17:3", "-1", "5 pm", "17:30:15"])
def test_what_is_no_hour(text: str) -> None:
    """What could be read in two ways is not read at all."""
    assert read_hour(text) is None


@pytest.mark.parametrize("text", ["VLAM-7KQ2MN", " vlam-7kq2mn ", "vlam 7kq2mn", "VLAM – 7KQ2MN"])
def test_a_number_however_it_is_typed(text: str) -> None:
    """Read out on the telephone, copied from an e-mail: one number."""
    assert clean_number(text) == "VLAM-7KQ2MN"
