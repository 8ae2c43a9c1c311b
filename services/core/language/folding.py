"""Words as a search compares them: without accents and capitals, however they were typed."""

import unicodedata


def fold(text: str) -> str:
    """`text` in lower case without accents, blanks run together: `Đường giao thông` is `duong giao thong`."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def by_given_name(name: str) -> str:
    """What a person's name sorts by, folded: the given name, which stands last, before the others."""
    words = fold(name).split()
    return " ".join((*words[-1:], *words[:-1]))
