"""Drafts: what is kept, whose saving is recognised, where two versions part, what is handed in."""

import msgspec
import pytest

from services.core.campaign.model import Track
from services.core.record.filling import typed_from
from services.core.record.store import Stored
from services.core.work.commands import Resubmit, Submit
from services.registration import drafting
from services.registration.merging import marks
from tests.unit.work.lives import FACTS, campaign, draft, returned

TYPED = {**typed_from(Track.WORK, FACTS, campaign()), "page": "mine"}


def _stored(draft_: dict[str, str] | None, revision: int) -> Stored:
    return msgspec.structs.replace(draft().stored, draft=draft_, revision=revision)


def _base(typed: dict[str, str]) -> str:
    return marks(drafting.asked_of(draft().work, campaign()), typed)


def _kept(typed: dict[str, str], *, closed: bool) -> dict[str, str]:
    return drafting.kept(draft().work, campaign(), typed, closed=closed)


def test_only_declared_fields_are_kept_as_typed() -> None:
    """What nobody declared is not stored; what was typed is not altered."""
    kept = _kept({**TYPED, "title": "  Đường \r\n", "evil": "x", "csrf": "secret"}, closed=False)
    assert kept["title"] == "  Đường \r\n"
    assert not {"evil", "csrf"} & set(kept)


def _of_page(page: str, title: str, *, closed: bool = False, shown: str = "") -> Stored:
    typed = {**TYPED, "page": page, "title": title}
    return _stored(drafting.kept(draft().work, campaign(), typed, closed=closed, shown=shown), revision=3)


@pytest.mark.parametrize(("page", "asked"), [("mine", ()), ("other", ("title",)), ("", ("title",))])
def test_a_page_knows_its_own_saving(page: str, asked: tuple[str, ...]) -> None:
    """What a page saved itself is not taken for another's, though it never heard that it was saved."""
    typed = {**TYPED, "title": "Đường mới", "base": _base(TYPED)}
    assert drafting.merged(_of_page(page, "Đường"), campaign(), typed).asked == asked
    assert drafting.merged(_stored(None, revision=0), campaign(), TYPED).asked == (), "nothing was there"
    nameless = {**typed, "page": ""}
    assert drafting.merged(_of_page(page, "Đường"), campaign(), nameless).asked == ("title",)


def test_a_page_that_lacks_what_another_changed_does_not_undo_it() -> None:
    """Its own saving took another's title over: saving once more keeps that title."""
    typed = {**TYPED, "place": "Thôn 2", "base": _base(TYPED)}
    found = drafting.merged(_of_page("mine", "Đường", shown=_base(TYPED)), campaign(), typed)
    assert (found.text["title"], found.text["place"], found.taken) == ("Đường", "Thôn 2", ("title",))


@pytest.mark.parametrize(
    ("page", "closed", "late"), [("mine", True, True), ("mine", False, False), ("other", True, False)]
)
def test_an_autosave_after_the_button_comes_late(
    page: str,
    closed: bool,  # noqa: FBT001 - what is stored, not a switch
    late: bool,  # noqa: FBT001 - the same
) -> None:
    """Older text of the same page is not brought back."""
    assert drafting.comes_late(_of_page(page, "Đường", closed=closed), campaign(), TYPED) is late


def test_an_autosave_after_the_draft_was_deleted_comes_late() -> None:
    """A page that began from a draft does not bring it back; one that began from nothing begins one."""
    gone = _stored(None, 0)
    assert drafting.comes_late(gone, campaign(), {**TYPED, "base": _base(TYPED)})
    assert not drafting.comes_late(gone, campaign(), {**TYPED, "base": _base({})})
    assert not drafting.comes_late(gone, campaign(), TYPED)


def test_the_form_starts_from_the_draft_else_from_what_was_submitted() -> None:
    """Nobody types twice what stands there already."""
    assert drafting.starting_text(_stored({"title": "x"}, 1), campaign()) == {"title": "x"}
    assert drafting.starting_text(_stored(None, 1), campaign()) == {}
    assert drafting.starting_text(returned().stored, campaign())["title"] == FACTS.title


def test_a_first_form_submits_an_answer_resubmits() -> None:
    """The command follows from the record's state; the answer goes with it."""
    command, problems = drafting.command_from(draft().work, campaign(), TYPED)
    assert (command, problems) == (Submit(facts=FACTS), ())
    command, problems = drafting.command_from(returned().work, campaign(), TYPED | {"answer": "Đã bổ sung"})
    assert (command, problems) == (Resubmit(facts=FACTS, answer="Đã bổ sung"), ())
    command, _ = drafting.command_from(returned().work, campaign(), TYPED)
    assert command == Resubmit(facts=FACTS, answer="")


@pytest.mark.parametrize("typed", [{"title": ""}, {"answer": "x" * 2001}])
def test_mistakes_hand_in_nothing(typed: dict[str, str]) -> None:
    """With anything to mend there is no command, only what to mend."""
    command, problems = drafting.command_from(returned().work, campaign(), TYPED | typed)
    assert command is None
    assert [problem.field for problem in problems] == list(typed)


def test_what_cannot_be_stored_is_noticed_before() -> None:
    """Bytes count, not letters: a Vietnamese letter takes up to three."""
    work = draft().work
    assert not drafting.is_too_large(work, campaign(), TYPED)
    assert not drafting.is_too_large(work, campaign(), {"title": "a" * 100_000})
    assert drafting.is_too_large(work, campaign(), {"title": "ấ" * 45_000})
    assert "shorten" in drafting.too_large().sentence
