"""Two people changed the same answers: only where both changed one, somebody has to choose."""

from hypothesis import given
from hypothesis import strategies as st

from services.core.form import Field, Kind
from services.core.language.message import message
from services.registration.merging import is_as_marked, marks, merge

FIELDS = tuple(
    Field(name=name, kind=kind, label=message("Title"))
    for name, kind in (("title", Kind.LINE), ("description", Kind.TEXT), ("budget", Kind.MONEY))
)
_NAMES = [field.name for field in FIELDS]
_TEXTS = st.dictionaries(st.sampled_from(_NAMES), st.text("ấb1. \n", max_size=5))


def _said(text: dict[str, str], name: str) -> str:
    """The text of a field: the words of a line, the lines of several, an amount without its separators."""
    words = text.get(name, "").strip()
    if name == "budget" and not words.strip(". \n0123456789"):
        return "".join(letter for letter in words if letter.isdigit())
    return words if name == "description" else " ".join(words.split())


@given(base=_TEXTS, theirs=_TEXTS, mine=_TEXTS)
def test_nothing_that_either_typed_is_lost(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    """What one changed stands in the end; what both changed to different words is asked, and only that."""
    merged = merge(FIELDS, marks(FIELDS, base), theirs, mine)
    for name in _NAMES:
        began, other, own = (_said(text, name) for text in (base, theirs, mine))
        is_same = own.split() == other.split()
        assert _said(merged.text, name) == (other if own == began else own)
        assert (name in merged.asked) == (began not in (own, other) and not is_same)
        assert (name in merged.taken) == (own == began and not is_same)


@given(base=_TEXTS, theirs=_TEXTS, mine=_TEXTS)
def test_it_does_not_matter_who_comes_second(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    """The same is asked of either, and what is not asked ends the same."""
    begun = marks(FIELDS, base)
    one, other = merge(FIELDS, begun, theirs, mine), merge(FIELDS, begun, mine, theirs)
    assert one.asked == other.asked
    for name in set(_NAMES) - set(one.asked):
        assert _said(one.text, name).split() == _said(other.text, name).split()


@given(texts=_TEXTS, theirs=_TEXTS, mine=_TEXTS)
def test_without_marks_every_difference_is_asked(
    texts: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    """A form that does not say where it began takes nothing over unseen; its marks say what they marked."""
    asked = {name for name in _NAMES if _said(theirs, name).split() != _said(mine, name).split()}
    assert set(merge(FIELDS, "", theirs, mine).asked) == asked
    assert all(is_as_marked(field, marks(FIELDS, texts), texts) for field in FIELDS)


def test_what_the_page_changes_by_itself_is_no_change() -> None:
    """A browser's line ends and the separators that the script writes into an amount are nobody's typing."""
    base = {"description": "một\nhai", "budget": "1200000"}
    shown = {"description": "một\r\nhai", "budget": "1.200.000"}
    theirs = {"description": "một\n\nhai", "budget": "1300000"}
    merged = merge(FIELDS, marks(FIELDS, base), theirs, shown)
    assert (merged.asked, merged.taken, merged.text) == ((), ("budget",), theirs)
