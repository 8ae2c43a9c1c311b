"""Late-access permits: the newest of a scope, its last second, and what a grant needs."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.permit import permit as rules
from services.core.permit.permit import Ended, Permit, Standing
from services.core.vietnam import VIETNAM

DEADLINE = datetime(2024, 12, 31, 17, 0, tzinfo=VIETNAM)
UNTIL = datetime(2025, 1, 10, 17, 0, tzinfo=VIETNAM)
GRANTED = datetime(2025, 1, 2, 8, 0, tzinfo=VIETNAM)
SECOND = timedelta(seconds=1)
PERMIT = Permit(scope="unit:vinh-lam", unit="vinh-lam", until=UNTIL, reason="Mưa lũ", by="o", at=GRANTED)
ENDED = Ended(by="o", at=GRANTED + timedelta(days=1), reason="Đã nộp đủ")


def test_a_permit_includes_its_last_second() -> None:
    """In force at its very moment, over one second later."""
    assert rules.standing(PERMIT, UNTIL) is Standing.IN_FORCE
    assert rules.standing(PERMIT, UNTIL + SECOND) is Standing.EXPIRED


def test_an_ended_permit_is_ended_whatever_its_moment() -> None:
    """What the office ended lifts nothing more, and cannot be ended twice."""
    (after,) = rules.ended([PERMIT], ENDED) or ()
    assert after.ended == ENDED
    assert rules.standing(after, GRANTED) is Standing.ENDED
    assert rules.ended([after], ENDED) is None
    assert rules.late_until([[after]]) is None


def test_what_is_over_cannot_be_ended() -> None:
    """Nothing of the past is rewritten: an expired permit stays as it was."""
    assert rules.ended([PERMIT], msgspec.structs.replace(ENDED, at=UNTIL + SECOND)) is None
    assert rules.ended([PERMIT], msgspec.structs.replace(ENDED, at=UNTIL)) is not None
    assert rules.ended([], ENDED) is None


def test_of_one_scope_the_newest_counts() -> None:
    """A later grant shortens or extends the one before; only the newest is ended."""
    shorter = msgspec.structs.replace(PERMIT, until=UNTIL - timedelta(days=5))
    assert rules.late_until([[PERMIT, shorter]]) == shorter.until
    assert rules.late_until([[shorter, PERMIT]]) == UNTIL
    grants = rules.ended([shorter, PERMIT], ENDED)
    assert grants is not None
    assert [one.ended for one in grants] == [None, ENDED]
    assert rules.late_until([grants]) is None


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 10**6), st.booleans()), max_size=3),
        max_size=3,
    )
)
def test_of_several_scopes_the_furthest_counts(scopes: list[list[tuple[int, bool]]]) -> None:
    """A unit's permit and its record's: whichever reaches further, of those that were not ended."""
    start = datetime(2025, 1, 1, tzinfo=UTC)
    grants = [
        [
            Permit(
                scope=f"record:{at}",
                unit="vinh-lam",
                until=start + timedelta(seconds=seconds),
                reason="x",
                by="o",
                at=start,
                ended=ENDED if over else None,
            )
            for seconds, over in scope
        ]
        for at, scope in enumerate(scopes)
    ]
    lifted = [scope[-1].until for scope in grants if scope and scope[-1].ended is None]
    assert rules.late_until(grants) == (max(lifted) if lifted else None)


@pytest.mark.parametrize(
    ("until", "reason", "fields"),
    [
        (UNTIL, "Mưa lũ", []),
        (GRANTED + SECOND, "Mưa lũ", []),
        (GRANTED, "Mưa lũ", ["day"]),
        (UNTIL, " ", ["reason"]),
        (GRANTED, "", ["day", "reason"]),
    ],
)
def test_what_a_grant_needs(until: datetime, reason: str, fields: list[str]) -> None:
    """A moment ahead, and a reason."""
    assert [problem.field for problem in rules.problems(until, reason, DEADLINE, GRANTED)] == fields


def test_a_permit_before_the_deadline_lasts_longer_than_it() -> None:
    """While registration is open, a permit that ends with it would give nothing."""
    early = DEADLINE - timedelta(days=20)
    assert [problem.field for problem in rules.problems(DEADLINE, "x", DEADLINE, early)] == ["day"]
    assert rules.problems(DEADLINE + SECOND, "x", DEADLINE, early) == ()


def test_every_grant_is_an_event_of_its_own() -> None:
    """Granting anew is told anew; telling the same grant again is the same event."""
    first, second = (rules.event_of("vinh-linh-70", grants) for grants in ([PERMIT], [PERMIT, PERMIT]))
    assert (first.subject, first.sequence, second.sequence) == ("unit:vinh-lam", 1, 2)
    assert first.id != second.id
    assert rules.event_of("vinh-linh-70", [PERMIT]) == first
