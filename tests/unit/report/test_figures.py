"""Figures are sums over rows, and rows say of any moment what folding the history up to it says."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.campaign.model import Track
from services.core.record.duty import Duty
from services.core.record.history import blank, fold
from services.core.record.record import CONCLUDED, State
from services.core.record.standing import tasks
from services.core.vietnam import VIETNAM, end_of_day, vietnam_day
from services.core.work.judgement import is_overdue
from services.core.work.work import Work
from services.report.figures import Figures, Presence, figures, tally
from services.report.rows import Row, row_of, standing
from tests.unit.citizen import lives as citizens
from tests.unit.initiative import lives as initiatives
from tests.unit.work import lives as life_of
from tests.unit.work.lives import COMMANDS, START, UNIT, Life, campaign, lives

_SOME = settings(max_examples=150, deadline=None, derandomize=True)
_MOMENTS = st.integers(-10, 14 * 310).map(lambda hours: START + timedelta(hours=hours))
_DECIDING = {Duty.APPRAISE, Duty.APPROVE, Duty.AMEND, Duty.VERIFY}


def _row(life: Life) -> Row:
    """The life's row, as it is stored and read back."""
    row = row_of(life.work, life.history, campaign())
    return msgspec.json.decode(msgspec.json.encode(row), type=Row)


def _folded(life: Life, at: datetime) -> Work | None:
    """What the history says of that moment, without any row."""
    entries = tuple(takewhile(lambda entry: entry.at <= at, life.history))
    return fold(blank(life.work), entries) if entries else None


def _expected(works: Sequence[Work], at: datetime) -> dict[str, Any]:
    """The sums by the rules' own functions, from folded works."""
    waiting = [(work, task) for work in works for task in tasks(work, campaign())]
    deciding = [(work, task) for work, task in waiting if task.duty in _DECIDING]
    late = [(work, task) for work, task in deciding if task.due and task.due < at]
    facts = [work.facts for work in works if work.facts]
    return {
        "records": len(works),
        "counting": sum(work.state not in (State.WITHDRAWN, State.DECLINED) for work in works),
        "open": sum(work.state not in CONCLUDED for work in works),
        "overdue": sum(
            is_overdue(one.state, one.facts.deadline, vietnam_day(at)) for one in works if one.facts
        ),
        "deciding": len({id(work) for work, _ in deciding}),
        "deciding_late": len({id(work) for work, _ in late}),
        "answered_late": sum(work.answered_late for work in works),
        "states": Counter(work.state for work in works),
        "areas": Counter(one.area for one in facts),
        "kinds": Counter(one.kind for one in facts),
        "outcomes": Counter(work.verdict.outcome for work in works if work.verdict),
        "opinions": Counter(work.opinion.favourable for work in works if work.opinion),
        "claims": sum(work.state is State.COMPLETED for work in works),
    }


@_SOME
@given(st.lists(lives(), min_size=1, max_size=4), _MOMENTS)
def test_sums_over_rows_are_those_over_folded_histories(some: list[Life], at: datetime) -> None:
    """No figure of any moment can differ from what the histories say."""
    found = tally([_row(life) for life in some], at)
    works = [work for life in some if (work := _folded(life, at)) is not None]
    for name, expected in _expected(works, at).items():
        assert getattr(found, name) == expected, name


@_SOME
@given(lives(), _MOMENTS)
def test_queues_name_everybody_who_has_the_record(life: Life, at: datetime) -> None:
    """Where something waits is what the record's own page says."""
    found = tally([_row(life)], at).queues
    work = _folded(life, at)
    awaited = {(task.duty, task.holder) for task in tasks(work, campaign())} if work else set()
    assert set(found) == awaited
    assert all(queue.waiting == 1 for queue in found.values())


@_SOME
@given(lives(), _MOMENTS)
def test_a_day_gone_by_never_changes(life: Life, at: datetime) -> None:
    """The same as-of moment gives the same figures, whatever happens afterwards."""
    entries = tuple(takewhile(lambda entry: entry.at <= at, life.history))
    if entries:
        then = fold(blank(life.work), entries)
        early = row_of(then, entries, campaign())
        assert tally([early], at) == tally([_row(life)], at)


@_SOME
@given(lives())
def test_a_row_forgets_nothing_that_a_figure_needs(life: Life) -> None:
    """At the moment of every entry the row's state and deadline are those of the folded work."""
    row = _row(life)
    for entry in life.history:
        now, work = standing(row, entry.at), _folded(life, entry.at)
        assert now is not None
        assert work is not None
        assert work.facts is not None
        assert now.state is work.state
        assert row.about(now).deadline == work.facts.deadline
        assert now.done_on == (work.verdict.done_on if work.verdict else None)
        assert now.approved == (work.baseline.deadline if work.baseline else None)


def test_the_other_tracks_are_counted_apart_from_works() -> None:
    """Initiatives and citizens fill no unit's minimum; their decisions wait and run late like any other."""
    work, initiative, citizen = life_of.submitted(), initiatives.accepted(), citizens.recognised()
    waiting = initiatives.confirmed()
    rows = tuple(
        msgspec.json.decode(msgspec.json.encode(row_of(life.record, life.history, campaign())), type=Row)
        for life in (work, initiative, citizen, waiting)
    )
    assert all(not row.versions for row in rows[1:])  # their titles may name somebody
    due = waiting.record.due
    assert due is not None
    found = figures({UNIT: rows}, (), campaign(), due + timedelta(seconds=1))
    assert (found.whole.records, found.beside[Track.INITIATIVE].records) == (1, 2)
    assert found.beside[Track.INITIATIVE].states == {State.ACCEPTED: 1, State.CONFIRMED: 1}
    assert found.beside[Track.CITIZEN].states == {State.RECOGNISED: 1}
    assert (found.deciding, found.beside[Track.INITIATIVE].deciding_late) == (3, 1)
    assert found.queues[Duty.ACCEPT, "secretary:sang-kien"].late == 1
    mine = next(one for one in found.units if one.unit == UNIT)
    assert (mine.tally.records, mine.tally.counting) == (1, 1)


def test_progress_adds_no_milestone() -> None:
    """What no figure looks at does not make rows grow."""
    life = life_of.approved()
    before = len(_row(life).milestones)
    for _ in range(5):
        life.later(hours=1).do("author", COMMANDS["progress"])
    assert len(_row(life).milestones) == before


def test_nothing_is_counted_before_it_was_submitted() -> None:
    """A second before its submission a record is in no figure; in the very second it is."""
    row = _row(life_of.submitted())
    assert tally([row], START - timedelta(seconds=1)).records == 0
    assert tally([row], START).records == 1


def test_a_draft_makes_no_row() -> None:
    """Only what was submitted is a record of the report."""
    with pytest.raises(ValueError, match="never submitted"):
        row_of(life_of.draft().work, (), campaign())


def test_overdue_begins_on_the_day_after_the_deadline() -> None:
    """On the deadline's last second nothing is overdue; at midnight it is; a claim ends it."""
    life = life_of.approved()
    deadline = life_of.FACTS.deadline
    row = _row(life)
    assert tally([row], end_of_day(deadline)).overdue == 0
    assert tally([row], end_of_day(deadline) + timedelta(seconds=1)).overdue == 1
    claimed = _row(life.at(life_of.AFTER_DEADLINE).do("author", COMMANDS["claim"]))
    assert tally([claimed], life_of.AFTER_DEADLINE).overdue == 0
    assert tally([claimed], life_of.AFTER_DEADLINE).claims == 1


# --- terms -------------------------------------------------------------------------------------


def _kept(life: Life, duty: Duty, at: datetime | None = None) -> tuple[int, int, int, int]:
    kept = tally([_row(life)], at or life.now).terms[duty]
    return kept.kept, kept.missed, kept.running, kept.late


def _due(life: Life) -> datetime:
    assert life.work.due is not None
    return life.work.due


def test_an_answer_at_the_due_second_is_in_time() -> None:
    """Due 17:00:00: an appraisal then is kept, a second later missed."""
    life = life_of.submitted()
    assert _kept(life.at(_due(life)).do("appraiser", COMMANDS["appraise"]), Duty.APPRAISE) == (1, 0, 0, 0)
    late = life_of.submitted()
    late.at(_due(late) + timedelta(seconds=1)).do("appraiser", COMMANDS["appraise"])
    assert _kept(late, Duty.APPRAISE) == (0, 1, 0, 0)


def test_a_running_term_is_late_only_past_its_due_time() -> None:
    """What still waits is running, and late from the second after its due time on."""
    life = life_of.submitted()
    assert _kept(life, Duty.APPRAISE, _due(life)) == (0, 0, 1, 0)
    assert _kept(life, Duty.APPRAISE, _due(life) + timedelta(seconds=1)) == (0, 0, 1, 1)


def test_a_return_answers_and_a_resubmission_starts_anew() -> None:
    """Each stay with the body is a term of its own."""
    life = life_of.returned().later(days=1).do("author", COMMANDS["resubmit"])
    assert _kept(life, Duty.APPRAISE) == (1, 0, 1, 0)


def test_a_decision_taken_back_never_answered() -> None:
    """The term runs on from where it began, and the seats' short stay is nobody's."""
    life = life_of.appraised().later(hours=1).do("appraiser", COMMANDS["take back"])
    assert _kept(life, Duty.APPRAISE) == (0, 0, 1, 0)
    assert _kept(life, Duty.APPROVE) == (0, 0, 0, 0)
    life.at(_due(life) + timedelta(hours=1)).do("appraiser", COMMANDS["appraise"])
    assert _kept(life, Duty.APPRAISE) == (0, 1, 0, 0)


def test_a_withdrawal_is_nobodys_answer() -> None:
    """A body is neither praised nor blamed for what the unit gave up."""
    life = life_of.submitted().later(hours=1).do("author", COMMANDS["withdraw"])
    assert _kept(life, Duty.APPRAISE) == (0, 0, 0, 0)


def test_seats_and_verifier_have_terms_too() -> None:
    """Approval and verification are measured as the appraisal is."""
    life = life_of.verified()
    assert _kept(life, Duty.APPROVE) == (1, 0, 0, 0)
    assert _kept(life, Duty.VERIFY) == (1, 0, 0, 0)
    back = life_of.completed().later(hours=1).do("appraiser", COMMANDS["send claim back"])
    assert _kept(back, Duty.VERIFY) == (1, 0, 0, 0)


@_SOME
@given(lives(), _MOMENTS)
def test_a_term_runs_exactly_while_the_record_waits(life: Life, at: datetime) -> None:
    """One term runs in the states in which somebody's time runs, none in the others."""
    running = {State.SUBMITTED: Duty.APPRAISE, State.APPRAISED: Duty.APPROVE, State.COMPLETED: Duty.VERIFY}
    work = _folded(life, at)
    terms = tally([_row(life)], at).terms
    for duty, kept in terms.items():
        assert kept.running == (work is not None and running.get(work.state) is duty)


# --- units -------------------------------------------------------------------------------------


def _figures(rows: dict[str, list[Row]], *, drafting: tuple[str, ...] = (), minimum: int = 1) -> Figures:
    plan = campaign()
    plan = msgspec.structs.replace(plan, terms=msgspec.structs.replace(plan.terms, minimum_works=minimum))
    return figures(rows, drafting, plan, START + timedelta(days=100))


def _of(found: Figures, unit: str) -> Presence:
    return next(one.presence for one in found.units if one.unit == unit)


@pytest.mark.parametrize(
    ("life", "minimum", "expected"),
    [
        (life_of.submitted, 1, Presence.REGISTERED),
        (life_of.returned, 1, Presence.REGISTERED),
        (life_of.declined, 1, Presence.BELOW),
        (life_of.withdrawn, 1, Presence.BELOW),
        (life_of.not_achieved, 1, Presence.REGISTERED),
        (life_of.approved, 2, Presence.BELOW),
    ],
)
def test_the_minimum_counts_what_is_neither_withdrawn_nor_declined(
    life: Callable[[], Life], minimum: int, expected: Presence
) -> None:
    """A unit whose only work was declined or withdrawn is below the minimum, but was never silent."""
    assert _of(_figures({life_of.UNIT: [_row(life())]}, minimum=minimum), life_of.UNIT) is expected


def test_silent_means_not_even_a_draft() -> None:
    """A draft makes a unit one below the minimum; nothing at all makes it silent."""
    found = _figures({}, drafting=(life_of.UNIT,))
    assert _of(found, life_of.UNIT) is Presence.BELOW
    assert _of(found, life_of.STRANGER_UNIT) is Presence.SILENT


def test_every_unit_asked_is_in_exactly_one_group() -> None:
    """Registered, below and silent units add up to those asked; the others are in no group."""
    found = _figures({life_of.UNIT: [_row(life_of.submitted())]}, drafting=(life_of.STRANGER_UNIT,))
    asked = sum(unit.registers for unit in campaign().units)
    groups = (Presence.REGISTERED, Presence.BELOW, Presence.SILENT)
    assert sum(found.present(group) for group in groups) == asked == found.asked
    assert found.present(Presence.UNASKED) == 0


def test_a_unit_that_is_not_asked_counts_only_with_its_works() -> None:
    """Works of a unit that the campaign does not ask, or no longer has, are summed up all the same."""
    found = _figures({"ubnd-huyen": [_row(life_of.submitted())], "gone": [_row(life_of.approved())]})
    assert _of(found, "ubnd-huyen") is Presence.UNASKED
    assert _of(found, "gone") is Presence.UNASKED
    assert found.whole.records == 2


def test_not_concluded_are_counted_once_the_campaign_is_closed() -> None:
    """Before a fixed close nothing is "not concluded"; after it every open work is."""
    rows = {life_of.UNIT: [_row(life_of.approved()), _row(life_of.verified())]}
    at = datetime(2025, 8, 1, 9, tzinfo=VIETNAM)
    for close, expected in ((None, 0), (at + timedelta(seconds=1), 0), (at - timedelta(days=1), 1)):
        plan = msgspec.structs.replace(campaign(), close=close)
        assert figures(rows, (), plan, at).not_concluded == expected


def test_the_whole_is_the_sum_of_the_units() -> None:
    """Every sum of the whole is the sum of the units' sums."""
    rows = {
        life_of.UNIT: [_row(life_of.overdue()), _row(life_of.verified())],
        life_of.STRANGER_UNIT: [_row(life_of.appraised())],
    }
    found = _figures(rows)
    for name in ("records", "counting", "open", "deciding", "deciding_late", "overdue"):
        assert getattr(found.whole, name) == sum(getattr(one.tally, name) for one in found.units), name
