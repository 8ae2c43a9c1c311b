"""One row per record: its dated milestones, from which its standing on any day can be read.

A row is made anew from the record's history whenever something happens to it, never adjusted, so that it
cannot drift. It holds no personal data, so of initiatives and citizens no title either: it may name somebody.
The shapes are stored as arrays: fields are only ever added at the end, with a default.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.record.duty import Duty
from services.core.record.history import Entry, apply, blank
from services.core.record.record import Outcome, Record, State
from services.core.record.standing import tasks
from services.core.work.work import Work, WorkKind


class About(msgspec.Struct, frozen=True, array_like=True):
    """What a work was said to be, as it reads from some milestone on."""

    title: str
    kind: WorkKind
    area: str
    deadline: date


class Wait(msgspec.Struct, frozen=True, array_like=True):
    """That `holder` owed `duty` until `due`."""

    duty: Duty
    holder: str
    due: datetime | None


class Milestone(msgspec.Struct, frozen=True, array_like=True):
    """How the record stood from `at` on, after an event of type `event`.

    `about` is an index into the row's versions, where it is a work's. `approved` is the deadline as first
    approved, `claimed` the moment of the open or judged claim, `done_on` the day that the verifier confirmed.
    `unit` is whose record it was, empty for the unit in which it began.
    """

    at: datetime
    event: str
    state: State
    about: int
    waits: tuple[Wait, ...] = ()
    favourable: bool | None = None
    approved: date | None = None
    claimed: datetime | None = None
    outcome: Outcome | None = None
    done_on: date | None = None
    answered_late: bool = False
    unit: str = ""


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One record. `sequence` is that of the last event it knows; a newer one replaces the row.

    `versions` are those of a work; a row of another track has none, and its milestones only say where it is.
    It stands with the unit in which the record began, for ever: a record that moves to a successor takes its
    row nowhere, so that no order of events can leave two of them, or none.
    """

    id: str
    number: str
    sequence: int
    versions: tuple[About, ...]
    milestones: tuple[Milestone, ...]
    track: Track = Track.WORK

    def about(self, milestone: Milestone) -> About:
        """What the work was said to be at that milestone."""
        return self.versions[milestone.about]


def row_of(record: Record, history: Sequence[Entry], campaign: Campaign) -> Row:
    """The row of a record that was submitted.

    Raises:
        ValueError: nothing has happened to it yet, or its history has a gap.
    """
    versions: dict[About, int] = {}
    milestones: list[Milestone] = []
    for entry, then in _unfolded(record, history):
        milestone = _milestone(entry, then, versions, campaign)
        if not milestones or not _same(milestones[-1], milestone):
            milestones.append(milestone)
    if not milestones:
        raise ValueError(f"{record.id} was never submitted")
    sequence = history[-1].sequence
    return Row(record.id, record.number, sequence, tuple(versions), tuple(milestones), record.track)


def standing(row: Row, moment: datetime) -> Milestone | None:
    """How the record stood at `moment`, by the moments of the actions; `None` before it was submitted."""
    found = None
    for milestone in row.milestones:
        if milestone.at > moment:
            break
        found = milestone
    return found


def by_unit(rows: Mapping[str, Iterable[Row]], moment: datetime) -> dict[str, list[tuple[Row, Milestone]]]:
    """How each unit's records stood at `moment`: those that were the unit's then, wherever they began.

    `rows` are those of the units in which the records began.
    """
    found: dict[str, list[tuple[Row, Milestone]]] = {unit: [] for unit in rows}
    for unit, mine in rows.items():
        for row in mine:
            milestone = standing(row, moment)
            if milestone is not None:
                found.setdefault(milestone.unit or unit, []).append((row, milestone))
    return found


def of_track(rows: Mapping[str, Iterable[Row]], track: Track) -> dict[str, list[Row]]:
    """The rows of one track, by unit as given."""
    return {unit: [row for row in mine if row.track is track] for unit, mine in rows.items()}


def until(row: Row, moment: datetime) -> Iterator[Milestone]:
    """The milestones up to and including `moment`, in their order."""
    for milestone in row.milestones:
        if milestone.at > moment:
            return
        yield milestone


def _unfolded(record: Record, history: Iterable[Entry]) -> Iterator[tuple[Entry, Record]]:
    then = blank(record)
    for entry in history:
        then = apply(then, entry)
        yield entry, then


def _milestone(entry: Entry, then: Record, versions: dict[About, int], campaign: Campaign) -> Milestone:
    if then.facts is None:
        raise ValueError(f"{then.id}: {entry.type} came before anything was submitted")
    found = Milestone(
        at=entry.at,
        event=entry.type,
        state=then.state,
        about=0,
        waits=tuple(Wait(task.duty, task.holder, task.due) for task in tasks(then, campaign)),
        answered_late=then.answered_late,
        unit=then.unit if then.origin else "",
    )
    return _of_work(found, then, versions) if isinstance(then, Work) else found


def _of_work(found: Milestone, then: Work, versions: dict[About, int]) -> Milestone:
    """The milestone with what only works have."""
    facts = then.facts
    if facts is None:
        return found
    about = About(facts.title, facts.kind, facts.area, facts.deadline)
    return msgspec.structs.replace(
        found,
        about=versions.setdefault(about, len(versions)),
        favourable=then.opinion.favourable if then.opinion else None,
        approved=then.baseline.deadline if then.baseline else None,
        claimed=then.claim.at if then.claim else None,
        outcome=then.outcome,
        done_on=then.verdict.done_on if then.verdict else None,
    )


def _same(one: Milestone, other: Milestone) -> bool:
    """Whether nothing that a figure looks at has changed between the two."""
    return msgspec.structs.replace(other, at=one.at, event=one.event) == one
