"""What the dashboard shows, put in order: pure, from the figures of a moment."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

import msgspec

from services.core.campaign.model import Campaign, Unit, UnitKind
from services.core.language.message import Message, Text, message
from services.core.record.duty import Duty
from services.core.record.record import State
from services.core.record.showing.wording import area_name, holder_name, unit_name
from services.core.units.wording import KIND_NAMES as UNIT_KINDS
from services.core.work.wording import KIND_NAMES, OUTCOME_NAMES, STATE_NAMES
from services.report import wording
from services.report.figures import Figures, Kept, Presence, Queue, UnitFigures
from services.report.targets import Judged, Status
from services.report.wording import Line

K = TypeVar("K", bound=str)

#: The mark and colour of each status, as `parts/record.html` and `parts/figures.html` draw them.
SHAPES: Mapping[Status, str] = {
    Status.MET: "good",
    Status.ON_PACE: "waiting",
    Status.BEHIND: "late",
    Status.NOT_REPORTED: "draft",
}


class TargetLine(msgspec.Struct, frozen=True, kw_only=True):
    """A target with its words; a chart where something was reported: value and goal on a scale to `most`."""

    judged: Judged
    goal: Message
    status: Message
    shape: str
    owner: Text
    sentence: Message
    most: Decimal


class KindLine(msgspec.Struct, frozen=True, kw_only=True):
    """How far the units of one kind are with registering."""

    name: Message
    sentence: Message
    asked: int
    registered: int
    below: int
    silent: int


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that somebody should ring, why, and under which number."""

    unit: Unit
    reasons: tuple[Message, ...]


class QueueLine(msgspec.Struct, frozen=True, kw_only=True):
    """What waits with one holder."""

    holder: Message | Text
    duty: Message
    queue: Queue


class TrackBoard(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a track beside works."""

    name: Message
    lines: tuple[Line, ...]


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's works."""

    id: str
    name: Text
    presence: Message
    figures: UnitFigures

    @property
    def under_way(self) -> int:
        """Approved and being carried out."""
        return self.figures.tally.states.get(State.APPROVED, 0)


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The dashboard, top to bottom."""

    headlines: tuple[wording.Headline, ...]
    late: tuple[QueueLine, ...]
    targets: tuple[TargetLine, ...]
    calls: tuple[Call, ...]
    kinds: tuple[KindLine, ...]
    queues: tuple[QueueLine, ...]
    terms: tuple[tuple[Message, Kept], ...]
    states: tuple[Line, ...]
    areas: tuple[Line, ...]
    work_kinds: tuple[Line, ...]
    beside: tuple[TrackBoard, ...]
    units: tuple[UnitLine, ...]


def board(figures: Figures, judged: Sequence[Judged], campaign: Campaign) -> Board:
    """The dashboard for these figures."""
    known = {unit.id: unit for unit in campaign.units}
    queues = tuple(_queues(figures, campaign))
    return Board(
        headlines=wording.headlines(figures, judged),
        late=tuple(line for line in queues if line.queue.late),
        targets=tuple(_target(one, campaign) for one in judged),
        calls=tuple(_calls(figures, known)),
        kinds=tuple(_kinds(figures, known)),
        queues=queues,
        terms=tuple((wording.DUTY_NAMES[duty], kept) for duty, kept in figures.whole.terms.items()),
        states=_states(figures),
        areas=tuple(
            Line(label=area_name(area, campaign), figure=count)
            for area, count in _most_first(figures.whole.areas)
        ),
        work_kinds=tuple(
            Line(label=KIND_NAMES[kind], figure=count) for kind, count in _most_first(figures.whole.kinds)
        ),
        beside=tuple(
            TrackBoard(name=one.several, lines=wording.track_lines(one, figures.beside[one.track]))
            for one in wording.TRACKS.values()
        ),
        units=tuple(
            UnitLine(
                id=one.unit,
                name=unit_name(one.unit, campaign),
                presence=wording.PRESENCE_NAMES[one.presence],
                figures=one,
            )
            for one in figures.units
        ),
    )


def _target(one: Judged, campaign: Campaign) -> TargetLine:
    target = one.target
    top = max(one.value or Decimal(0), target.high or target.value)
    return TargetLine(
        judged=one,
        goal=wording.goal(target),
        status=wording.STATUS_NAMES[one.status],
        shape=SHAPES[one.status],
        owner=unit_name(target.owner, campaign),
        sentence=wording.attainment(one),
        most=top * Decimal("1.1"),
    )


def _calls(figures: Figures, known: Mapping[str, Unit]) -> Iterable[Call]:
    """Units with overdue works first, the most overdue foremost; then the silent, then those below."""
    order = {Presence.SILENT: 0, Presence.BELOW: 1}
    found = [one for one in figures.units if one.tally.overdue or one.presence in order]
    found.sort(key=lambda one: (-one.tally.overdue, order.get(one.presence, 2)))
    for one in found:
        if one.unit in known:
            yield Call(unit=known[one.unit], reasons=tuple(_reasons(one)))


def _reasons(one: UnitFigures) -> Iterable[Message]:
    if one.tally.overdue:
        yield message("overdue works: {count}", count=one.tally.overdue)
    if one.presence is Presence.SILENT:
        yield message("nothing registered, not even a draft")
    if one.presence is Presence.BELOW:
        yield message("below the minimum; works registered: {count}", count=one.tally.counting)


def _kinds(figures: Figures, known: Mapping[str, Unit]) -> Iterable[KindLine]:
    for kind in UnitKind:
        mine = [one.presence for one in figures.units if one.unit in known and known[one.unit].kind is kind]
        asked = sum(presence is not Presence.UNASKED for presence in mine)
        if asked:
            name = UNIT_KINDS[kind]
            registered = mine.count(Presence.REGISTERED)
            yield KindLine(
                name=name,
                sentence=message(
                    "{kind}: {part} of {whole} have registered", kind=name, part=registered, whole=asked
                ),
                asked=asked,
                registered=registered,
                below=mine.count(Presence.BELOW),
                silent=mine.count(Presence.SILENT),
            )


def _queues(figures: Figures, campaign: Campaign) -> Iterable[QueueLine]:
    """Where decisions wait: what is late first, then the longest queue."""
    places = list(figures.queues.items())
    places.sort(key=lambda one: (-one[1].late, -one[1].waiting, one[0]))
    for (duty, holder), queue in places:
        yield QueueLine(
            holder=holder_name(holder, campaign), duty=wording.DUTY_NAMES[Duty(duty)], queue=queue
        )


def _states(figures: Figures) -> tuple[Line, ...]:
    """Every state that occurs, a verified work under its outcome."""
    whole = figures.whole
    states = [
        Line(label=name, figure=whole.states[state])
        for state, name in STATE_NAMES.items()
        if state is not State.VERIFIED and whole.states.get(state)
    ]
    outcomes = [
        Line(label=name, figure=whole.outcomes[one])
        for one, name in OUTCOME_NAMES.items()
        if whole.outcomes.get(one)
    ]
    return (*states, *outcomes)


def _most_first(counts: Mapping[K, int]) -> list[tuple[K, int]]:
    return sorted(counts.items(), key=lambda one: -one[1])
