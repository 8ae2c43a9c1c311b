"""Words as a search compares them, without accents and capitals, and as a Vietnamese list orders them."""

import sys
import unicodedata
from typing import Final


def fold(text: str) -> str:
    """`text` in lower case without accents, blanks run together: `Đường giao thông` is `duong giao thong`."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

#: The marks of tones in the order of Vietnamese dictionaries: huyền, hỏi, ngã, sắc, nặng; none comes first.
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"


def alphabetical(text: str) -> tuple[tuple[list[int], list[int]], ...]:
    """What a text sorts by in Vietnamese: word by word, letters before tones; signs and digits come first."""
    return tuple(_ordered(word) for word in text.casefold().split())


def _ordered(word: str) -> tuple[list[int], list[int]]:
    parts = unicodedata.normalize("NFD", word)
    letters = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    places = [_ALPHABET.index(c) if c in _ALPHABET else ord(c) - sys.maxunicode for c in letters]
    return places, [_TONES.index(c) + 1 for c in parts if c in _TONES]


def by_given_name(name: str) -> str:
    """What a person's name sorts by, folded: the given name, which stands last, before the others."""
    words = fold(name).split()
    return " ".join((*words[-1:], *words[:-1]))
