"""The order of a Vietnamese list."""

from services.core.language.folding import alphabetical


def test_a_list_stands_in_the_order_of_a_vietnamese_dictionary() -> None:
    """Letters first, then tones, word by word; đ, ơ and ư are letters of their own, a number comes before."""
    ordered = [
        "Thôn 2", "Xã Da", "Xã Dẻ", "Xã Đa", "Xã Ma", "Xã Mà", "Xã Mả", "Xã Mã", "Xã Má", "Xã Mạ", "Xã Mai",
        "Xã Trung Nam", "Xã Vĩnh Long", "Xã Vĩnh Ô", "Xã Vĩnh Ơn", "Xã Vĩnh Tú",
    ]  # fmt: skip
    assert sorted(sorted(ordered, reverse=True), key=alphabetical) == ordered
