"""The figures of a moment: sums over rows, the same for ever for the same moment.

Source: domain rules, "Counting" and "Deadlines and claims"; "Reports", content.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from services.core.campaign.model import Campaign, Track, Unit
from services.core.campaign.succession import heir
from services.core.record.duty import Duty
from services.core.record.record import CONCLUDED, Outcome, State
from services.core.vietnam import vietnam_day
from services.core.work.judgement import GIVEN_UP, is_overdue
from services.core.work.work import WorkKind
from services.report.rows import About, Milestone, Row, by_unit, of_track
from services.report.terms import RUNNING, terms

#: What is awaited from those who decide; the other duties are the unit's own.
DECIDING: Final = frozenset({Duty.APPRAISE, Duty.APPROVE, Duty.AMEND, Duty.VERIFY, Duty.ACCEPT, Duty.DECIDE})

#: The tracks beside works.
BESIDE: Final = (Track.INITIATIVE, Track.CITIZEN)


class Presence(StrEnum):
    """How far a unit is with registering; each that the campaign asks is in one of the first three."""

    REGISTERED = "registered"  # the minimum is reached
    BELOW = "below"  # something stands there, a draft at least, but not the minimum
    SILENT = "silent"  # not even a draft
    UNASKED = "unasked"  # the campaign asks nothing of this unit


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """What waits at one place: how many records, and how many of them past their due time."""

    waiting: int = 0
    late: int = 0


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Terms answered by their due time, answered after it, and still running (`late`: already past it)."""

    kept: int = 0
    missed: int = 0
    running: int = 0
    late: int = 0


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over some rows at a moment. A key that is missing means none.

    `records` were submitted by then, `counting` of them count towards a minimum. `deciding` records wait for
    a body, a seat or a council, `deciding_late` of them for longer than they may. `overdue` are approved
    works past their deadline without a claim. `answered_late` were handed in again after their return's due
    time.
    """

    records: int = 0
    counting: int = 0
    open: int = 0
    deciding: int = 0
    deciding_late: int = 0
    overdue: int = 0
    answered_late: int = 0
    states: Mapping[State, int] = {}
    areas: Mapping[str, int] = {}
    kinds: Mapping[WorkKind, int] = {}
    outcomes: Mapping[Outcome, int] = {}
    opinions: Mapping[bool, int] = {}
    queues: Mapping[tuple[Duty, str], Queue] = {}
    terms: Mapping[Duty, Kept] = {}

    @property
    def claims(self) -> int:
        """Completions claimed and not yet verified."""
        return self.states.get(State.COMPLETED, 0)

    @property
    def in_time(self) -> int:
        """Completions verified as early or on time."""
        return self.outcomes.get(Outcome.EARLY, 0) + self.outcomes.get(Outcome.ON_TIME, 0)


class UnitFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One unit: how far it is with registering, and the sums over its works."""

    unit: str
    presence: Presence
    tally: Tally


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a dashboard or a report says, as of `at`. `units` stand in the campaign's order.

    `whole` sums up the works of all units, `beside` the records of each other track.
    """

    at: datetime
    units: tuple[UnitFigures, ...]
    whole: Tally
    beside: Mapping[Track, Tally]
    closed: bool

    def present(self, presence: Presence) -> int:
        """How many units are that far."""
        return sum(unit.presence is presence for unit in self.units)

    @property
    def asked(self) -> int:
        """How many units the campaign asks for works."""
        return len(self.units) - self.present(Presence.UNASKED)

    @property
    def deciding(self) -> int:
        """Records of every track that wait for a decision."""
        return sum(tally.deciding for tally in self._tracks())

    @property
    def deciding_late(self) -> int:
        """Those of them that wait for longer than they may."""
        return sum(tally.deciding_late for tally in self._tracks())

    @property
    def queues(self) -> dict[tuple[Duty, str], Queue]:
        """Where decisions on records of every track wait."""
        found: dict[tuple[Duty, str], Queue] = {}
        for tally in self._tracks():
            for place, queue in tally.queues.items():
                if place[0] in DECIDING:
                    before = found.get(place, Queue())
                    found[place] = Queue(
                        waiting=before.waiting + queue.waiting, late=before.late + queue.late
                    )
        return found

    def _tracks(self) -> tuple[Tally, ...]:
        return (self.whole, *self.beside.values())

    @property
    def not_concluded(self) -> int:
        """Works still open once the campaign is closed; none before."""
        return self.whole.open if self.closed else 0


def figures(
    rows: Mapping[str, Iterable[Row]], drafting: Collection[str], campaign: Campaign, at: datetime
) -> Figures:
    """The figures as of `at`.

    Args:
        rows: the rows of each unit in which records began, by its id.
        drafting: ids of units that had a draft then; of units with a submitted record it does not matter.
        campaign: the campaign as it applies.
        at: the moment, aware; as of a day it is that day's last second in Vietnam.
    """
    known = {unit.id: unit for unit in campaign.units}
    then = by_unit(of_track(rows, Track.WORK), at)
    order = dict.fromkeys([*known, *sorted(then)])
    sums = {unit_id: _summed(then.get(unit_id, ()), at) for unit_id in order}
    tallies = {unit_id: one.tally() for unit_id, one in sums.items()}
    registered = _registered(tallies, campaign, at)
    units = []
    whole = _Sums(at)
    for unit_id, mine in tallies.items():
        whole.take(sums[unit_id])
        presence = _presence(known.get(unit_id), registered[unit_id], drafting, campaign, at)
        if presence is not Presence.UNASKED or mine.records:
            units.append(UnitFigures(unit=unit_id, presence=presence, tally=mine))
    return Figures(
        at=at,
        units=tuple(units),
        whole=whole.tally(),
        beside={track: _track(rows, track, at) for track in BESIDE},
        closed=campaign.close is not None and campaign.close < at,
    )


class _Registered(msgspec.Struct):
    """What a unit has registered, what the units had whose place it has taken among it."""

    records: int = 0
    counting: int = 0


def _registered(tallies: Mapping[str, Tally], campaign: Campaign, at: datetime) -> dict[str, _Registered]:
    """By unit: what had been concluded in a unit that ended counts for the one that keeps it."""
    found = {unit: _Registered() for unit in tallies}
    for unit, mine in tallies.items():
        keeper = found.setdefault(heir(campaign, unit, vietnam_day(at)), _Registered())
        keeper.records += mine.records
        keeper.counting += mine.counting
    return found


def _presence(
    unit: Unit | None, mine: _Registered, drafting: Collection[str], campaign: Campaign, at: datetime
) -> Presence:
    if unit is None or not unit.registers or not unit.exists_on(vietnam_day(at)):
        return Presence.UNASKED
    if not mine.records and unit.id not in drafting:
        return Presence.SILENT
    return Presence.REGISTERED if mine.counting >= campaign.terms.minimum_works else Presence.BELOW


def _track(rows: Mapping[str, Iterable[Row]], track: Track, at: datetime) -> Tally:
    return tally((row for mine in of_track(rows, track).values() for row in mine), at)


def tally(rows: Iterable[Row], at: datetime) -> Tally:
    """The sums over `rows`, of whatever track, as of `at`."""
    then = by_unit({"": rows}, at)
    return _summed((pair for pairs in then.values() for pair in pairs), at).tally()


def _summed(pairs: Iterable[tuple[Row, Milestone]], at: datetime) -> "_Sums":
    sums = _Sums(at)
    for row, milestone in pairs:
        sums.add(row, milestone)
    return sums


class _Sums:
    """Counters that become a `Tally`."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._day = vietnam_day(at)
        self._plain: Counter[str] = Counter()
        self._states: Counter[State] = Counter()
        self._areas: Counter[str] = Counter()
        self._kinds: Counter[WorkKind] = Counter()
        self._outcomes: Counter[Outcome] = Counter()
        self._opinions: Counter[bool] = Counter()
        self._waiting: Counter[tuple[Duty, str]] = Counter()
        self._late: Counter[tuple[Duty, str]] = Counter()
        self._terms: Counter[tuple[Duty, str]] = Counter()

    def take(self, other: "_Sums") -> None:
        """Add what another has counted."""
        for name, value in vars(self).items():
            if isinstance(value, Counter):
                value.update(vars(other)[name])

    def add(self, row: Row, now: Milestone) -> None:
        """Count one row, which stands so."""
        self._states[now.state] += 1
        if row.track is Track.WORK:
            self._describe(row.about(now), now)
        if now.outcome:
            self._outcomes[now.outcome] += 1
        if now.favourable is not None:
            self._opinions[now.favourable] += 1
        self._plain["records"] += 1
        self._plain["counting"] += now.state not in GIVEN_UP
        self._plain["open"] += now.state not in CONCLUDED
        self._plain["answered_late"] += now.answered_late
        self._wait(now)
        self._measure(row)

    def _describe(self, about: About, now: Milestone) -> None:
        """Count what only works have."""
        self._areas[about.area] += 1
        self._kinds[about.kind] += 1
        self._plain["overdue"] += is_overdue(now.state, about.deadline, self._day)

    def _wait(self, now: Milestone) -> None:
        deciding = [wait for wait in now.waits if wait.duty in DECIDING]
        self._plain["deciding"] += bool(deciding)
        self._plain["deciding_late"] += any(self._is_late(wait.due) for wait in deciding)
        # Both seats may be one holder's to fill: the record still waits there once.
        places = {(wait.duty, wait.holder): wait for wait in now.waits}
        for place, wait in places.items():
            self._waiting[place] += 1
            self._late[place] += self._is_late(wait.due)

    def _is_late(self, due: datetime | None) -> bool:
        return due is not None and due < self._at

    def _measure(self, row: Row) -> None:
        for term in terms(row, self._at):
            if term.ended is None:
                self._terms[term.duty, "running"] += 1
                self._terms[term.duty, "late"] += term.due < self._at
            else:
                self._terms[term.duty, "kept" if term.ended <= term.due else "missed"] += 1

    def tally(self) -> Tally:
        """What was counted."""
        return Tally(
            **self._plain,
            states=dict(self._states),
            areas=dict(self._areas),
            kinds=dict(self._kinds),
            outcomes=dict(self._outcomes),
            opinions=dict(self._opinions),
            queues={
                place: Queue(waiting=count, late=self._late[place]) for place, count in self._waiting.items()
            },
            terms={duty: self._kept(duty) for duty in RUNNING.values()},
        )

    def _kept(self, duty: Duty) -> Kept:
        count = self._terms
        return Kept(
            kept=count[duty, "kept"],
            missed=count[duty, "missed"],
            running=count[duty, "running"],
            late=count[duty, "late"],
        )
