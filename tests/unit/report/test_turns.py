"""Every unit's turn comes once a day, whatever happens to the ticks."""

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.vietnam import VIETNAM
from services.report import turns
from services.report.turns import A_DAY, MOST, TURN

START = datetime(2024, 10, 7, 8, 0, tzinfo=VIETNAM)
UNITS = tuple(f"unit-{n}" for n in range(400))


def _taken(last: int | None, moments: list[datetime]) -> tuple[int | None, list[int]]:
    """What ticks at these moments take, one after the other."""
    numbers: list[int] = []
    for moment in moments:
        due = turns.due(last, moment)
        numbers += due
        last = due[-1] if due else last
    return last, numbers


def test_a_day_of_ticks_takes_every_unit_once() -> None:
    """A tick each quarter of an hour: nobody is left out, nobody looked at twice."""
    moments = [START + n * TURN for n in range(A_DAY)]
    _, numbers = _taken(None, moments)
    seen = Counter(unit for number in numbers for unit in turns.whose(UNITS, range(number, number + 1)))
    assert seen == Counter(UNITS)


def test_the_work_is_spread_over_the_day() -> None:
    """No quarter of an hour has more than a few of four hundred units to look at."""
    shares = [len(turns.whose(UNITS, range(n, n + 1))) for n in range(A_DAY)]
    assert max(shares) <= 14
    assert sum(shares) == len(UNITS)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_missed_and_late_ticks_leave_no_turn_out(gaps: list[int]) -> None:
    """Ticks come when they like, hours apart or twice within a turn: every turn is taken once, in order."""
    moment, moments = START, [START]
    for gap in gaps:
        moment += gap * TURN / 2
        moments.append(moment)
    # The clock goes on regularly: what was missed is made up for within the hours that follow.
    moments += [moment + n * TURN for n in range(1, 2 + A_DAY // (MOST - 1) + len(gaps))]
    last, numbers = _taken(None, moments)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert last == int(moments[-1].timestamp() // TURN.total_seconds())


def test_a_doubled_tick_takes_nothing() -> None:
    """The second of two ticks in the same quarter of an hour finds it taken."""
    first = turns.due(None, START)
    assert len(first) == 1
    assert list(turns.due(first[-1], START + timedelta(minutes=14))) == []


def test_a_tick_takes_so_many_turns_and_no_more() -> None:
    """After an afternoon without ticks the first one does not try to do it all."""
    last = turns.due(None, START)[-1]
    due = turns.due(last, START + timedelta(hours=6))
    assert list(due) == list(range(last + 1, last + 1 + MOST))


def test_after_a_week_each_unit_is_due_once() -> None:
    """What happened seven times unseen is looked at once."""
    last = turns.due(None, START)[-1]
    later = START + timedelta(days=7)
    _, numbers = _taken(last, [later + n * TURN for n in range(A_DAY)])
    assert numbers[0] == int(later.timestamp() // TURN.total_seconds()) - A_DAY + 1


def test_a_mark_of_the_future_does_not_stop_anything() -> None:
    """A table restored from elsewhere, a clock put back: the present turn is taken."""
    ahead = turns.due(None, START + timedelta(days=3))[-1]
    assert list(turns.due(ahead, START)) == list(turns.due(None, START))
