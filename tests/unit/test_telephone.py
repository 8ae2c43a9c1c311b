"""Telephone numbers as people write them."""

import pytest

from services.core.telephone import dialled, digits, is_telephone


@pytest.mark.parametrize("text", ["0233 3820 123", "+84 233 3820 123", "0084233.3820.123", "0233-3820123"])
def test_a_telephone_number_is_one_however_it_is_written(text: str) -> None:
    """Blanks, points and the country's prefix do not matter."""
    assert digits(text) == "02333820123"
    assert is_telephone(text)


@pytest.mark.parametrize("text", ["", "abc", "0233 38", "0233 3820 123 456 789"])
def test_what_is_too_short_or_too_long_is_none(text: str) -> None:
    """Eight digits at least, fifteen at most."""
    assert not is_telephone(text)


def test_a_link_rings_one_number() -> None:
    """Of several the first: all digits in a row are nobody's number."""
    assert dialled("(0233) 3820.123, 0912 345 678") == "02333820123"
    assert dialled("+84 233 3820 123 / 124") == "+842333820123"
