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


#: Letters of their own as text: the one of which each is made, and behind all that begins with that one.
_AS_TEXT: Final = {"ă": "a{", "â": "a|", "đ": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{"}


def by_given_name(name: str) -> str:
    """What a person's name sorts by, as text in the order of `alphabetical`.

    The given name, which stands last, comes before the others.
    """
    words = name.casefold().split()
    return " ".join(_as_text(word) for word in (*words[-1:], *words[:-1]))


def _as_text(word: str) -> str:
    """The letters, then the tones: blank and digits, which close a word, come before any letter."""
    parts = unicodedata.normalize("NFD", word)
    letters = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    tones = "".join(str(_TONES.index(c) + 1) for c in parts if c in _TONES)
    return "".join(_AS_TEXT.get(c, c) for c in letters) + " " + tones
