"""The order of a Vietnamese list."""

from hypothesis import given
from hypothesis import strategies as st

from services.core.language.folding import alphabetical, by_given_name

_WORDS = st.text("aăâdđeêoơuưàảãáạậmn2", min_size=1, max_size=4)
_NAMES = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)


def test_a_list_stands_in_the_order_of_a_vietnamese_dictionary() -> None:
    """Letters first, then tones, word by word; đ, ơ and ư are letters of their own, a number comes before."""
    ordered = [
        "Thôn 2", "Xã Da", "Xã Dẻ", "Xã Đa", "Xã Ma", "Xã Mà", "Xã Mả", "Xã Mã", "Xã Má", "Xã Mạ", "Xã Mai",
        "Xã Trung Nam", "Xã Vĩnh Long", "Xã Vĩnh Ô", "Xã Vĩnh Ơn", "Xã Vĩnh Tú",
    ]  # fmt: skip
    assert sorted(sorted(ordered, reverse=True), key=alphabetical) == ordered


@given(_NAMES, _NAMES)
def test_what_a_name_is_stored_by_has_the_same_order(one: str, other: str) -> None:
    """Diệu stands before Đạo, Dung before Dũng: the table sorts text as the list of a page sorts names."""
    if alphabetical(one) < alphabetical(other):
        assert by_given_name(_last(one)) < by_given_name(_last(other))
    assert by_given_name("Lê Thị Diệu") < by_given_name("An Đạo")
    assert by_given_name("Vũ Dung") < by_given_name("An Dũng") < by_given_name("An Duy")


def _last(name: str) -> str:
    """The name with its first word where a given name stands."""
    first, *others = name.split()
    return " ".join((*others, first))
