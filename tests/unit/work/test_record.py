"""What a record's id may look like, wherever it comes from."""

import uuid

import pytest

from services.core.record.record import is_record_id


def test_the_ids_that_we_give_are_ids() -> None:
    """Every record that a form opens can be found again by its address."""
    assert all(is_record_id(uuid.uuid4().hex) for _ in range(20))


@pytest.mark.parametrize("text", ["", "a/b", "a#b", "../x", "a b", "đ", "x" * 65, "a\n"])
def test_what_an_address_makes_up_is_none(text: str) -> None:
    """Nothing that could reach another item, or no item at all, is asked of the table."""
    assert not is_record_id(text)
