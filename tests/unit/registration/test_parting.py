"""Two people typed into the same record: where their texts part, and what is chosen field by field."""

from hypothesis import given
from hypothesis import strategies as st

from services.core.record.store import Stored
from services.registration import parting
from tests.unit.work.lives import campaign, draft

_NAMES = ("title", "place", "description")


def _stored(text: dict[str, str]) -> Stored:
    return Stored(record=draft().work, draft=text, revision=2)


def test_line_ends_and_outer_blanks_are_no_difference() -> None:
    """A browser's CRLF and a trailing blank do not make two people disagree."""
    stored = _stored({"description": "một\nhai", "place": "Thôn 1"})
    typed = {"description": " một\r\nhai ", "place": "Thôn 2"}
    (found,) = parting.differences(stored, campaign(), typed)
    assert (found.field.name, found.stored, found.typed) == ("place", "Thôn 1", "Thôn 2")


def test_answers_of_a_list_are_shown_by_their_names() -> None:
    """Nobody chooses between two codes."""
    (found,) = parting.differences(_stored({"area": "economy"}), campaign(), {"area": ""})
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
    typed = mine | {f"keep-{name}": keep for name, keep in chosen.items()} | {"parted": "yes"}
    parted = {one.field.name for one in parting.differences(stored, campaign(), typed)}
    text, problems = parting.settled(stored, campaign(), typed)
    assert {problem.field for problem in problems} == {f"keep-{name}" for name in parted - chosen.keys()}
    for name in parted & chosen.keys():
        assert text.get(name, "") == (theirs if chosen[name] == "theirs" else mine).get(name, "")


def test_a_form_that_was_not_asked_stays_as_typed() -> None:
    """The choice is read only from the page that asks for it."""
    typed = {"place": "Thôn 2", "keep-place": "theirs"}
    assert parting.settled(_stored({"place": "Thôn 1"}), campaign(), typed) == (typed, ())
