"""Spans of drafts say of every moment what the unit had then, however drafts came and went."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.core.presence.spans import Span, begun, discarded, has_draft, witness
from services.core.vietnam import VIETNAM

MONDAY = datetime(2024, 10, 7, 8, tzinfo=VIETNAM)
MINUTE = timedelta(minutes=1)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=40))
def test_spans_agree_with_what_happened(steps: list[tuple[bool, int]]) -> None:
    """Saving and discarding in any order: at every minute a draft is known exactly where there was one."""
    spans: tuple[Span, ...] = ()
    drafts: list[str] = []
    had: list[bool] = []
    for minute, (saves, number) in enumerate(steps):
        now, record = MONDAY + minute * MINUTE, f"d{number}"
        if saves and record not in drafts:
            spans = begun(spans, record, now)
            drafts.append(record)
        elif not saves and record in drafts:
            drafts.remove(record)
            spans = discarded(spans, record, drafts[0] if drafts else None, now)
        had.append(bool(drafts))
        assert (witness(spans) in drafts) if drafts else witness(spans) is None
    assert [has_draft(spans, MONDAY + minute * MINUTE) for minute in range(len(steps))] == had
    assert not has_draft(spans, MONDAY - MINUTE)


def test_the_newest_draft_stands_for_all() -> None:
    """A unit with a thousand drafts takes no more room, and discarding an older one changes nothing."""
    two = begun(begun((), "d1", MONDAY), "d2", MONDAY + MINUTE)
    assert two == (Span("d2", MONDAY),)
    assert discarded(two, "d1", "d2", MONDAY + MINUTE) == two


def test_a_draft_discarded_later_was_there_before() -> None:
    """Yesterday's figures do not change because of what is discarded today."""
    spans = discarded(begun((), "d1", MONDAY), "d1", None, MONDAY + MINUTE)
    assert has_draft(spans, MONDAY)
    assert not has_draft(spans, MONDAY + MINUTE)
