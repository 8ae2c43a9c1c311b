"""Early, on time, late, overdue: judged by days in Vietnam, never by the hour of a claim.

Source: plan, section IV.2.1 ("hoàn thành đúng, trước tiến độ"); domain rules, "Deadlines and claims".
"""

from datetime import date

from services.core.record.record import Outcome, State

#: What was registered, and no longer counts towards a unit's minimum (domain rules, "Counting").
GIVEN_UP = frozenset({State.WITHDRAWN, State.DECLINED})


def outcome(done_on: date, deadline: date) -> Outcome:
    """Early before the deadline's day, on time on that very day, late after it."""
    if done_on < deadline:
        return Outcome.EARLY
    return Outcome.ON_TIME if done_on == deadline else Outcome.LATE


def is_overdue(state: State, deadline: date, day: date) -> bool:
    """Approved, no open claim, and the approved deadline lies before `day`."""
    return state is State.APPROVED and deadline < day
