"""Signs of drafts are dated, so that a day's silent units stay that day's."""

from datetime import datetime, timedelta

from services.core.vietnam import VIETNAM
from services.report.drafts import Drafts, drafting, due, noted

MONDAY = datetime(2024, 10, 7, 8, tzinfo=VIETNAM)
DAY = timedelta(days=1)


def test_a_draft_counts_from_when_it_was_saved() -> None:
    """It was looked for on Tuesday, but saved on Monday: Monday's figures know it."""
    found = noted(Drafts(), {"ho-xa": MONDAY, "vinh-o": None}, MONDAY + DAY)
    assert drafting(found, MONDAY - timedelta(seconds=1)) == frozenset()
    assert drafting(found, MONDAY) == {"ho-xa"}
    assert drafting(found, MONDAY + 30 * DAY) == {"ho-xa"}


def test_looking_again_adds_nothing_and_moves_nothing() -> None:
    """An autosave a week later does not make the draft a week younger."""
    once = noted(Drafts(), {"ho-xa": MONDAY}, MONDAY)
    again = noted(once, {"ho-xa": MONDAY + 7 * DAY}, MONDAY + 7 * DAY)
    assert again.signs == once.signs
    assert again.looked_at == MONDAY + 7 * DAY


def test_a_discarded_draft_makes_the_unit_silent_from_then_on() -> None:
    """What was true before stays true of before."""
    found = noted(noted(Drafts(), {"ho-xa": MONDAY}, MONDAY), {"ho-xa": None}, MONDAY + DAY)
    assert drafting(found, MONDAY + DAY - timedelta(seconds=1)) == {"ho-xa"}
    assert drafting(found, MONDAY + DAY) == frozenset()
    back = noted(found, {"ho-xa": MONDAY + 2 * DAY}, MONDAY + 3 * DAY)
    assert drafting(back, MONDAY + 2 * DAY) == {"ho-xa"}


def test_units_not_looked_at_keep_their_signs() -> None:
    """A unit that has submitted meanwhile is not asked any more; its earlier days stay."""
    found = noted(noted(Drafts(), {"ho-xa": MONDAY}, MONDAY), {}, MONDAY + DAY)
    assert drafting(found, MONDAY + DAY) == {"ho-xa"}


def test_it_is_time_to_look_once_a_day_in_vietnam() -> None:
    """Midnight in Vietnam, not in UTC, begins a new look."""
    late = datetime(2024, 10, 7, 23, 45, tzinfo=VIETNAM)
    assert due(None, MONDAY)
    assert not due(MONDAY, late)
    assert due(late, late + timedelta(minutes=15))
