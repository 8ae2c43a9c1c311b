"""Targets against actuals: met, on pace, behind, or not reported.

Source: domain rules, "Targets". Nothing is carried forward: a flow or a level is judged on the last quarter
that had ended by the day looked at, and where its owner left that quarter out it is "not reported", never
guessed. A ratio is judged as last reported.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from services.core.campaign.model import Campaign, Direction, Target, TargetKind
from services.core.vietnam import vietnam_day

#: `about` allows this part of the value to either side.
TOLERANCE: Final = Decimal("0.02")

_QUARTERS: Final = 4
_MONTHS: Final = 3
_FIXED: Final = frozenset({Direction.KEEP, Direction.ABOUT})
_CAPPED: Final = frozenset({Direction.AT_MOST, Direction.BELOW})


class Status(StrEnum):
    """How a target stands."""

    MET = "met"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    NOT_REPORTED = "not_reported"


class Quarter(msgspec.Struct, frozen=True, order=True):
    """A quarter of a calendar year; `number` is 1 to 4."""

    year: int
    number: int

    @property
    def end(self) -> date:
        """Its last day."""
        month = self.number * _MONTHS
        return date(self.year, month, calendar.monthrange(self.year, month)[1])


class Actual(msgspec.Struct, frozen=True, kw_only=True):
    """What a target's owner reported for one quarter, on which day, and where the figure comes from.

    A flow is that quarter's own amount, a level the stock at the quarter's end, a ratio the figure as
    published. Reporting a quarter again revises it.
    """

    target: str
    quarter: Quarter
    value: Decimal
    reported_on: date
    source: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A target and how it stands; `value` is the figure that was judged, for a flow the sum of its year."""

    target: Target
    status: Status
    value: Decimal | None = None


def judge_all(campaign: Campaign, actuals: Sequence[Actual], day: date) -> tuple[Judged, ...]:
    """Every target of the campaign, in its order, at the end of `day`."""
    launch = vietnam_day(campaign.launch)
    return tuple(judge(target, actuals, launch, day) for target in campaign.targets)


def judge(target: Target, actuals: Iterable[Actual], launch: date, day: date) -> Judged:
    """How `target` stood at the end of `day`, on what was known then; a level's line starts at `launch`."""
    known = _known(target, actuals, day)
    match target.kind:
        case TargetKind.FLOW:
            return _judge_flow(target, known, day)
        case TargetKind.LEVEL:
            return _judge_level(target, known, launch, day)
        case TargetKind.RATIO:
            return _judge_ratio(target, known)


def meets(target: Target, value: Decimal) -> bool:
    """Whether `value` is what the target asks for, looked at by itself."""
    match target.direction:
        case Direction.AT_LEAST | Direction.KEEP:
            return value >= target.value
        case Direction.AT_MOST:
            return value <= target.value
        case Direction.BELOW:
            return value < target.value
        case Direction.ABOVE:
            return value > target.value
        case Direction.RANGE:
            return target.value <= value <= _high(target)
        case Direction.ABOUT:
            return abs(value - target.value) <= TOLERANCE * abs(target.value)


def _judge_ratio(target: Target, known: Mapping[Quarter, Decimal]) -> Judged:
    if not known:
        return Judged(target=target, status=Status.NOT_REPORTED)
    value = known[max(known)]
    return Judged(target=target, status=_met(target, value), value=value)


# --- flows: added up from 1 January ------------------------------------------------------------


def _judge_flow(target: Target, known: Mapping[Quarter, Decimal], day: date) -> Judged:
    """A quarter of the year's figure is due with every quarter of the year that has ended.

    The year is that of the last ended quarter: until the next one ends, the whole of last year is judged.
    """
    last = _last_ended(day)
    mine = {quarter.number: value for quarter, value in known.items() if quarter.year == last.year}
    ended = last.number
    if not mine or any(number not in mine for number in range(1, ended + 1)):
        return Judged(target=target, status=Status.NOT_REPORTED)
    total = sum(mine.values(), Decimal(0))
    if ended == _QUARTERS:
        status = _met(target, total)
    elif target.direction in _FIXED:
        status = _met(_share(target, ended), total)
    else:
        status = _paced(target, total, ended)
    return Judged(target=target, status=status, value=total)


def _share(target: Target, ended: int) -> Target:
    """The target for the part of the year that has passed."""
    return msgspec.structs.replace(target, value=target.value * ended / _QUARTERS)


def _paced(target: Target, total: Decimal, ended: int) -> Status:
    """On pace or behind within the year. A sum only grows: above a range it cannot come back."""
    if target.direction in _CAPPED:
        return _pace(total * _QUARTERS <= target.value * ended)
    exceeded = target.direction is Direction.RANGE and total > _high(target)
    return _pace(not exceeded and total * _QUARTERS >= target.value * ended)


# --- levels: on a straight line from the baseline ----------------------------------------------


def _judge_level(target: Target, known: Mapping[Quarter, Decimal], launch: date, day: date) -> Judged:
    """Met as soon as the stock is what is asked for; until `by` the line says whether it is on its way."""
    newest = max(known, default=None)
    if newest is None or newest < _last_ended(day):
        return Judged(target=target, status=Status.NOT_REPORTED)
    value = known[newest]
    status = _met(target, value)
    if status is Status.BEHIND and target.direction not in _FIXED and _on_line(target, value, launch, day):
        status = Status.ON_PACE
    return Judged(target=target, status=status, value=value)


def _on_line(target: Target, value: Decimal, launch: date, day: date) -> bool:
    """Whether a stock that is not there yet lies on or beyond the line from its baseline to its bound."""
    if target.baseline is None or target.by is None or not launch <= day < target.by:
        return False
    bound = _bound(target)
    # Both are multiplied by the days of the whole term, so that nothing is divided and rounded.
    gone = (value - target.baseline) * (target.by - launch).days
    expected = (bound - target.baseline) * (day - launch).days
    if bound > target.baseline:
        return expected <= gone and value <= bound
    return gone <= expected and bound <= value if bound < target.baseline else False


def _bound(target: Target) -> Decimal:
    """The end of the line: the value, or the upper end of a range that is entered from above."""
    high = _high(target)
    return high if target.baseline is not None and target.baseline > high else target.value


def _last_ended(day: date) -> Quarter:
    """The last quarter that had ended by the end of `day`."""
    ended = [Quarter(day.year, n) for n in range(1, _QUARTERS + 1) if Quarter(day.year, n).end <= day]
    return ended[-1] if ended else Quarter(day.year - 1, _QUARTERS)


# --- what was known, and small words -----------------------------------------------------------


def _known(target: Target, actuals: Iterable[Actual], day: date) -> dict[Quarter, Decimal]:
    """The last revision of each quarter that was reported by the end of `day`."""
    mine = [actual for actual in actuals if actual.target == target.id and actual.reported_on <= day]
    return {actual.quarter: actual.value for actual in sorted(mine, key=lambda one: one.reported_on)}


def _high(target: Target) -> Decimal:
    return target.value if target.high is None else target.high


def _met(target: Target, value: Decimal) -> Status:
    return Status.MET if meets(target, value) else Status.BEHIND


def _pace(holds: bool) -> Status:  # noqa: FBT001 - one question, one answer
    return Status.ON_PACE if holds else Status.BEHIND
