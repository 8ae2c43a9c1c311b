"""Drafts: what is kept, whose saving is recognised, where two versions part, what is handed in."""

import msgspec
import pytest

from services.core.campaign.model import Track
from services.core.record.filling import typed_from
from services.core.record.store import Stored
from services.core.work.commands import Resubmit, Submit
from services.registration import drafting
from tests.unit.work.lives import FACTS, campaign, draft, returned

TYPED = {**typed_from(Track.WORK, FACTS, campaign()), "page": "mine", "revision": "0"}


def _stored(draft_: dict[str, str] | None, revision: int) -> Stored:
    return msgspec.structs.replace(draft().stored, draft=draft_, revision=revision)


def _kept(typed: dict[str, str], *, closed: bool) -> dict[str, str]:
    return drafting.kept(draft().work, campaign(), typed, closed=closed)


def test_only_declared_fields_are_kept_as_typed() -> None:
    """What nobody declared is not stored; what was typed is not altered."""
    kept = _kept({**TYPED, "title": "  Đường \r\n", "evil": "x", "csrf": "secret"}, closed=False)
    assert kept["title"] == "  Đường \r\n"
    assert not {"evil", "csrf"} & set(kept)


@pytest.mark.parametrize(
    ("written_by", "closed", "revision", "autosave", "stale"),
    [
        ("other", False, "3", False, False),  # nothing was saved since the page was opened
        ("mine", False, "0", True, False),  # the page's own autosave
        ("mine", False, "0", False, False),  # its button, after its own autosave
        ("mine", True, "0", False, False),  # its button pressed twice
        ("mine", True, "0", True, True),  # an autosave that comes after the button
        ("other", False, "0", True, True),  # somebody else
        ("other", False, "0", False, True),
        ("", True, "0", False, True),
    ],
)
def test_a_page_knows_its_own_saving(
    written_by: str,
    closed: bool,  # noqa: FBT001 - the same
    revision: str,
    autosave: bool,  # noqa: FBT001 - the same
    stale: bool,  # noqa: FBT001 - the same
) -> None:
    """Another's saving is noticed, one's own is not taken for another's."""
    stored = _stored(_kept({**TYPED, "page": written_by}, closed=closed), revision=3)
    typed = {**TYPED, "revision": revision}
    assert drafting.is_stale(stored, typed, autosave=autosave) is stale


def test_a_form_without_a_page_is_never_taken_for_the_writer() -> None:
    """A form that says no page cannot slip past somebody else's saving."""
    stored = _stored(_kept({**TYPED, "page": ""}, closed=False), revision=3)
    assert drafting.is_stale(stored, {"revision": "0"}, autosave=False)
    assert drafting.is_stale(_stored(None, revision=2), TYPED, autosave=False)


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
