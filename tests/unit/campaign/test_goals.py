"""What a target asks for, in words of both languages."""

from decimal import Decimal

import msgspec
import pytest

from services.core.campaign.goals import goal
from services.core.campaign.model import Direction
from services.core.language.catalogue import say
from tests.conftest import plan


@pytest.mark.parametrize(
    ("target", "vi", "en"),
    [
        ("rice-area", "khoảng 7.000 ha", "about 7,000 ha"),
        ("rice-yield", "55 - 57 tạ/ha mỗi năm", "55 to 57 quintals per ha a year"),
        ("food-output", "trên 42.000 tấn mỗi năm", "above 42,000 tonnes a year"),
        ("rubber-area", "giữ 6.542 ha", "keep 6,542 ha"),
        ("pepper-area", "ít nhất 1.301 ha", "at least 1,301 ha"),
    ],
)
def test_a_target_in_words(target: str, vi: str, en: str) -> None:
    """Direction, figure and measure, and by the year where it is one of each year."""
    words = goal(plan().target(target))
    assert (say(words, "vi"), say(words, "en")) == (vi, en)


@pytest.mark.parametrize("direction", list(Direction))
def test_every_direction_has_its_words(direction: Direction) -> None:
    """None is left out, and each figure stands in them."""
    target = msgspec.structs.replace(
        plan().target("rice-area"), direction=direction, value=Decimal(5), high=Decimal(7)
    )
    assert "5" in say(goal(target), "en")
