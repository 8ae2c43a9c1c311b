"""Targets: every kind and direction, at, above and below what is asked, in every quarter."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from services.core.campaign.model import Direction, Source, Target, TargetKind
from services.core.language.message import Text
from services.report.targets import Actual, Quarter, Status, judge, judge_all, meets
from tests.unit.work.lives import campaign

D = Decimal
LAUNCH = date(2024, 9, 30)
YEAR_END = date(2025, 12, 31)
_NAME = Text(vi="Chỉ tiêu", en="Target")


def _target(  # noqa: PLR0913 - one argument per field that matters
    kind: TargetKind,
    direction: Direction,
    value: str = "100",
    *,
    high: str | None = None,
    baseline: str | None = None,
    by: date | None = None,
) -> Target:
    return Target(
        id="t",
        name=_NAME,
        area="economy",
        kind=kind,
        direction=direction,
        value=D(value),
        high=D(high) if high else D(value) + 20 if direction is Direction.RANGE else None,
        measure=_NAME,
        baseline=D(baseline) if baseline else None,
        by=by,
        owner="phong-nn-ptnt",
        source=Source(where="Kế hoạch"),
    )


def _actual(value: str, year: int, quarter: int, reported: date | None = None) -> Actual:
    when = Quarter(year, quarter)
    return Actual(
        target="t", quarter=when, value=D(value), reported_on=reported or when.end, source="Báo cáo"
    )


def _flow(direction: Direction, quarters: list[str], day: date, *, high: str | None = None) -> Status:
    """Status of a flow of 100 a year, with these amounts in the quarters of 2025."""
    actuals = [_actual(value, 2025, n) for n, value in enumerate(quarters, start=1)]
    return judge(_target(TargetKind.FLOW, direction, high=high), actuals, LAUNCH, day).status


# --- meeting a target, looked at by itself ------------------------------------------------------

_MEETS: dict[Direction, dict[str, bool]] = {
    Direction.AT_LEAST: {"99.9": False, "100": True, "100.1": True, "130": True},
    Direction.AT_MOST: {"70": True, "99.9": True, "100": True, "100.1": False},
    Direction.BELOW: {"70": True, "99.9": True, "100": False, "100.1": False},
    Direction.ABOVE: {"99.9": False, "100": False, "100.1": True},
    Direction.RANGE: {"99.9": False, "100": True, "110": True, "120": True, "120.1": False},
    Direction.ABOUT: {"97.9": False, "98": True, "100": True, "102": True, "102.1": False},
    Direction.KEEP: {"99.9": False, "100": True, "100.1": True},
}
_CASES = [(direction, value, met) for direction, cases in _MEETS.items() for value, met in cases.items()]


def test_every_direction_is_tested() -> None:
    """A new direction needs its cases here."""
    assert set(_MEETS) == set(Direction)


@pytest.mark.parametrize(("direction", "value", "met"), _CASES)
def test_meets(direction: Direction, value: str, met: bool) -> None:  # noqa: FBT001 - a table's column
    """Each direction at, just above and just below its bounds."""
    assert meets(_target(TargetKind.RATIO, direction), D(value)) is met


@pytest.mark.parametrize(("kind", "direction"), list(product(TargetKind, Direction)))
def test_without_a_report_nothing_is_claimed(kind: TargetKind, direction: Direction) -> None:
    """No figure, no status: of any kind and direction, on any day."""
    target = _target(kind, direction, baseline="90", by=YEAR_END)
    for day in (LAUNCH, date(2025, 1, 1), date(2025, 6, 30), YEAR_END):
        assert judge(target, (), LAUNCH, day).status is Status.NOT_REPORTED


# --- ratios -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("direction", "value", "met"), _CASES)
def test_a_ratio_is_met_or_behind_as_last_reported(
    direction: Direction,
    value: str,
    met: bool,  # noqa: FBT001 - a table's column
) -> None:
    """Only the last reported figure counts, however long ago; a ratio is never on pace."""
    actuals = [_actual("1", 2024, 4), _actual(value, 2025, 1)]
    expected = Status.MET if met else Status.BEHIND
    found = judge(_target(TargetKind.RATIO, direction), actuals, LAUNCH, date(2025, 11, 30))
    assert (found.status, found.value) == (expected, D(value))


# --- flows --------------------------------------------------------------------------------------

_QUARTER_ENDS = (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30))
_GROWING = (Direction.AT_LEAST, Direction.ABOVE, Direction.RANGE)
_CAPPED = (Direction.AT_MOST, Direction.BELOW)


@pytest.mark.parametrize(("direction", "k"), list(product(_GROWING, (1, 2, 3))))
def test_a_growing_flow_is_on_pace_with_its_share_of_the_year(direction: Direction, k: int) -> None:
    """After k quarters at least k/4 of the (lower) figure, exactly."""
    day = _QUARTER_ENDS[k - 1]
    assert _flow(direction, ["25"] * k, day) is Status.ON_PACE
    assert _flow(direction, ["25"] * (k - 1) + ["24.999"], day) is Status.BEHIND
    assert _flow(direction, ["25"] * (k - 1) + ["30"], day) is Status.ON_PACE


@pytest.mark.parametrize(("direction", "k"), list(product(_CAPPED, (1, 2, 3))))
def test_a_capped_flow_is_on_pace_at_or_below_its_share(direction: Direction, k: int) -> None:
    """A flow bounded from above may have used up k/4 after k quarters."""
    day = _QUARTER_ENDS[k - 1]
    assert _flow(direction, ["25"] * k, day) is Status.ON_PACE
    assert _flow(direction, ["25"] * (k - 1) + ["25.001"], day) is Status.BEHIND
    assert _flow(direction, ["0"] * k, day) is Status.ON_PACE


@pytest.mark.parametrize("k", [1, 2, 3])
def test_a_fixed_flow_is_met_or_behind_within_the_year(k: int) -> None:
    """`keep` and `about` are never on pace: the share of the year is kept or not."""
    day = _QUARTER_ENDS[k - 1]
    for direction in (Direction.KEEP, Direction.ABOUT):
        assert _flow(direction, ["25"] * k, day) is Status.MET
        assert _flow(direction, ["20"] * k, day) is Status.BEHIND
    assert _flow(Direction.ABOUT, ["27"] * k, day) is Status.BEHIND
    assert _flow(Direction.ABOUT, ["25.5"] * k, day) is Status.MET


@pytest.mark.parametrize(("direction", "value", "met"), _CASES)
def test_at_the_years_end_a_flow_is_met_or_behind(
    direction: Direction,
    value: str,
    met: bool,  # noqa: FBT001 - a table's column
) -> None:
    """On 31 December the sum of the year is judged as it is."""
    rest = str(D(value) - 30)
    expected = Status.MET if met else Status.BEHIND
    assert _flow(direction, ["10", "10", "10", rest], YEAR_END) is expected


def test_a_range_once_exceeded_is_behind() -> None:
    """A sum only grows: above the upper end it cannot come back."""
    assert _flow(Direction.RANGE, ["120"], date(2025, 3, 31)) is Status.ON_PACE
    assert _flow(Direction.RANGE, ["120.1"], date(2025, 3, 31)) is Status.BEHIND


def test_a_quarter_left_out_is_not_guessed() -> None:
    """Nothing is carried forward: with a gap, or before the last quarter came in, it is not reported."""
    target = _target(TargetKind.FLOW, Direction.AT_LEAST)
    gap = [_actual("50", 2025, 1), _actual("50", 2025, 3)]
    assert judge(target, gap, LAUNCH, date(2025, 9, 30)).status is Status.NOT_REPORTED
    first = [_actual("50", 2025, 1)]
    assert judge(target, first, LAUNCH, date(2025, 6, 29)).status is Status.ON_PACE
    assert judge(target, first, LAUNCH, date(2025, 6, 30)).status is Status.NOT_REPORTED


def test_last_year_is_judged_until_a_quarter_of_the_new_one_has_ended() -> None:
    """A year's last quarter is reported in January; the year is then met or behind until 31 March."""
    target = _target(TargetKind.FLOW, Direction.AT_LEAST)
    three = [_actual("40", 2024, n) for n in range(1, 4)]
    whole = [*three, _actual("40", 2024, 4, reported=date(2025, 1, 10))]
    assert judge(target, whole, LAUNCH, date(2025, 1, 9)).status is Status.NOT_REPORTED
    assert judge(target, whole, LAUNCH, date(2025, 1, 10)).status is Status.MET
    early = [*whole, _actual("1", 2025, 1, reported=date(2025, 3, 31))]
    assert judge(target, early, LAUNCH, date(2025, 3, 30)).status is Status.MET
    assert judge(target, early, LAUNCH, date(2025, 3, 31)).status is Status.BEHIND


def test_the_sum_is_what_was_judged() -> None:
    """The page shows the figure that the status is about."""
    target = _target(TargetKind.FLOW, Direction.ABOVE)
    actuals = [_actual("30", 2025, 1), _actual("31.5", 2025, 2)]
    assert judge(target, actuals, LAUNCH, date(2025, 7, 1)).value == D("61.5")


# --- levels -------------------------------------------------------------------------------------

#: The end of a quarter, well on the way from the launch to the end of 2025.
_MIDWAY = date(2025, 6, 30)


def _level(target: Target, value: str, day: date = _MIDWAY) -> Status:
    """Status on `day` of a stock reported for the quarter that ended last before it."""
    ended = max(q for q in (Quarter(y, n) for y in (2024, 2025, 2026) for n in range(1, 5)) if q.end <= day)
    return judge(target, [_actual(value, ended.year, ended.number)], LAUNCH, day).status


@pytest.mark.parametrize(("direction", "value", "met"), _CASES)
def test_a_level_that_is_there_is_met_and_after_its_term_nothing_is_on_pace(
    direction: Direction,
    value: str,
    met: bool,  # noqa: FBT001 - a table's column
) -> None:
    """At and after the term a level is met or behind; met is met at any time."""
    target = _target(TargetKind.LEVEL, direction, baseline="50", by=YEAR_END)
    assert _level(target, value, YEAR_END) is (Status.MET if met else Status.BEHIND)
    assert _level(target, value, YEAR_END + timedelta(days=92)) is (Status.MET if met else Status.BEHIND)
    if met:
        assert _level(target, value) is Status.MET


@pytest.mark.parametrize("direction", [Direction.AT_LEAST, Direction.ABOVE, Direction.RANGE])
def test_a_rising_level_is_on_pace_on_or_above_its_line(direction: Direction) -> None:
    """The straight line from the baseline on the launch day to the value at its term."""
    days, passed = (YEAR_END - LAUNCH).days, (_MIDWAY - LAUNCH).days
    target = _target(TargetKind.LEVEL, direction, str(100), baseline="50", by=YEAR_END)
    exact = D(50) + D(50) * passed / days
    assert _level(target, str(exact + D("0.001"))) is Status.ON_PACE
    assert _level(target, str(exact - D("0.001"))) is Status.BEHIND
    assert _level(target, "40") is Status.BEHIND


@pytest.mark.parametrize("direction", [Direction.AT_MOST, Direction.BELOW, Direction.RANGE])
def test_a_falling_level_is_on_pace_on_or_below_its_line(direction: Direction) -> None:
    """Downwards the line leads to the value, or to the upper end of a range."""
    bound = 120 if direction is Direction.RANGE else 100
    days, passed = (YEAR_END - LAUNCH).days, (_MIDWAY - LAUNCH).days
    target = _target(TargetKind.LEVEL, direction, baseline="200", by=YEAR_END)
    exact = D(200) + (D(bound) - 200) * passed / days
    assert _level(target, str(exact - D("0.001"))) is Status.ON_PACE
    assert _level(target, str(exact + D("0.001"))) is Status.BEHIND
    assert _level(target, "230") is Status.BEHIND


def test_a_level_exactly_on_its_line_is_on_pace() -> None:
    """A quarter of the way in a quarter of the time, without rounding."""
    by = LAUNCH + timedelta(days=4 * 92)
    target = _target(TargetKind.LEVEL, Direction.AT_LEAST, baseline="60", by=by)
    assert _level(target, "70", LAUNCH + timedelta(days=92)) is Status.ON_PACE


@pytest.mark.parametrize("direction", [Direction.KEEP, Direction.ABOUT])
def test_a_fixed_level_is_met_or_behind(direction: Direction) -> None:
    """What is to be kept is never merely on its way, whatever its baseline."""
    target = _target(TargetKind.LEVEL, direction, baseline="50", by=YEAR_END)
    assert _level(target, "100") is Status.MET
    assert _level(target, "97") is Status.BEHIND


def test_a_level_without_a_line_is_met_or_behind() -> None:
    """No baseline, no term, or nowhere to go from the baseline: then there is no pace."""
    for baseline, by in ((None, YEAR_END), ("50", None), ("100", YEAR_END)):
        target = _target(TargetKind.LEVEL, Direction.AT_LEAST, baseline=baseline, by=by)
        assert _level(target, "99") is Status.BEHIND
        assert _level(target, "100") is Status.MET


def test_a_rising_level_beyond_its_range_is_behind() -> None:
    """Above the upper end is not on the way to the range."""
    target = _target(TargetKind.LEVEL, Direction.RANGE, baseline="50", by=YEAR_END)
    assert _level(target, "121") is Status.BEHIND


def test_a_level_is_not_carried_forward() -> None:
    """A stock reported for an earlier quarter says nothing about the last one."""
    target = _target(TargetKind.LEVEL, Direction.AT_LEAST, baseline="50", by=YEAR_END)
    old = [_actual("100", 2025, 1)]
    assert judge(target, old, LAUNCH, date(2025, 6, 29)).status is Status.MET
    assert judge(target, old, LAUNCH, date(2025, 6, 30)).status is Status.NOT_REPORTED
    assert judge(target, [_actual("100", 2024, 4)], LAUNCH, date(2025, 1, 15)).status is Status.MET


# --- revisions ----------------------------------------------------------------------------------


def test_the_last_revision_reported_by_the_day_counts() -> None:
    """A correction replaces the figure from the day on which it was made, not before."""
    target = _target(TargetKind.RATIO, Direction.AT_LEAST)
    actuals = [
        _actual("120", 2025, 1, reported=date(2025, 5, 2)),
        _actual("80", 2025, 1, reported=date(2025, 4, 5)),
    ]
    assert judge(target, actuals, LAUNCH, date(2025, 4, 4)).status is Status.NOT_REPORTED
    assert judge(target, actuals, LAUNCH, date(2025, 5, 1)).value == D(80)
    assert judge(target, actuals, LAUNCH, date(2025, 5, 2)).value == D(120)


def test_figures_of_other_targets_do_not_matter() -> None:
    """Every target of the plan is judged, each by its own figures."""
    mine = Actual(
        target="trained-share",
        quarter=Quarter(2024, 4),
        value=D(80),
        reported_on=date(2025, 1, 10),
        source="Báo cáo",
    )
    found = {one.target.id: one.status for one in judge_all(campaign(), [mine], date(2025, 1, 31))}
    assert len(found) == len(campaign().targets)
    assert found.pop("trained-share") is Status.MET
    assert set(found.values()) == {Status.NOT_REPORTED}


@pytest.mark.parametrize(
    ("number", "end"),
    [(1, date(2024, 3, 31)), (2, date(2024, 6, 30)), (3, date(2024, 9, 30)), (4, date(2024, 12, 31))],
)
def test_a_quarters_last_day(number: int, end: date) -> None:
    """Quarters end where the calendar says."""
    assert Quarter(2024, number).end == end
