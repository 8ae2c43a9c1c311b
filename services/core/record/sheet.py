"""Everything that a record's page shows, in the order in which it answers.

What it is; its state; who has it now, until when; what comes next; the facts; what changed; the history. The
stages that show a record put what can be done there in between. Templates: `parts/sheet.html`.
"""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.form import clean
from services.core.language.message import Message, Text, Value, message
from services.core.record import filling
from services.core.record.record import Ask, Record, RecordFacts, State
from services.core.record.standing import Duty, Task, tasks
from services.core.record.store import Stored
from services.core.record.story import tell
from services.core.record.tracks import Note, words, words_of
from services.core.record.wording import (
    area_name,
    duty,
    holder_name,
    own_unit,
    shape,
    state_name,
    what_next,
)
from services.core.vietnam import vietnam_day


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One fact under its label; `None` where nothing was given."""

    label: Message
    value: Value | None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of one section of the form."""

    title: Message
    rows: tuple[Row, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that reads otherwise than before."""

    label: Message
    before: Value | None
    after: Value | None


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What reads otherwise since something happened."""

    title: Message
    changes: tuple[Change, ...]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has the record now. `due` is a day for a unit's deadline, a moment for any other term."""

    who: Message | Text
    does: Message
    due: date | datetime | None
    late: bool


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the history; `words` are what the person wrote."""

    sentence: Message
    at: datetime
    words: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A record, ready to be shown. Histories are newest first.

    `changed` are the facts that read otherwise than before, under a title that says since when.
    """

    record: Record
    title: str
    unit: Text
    area: Text | str
    state: Message
    shape: str
    standing: tuple[Standing, ...]
    next: Message
    ask: Ask | None
    facts: tuple[Group, ...]
    notes: tuple[Note, ...]
    changed: tuple[Changed, ...]
    history: tuple[Told, ...]


def sheet(stored: Stored, campaign: Campaign, now: datetime) -> Sheet:
    """What the page of a submitted record shows at `now`."""
    record = stored.record
    facts, words = record.facts, words_of(record)
    return Sheet(
        record=record,
        title=facts.title if facts else clean((stored.draft or {}).get("title", "")),
        unit=own_unit(record, campaign),
        area=area_name(facts.area, campaign) if facts else "",
        state=state_name(record.track, record.state, record.outcome),
        shape=shape(record.track, record.state, record.outcome),
        standing=tuple(_standing(task, campaign, now) for task in tasks(record, campaign)),
        next=what_next(record),
        ask=record.ask if record.state is State.RETURNED else None,
        facts=groups(record.track, facts, campaign) if facts else (),
        notes=words.notes(record, campaign),
        changed=tuple(_changed(stored, campaign)),
        history=tuple(
            Told(sentence=tell(entry, campaign), at=entry.at, words=entry.reason)
            for entry in reversed(stored.history)
        ),
    )


def groups(track: Track, facts: RecordFacts, campaign: Campaign) -> tuple[Group, ...]:
    """The facts, in the sections and the order of the form."""
    own = words(track)
    return tuple(
        Group(
            title=section.title,
            rows=tuple(
                Row(label=field.label, value=own.value(field, facts, campaign)) for field in section.fields
            ),
        )
        for section in own.sections(campaign)
    )


def changes(
    track: Track, before: RecordFacts | None, after: RecordFacts | None, campaign: Campaign
) -> tuple[Change, ...]:
    """What reads otherwise in `after`; nothing where one of the two is missing."""
    if before is None or after is None:
        return ()
    own = words(track)
    pairs = (
        (field, own.value(field, before, campaign), own.value(field, after, campaign))
        for field in filling.fields(track, campaign)
    )
    return tuple(Change(label=field.label, before=old, after=new) for field, old, new in pairs if old != new)


def _changed(stored: Stored, campaign: Campaign) -> Iterator[Changed]:
    """Since the baseline where the track has one, else since the return that was answered last."""
    record = stored.record
    baseline: RecordFacts | None = getattr(record, "baseline", None)
    before = baseline or _answered(stored)
    found = changes(record.track, before, record.facts, campaign)
    if found:
        since = message("Changed since the approval") if baseline else message("Changed after the return")
        yield Changed(title=since, changes=found)


def _standing(task: Task, campaign: Campaign, now: datetime) -> Standing:
    due: date | datetime | None = task.due
    if task.due is not None and task.duty is Duty.FINISH:
        due = vietnam_day(task.due)
    return Standing(
        who=holder_name(task.holder, campaign),
        does=duty(task, campaign),
        due=due,
        late=task.due is not None and task.due < now,
    )


def _answered(stored: Stored) -> RecordFacts | None:
    """The facts as they stood before the last resubmission, if there was one."""
    handed_in = [entry for entry in stored.history if entry.type.endswith(("Submitted", "Resubmitted"))]
    if len(handed_in) < 2:  # noqa: PLR2004 - before and after
        return None
    return msgspec.convert(handed_in[-2].changes["facts"], type=words_of(stored.record).facts)
