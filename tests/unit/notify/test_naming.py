"""What an e-mail calls a draft."""

import pytest

from services.core.campaign.model import Track
from services.core.language.catalogue import say
from services.core.language.message import Text
from services.notify.naming import draft_name


@pytest.mark.parametrize(
    ("track", "title", "called"),
    [
        (Track.WORK, "Đường thôn", "Đường thôn"),
        (Track.WORK, "", "Work without a title"),
        (Track.INITIATIVE, "Khung cấy của ông An", "Initiative"),
        (Track.CITIZEN, "Ông Sáu hiến đất", "Citizen"),
        (Track.CITIZEN, "", "Citizen"),
    ],
)
def test_only_a_work_is_called_as_it_was_typed(track: Track, title: str, called: str) -> None:
    """Of a record that speaks of people nobody has looked yet whether its title names one of them."""
    found = draft_name(track, title)
    assert (say(Text(vi=found, en=found), "en") if isinstance(found, str) else say(found, "en")) == called
