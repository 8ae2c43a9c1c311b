"""Two people changed the same answers of a record: what is asked, and what is chosen field by field."""

from hypothesis import given
from hypothesis import strategies as st

from services.core.record.store import Stored
from services.registration import drafting, parting
from services.registration.merging import marks
from tests.unit.work.lives import campaign, draft

_NAMES = ("title", "place", "description")


def _stored(text: dict[str, str]) -> Stored:
    return Stored(record=draft().work, draft=text, revision=2)


def _base(text: dict[str, str]) -> str:
    return marks(drafting.asked_of(draft().work, campaign()), text)


def test_line_ends_and_outer_blanks_are_no_difference() -> None:
    """A browser's CRLF and a trailing blank do not make two people disagree."""
    stored = _stored({"description": "một\nhai", "place": "Thôn 1"})
    typed = {"description": " một\r\nhai ", "place": "Thôn 2"}
    (found,) = parting.differences(stored, campaign(), typed, _NAMES)
    assert (found.field.name, found.stored, found.typed) == ("place", "Thôn 1", "Thôn 2")


def test_answers_of_a_list_are_shown_by_their_names() -> None:
    """Nobody chooses between two codes."""
    (found,) = parting.differences(_stored({"area": "economy"}), campaign(), {"area": ""}, ["area"])
    assert found.theirs == campaign().area("economy").name
    assert found.mine == ""


@given(
    theirs=st.dictionaries(st.sampled_from(_NAMES), st.text(min_size=1, max_size=9)),
    mine=st.dictionaries(st.sampled_from(_NAMES), st.text(min_size=1, max_size=9)),
    chosen=st.dictionaries(st.sampled_from(_NAMES), st.sampled_from(["theirs", "mine"])),
)
def test_each_field_ends_as_it_was_chosen_or_is_asked_for(
    theirs: dict[str, str], mine: dict[str, str], chosen: dict[str, str]
) -> None:
    """Neither text is lost: one of the two stands in the end, and only where somebody said which."""
    stored = _stored(theirs)
    choices = {f"keep-{name}": keep for name, keep in chosen.items()}
    typed = mine | choices | {"parted": " ".join(_NAMES), "base": _base(theirs)}
    parted = {one.field.name for one in parting.differences(stored, campaign(), typed, _NAMES)}
    text, problems = parting.settled(stored, campaign(), typed)
    assert {problem.field for problem in problems} == {f"keep-{name}" for name in parted - chosen.keys()}
    if problems:
        assert text == typed
        return
    for name in parted:
        assert text.get(name, "") == (theirs if chosen[name] == "theirs" else mine).get(name, "")
    assert drafting.merged(stored, campaign(), text).asked == ()


def test_nobody_chose_what_was_saved_after_both_were_shown() -> None:
    """A third text is asked about again, whichever of the first two was chosen."""
    for keep in ("theirs", "mine"):
        typed = {"place": "Thôn 2", "keep-place": keep, "parted": "place", "base": _base({"place": "Thôn 1"})}
        stored = _stored({"place": "Thôn 3"})
        text, problems = parting.settled(stored, campaign(), typed)
        assert (text["place"], problems) == ("Thôn 2", ())
        assert drafting.merged(stored, campaign(), text).asked == ("place",)


def test_a_form_that_was_not_asked_stays_as_typed() -> None:
    """The choice is read only from the page that asks for it."""
    typed = {"place": "Thôn 2", "keep-place": "theirs"}
    assert parting.settled(_stored({"place": "Thôn 1"}), campaign(), typed) == (typed, ())
