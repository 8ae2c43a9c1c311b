"""Everything that a record's page shows, in the order in which it answers.

What it is; its state; who has it now, until when; what comes next; the facts; what changed; the history. The
stages that show a record put what can be done there in between. Templates: `parts/sheet.html`.
"""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.campaign.succession import holder_on
from services.core.form import clean
from services.core.language.message import Message, Text, Value, message
from services.core.record import filling
from services.core.record.duty import Duty, Task
from services.core.record.history import Entry, files_with
from services.core.record.people import ids
from services.core.record.record import Ask, Record, RecordFacts, State
from services.core.record.returning import Point, notes_of, points, words_with
from services.core.record.showing import naming
from services.core.record.showing.naming import Known
from services.core.record.showing.story import tell
from services.core.record.showing.wording import (
    area_name,
    duty,
    holder_name,
    own_unit,
    shape,
    state_name,
    what_next,
)
from services.core.record.standing import tasks
from services.core.record.store import Stored
from services.core.record.tracks import Note, words, words_of
from services.core.subjects.wording import told as erased
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
    """One line of the history; `words` are what the person wrote, `pieces` what concerned single fields.

    `files` are the ids of attachments that went with it; `sequence` is the entry's, 0 where none says it.
    """

    sequence: int = 0
    sentence: Message
    at: datetime
    words: str
    pieces: tuple[tuple[Message, str], ...] = ()
    files: tuple[str, ...] = ()


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A record, ready to be shown. Histories are newest first.

    `asked` is what a return that waits asks of single fields, `points` what was asked and answered last
    and `answer` what the unit said to it in general.
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
    asked: tuple[tuple[Message, str], ...]
    points: tuple[Point, ...]
    answer: str
    facts: tuple[Group, ...]
    notes: tuple[Note, ...]
    changed: tuple[Changed, ...]
    history: tuple[Told, ...]

    def since(self, sequence: int) -> tuple[Told, ...]:
        """What the entries behind that sequence tell."""
        return tuple(told for told in self.history if told.sequence > sequence)


def sheet(stored: Stored, campaign: Campaign, now: datetime, known: Known = None) -> Sheet:
    """What the page of a submitted record shows at `now`; `known` are the people of whom it speaks."""
    record = stored.record
    facts, words = record.facts, words_of(record)
    ask = record.ask if record.state is State.RETURNED else None
    return Sheet(
        record=record,
        title=facts.title if facts else clean((stored.draft or {}).get("title", "")),
        unit=own_unit(record, campaign),
        area=area_name(facts.area, campaign) if facts else "",
        state=state_name(record.track, record.state, record.outcome),
        shape=shape(record.track, record.state, record.outcome),
        standing=tuple(_standing(task, campaign, now) for task in tasks(record, campaign)),
        next=what_next(record),
        ask=ask,
        asked=notes_of(ask, record.track, campaign) if ask else (),
        points=() if _baseline(record) else points(record, _answered(stored), campaign),
        answer="" if _baseline(record) else _general_answer(stored),
        facts=groups(record.track, facts, campaign, known) if facts else (),
        notes=words.notes(record, campaign),
        changed=tuple(_changed(stored, campaign, known)),
        history=_history(stored, campaign, known),
    )


def groups(
    track: Track, facts: RecordFacts, campaign: Campaign, known: Known = None, *, contacts: bool = False
) -> tuple[Group, ...]:
    """The facts, in the sections and the order of the form; then the people of whom it speaks.

    `contacts`: with their birth and how they are reached, for those alone who fill in the form.
    """
    own = words(track)
    asked = tuple(
        Group(
            title=section.title,
            rows=tuple(
                Row(label=field.label, value=own.value(field, facts, campaign)) for field in section.fields
            ),
        )
        for section in own.sections(campaign)
    )
    people = (
        Group(title=group.title, rows=tuple(Row(label=label, value=value) for label, value in rows))
        for group, rows in naming.rows(track, facts, campaign, known, contacts=contacts)
    )
    return (*asked, *people)


def changes(
    track: Track,
    before: RecordFacts | None,
    after: RecordFacts | None,
    campaign: Campaign,
    known: Known = None,
) -> tuple[Change, ...]:
    """What reads otherwise in `after`; nothing where one of the two is missing."""
    if before is None or after is None:
        return ()
    own = words(track)
    pairs = (
        (field, own.value(field, before, campaign), own.value(field, after, campaign))
        for field in filling.fields(track, campaign)
    )
    found = [(field.label, old, new) for field, old, new in pairs if old != new]
    people = naming.differing(track, before, after, campaign, known)
    return tuple(Change(label=label, before=old, after=new) for label, old, new in (*found, *people))


def _changed(stored: Stored, campaign: Campaign, known: Known) -> Iterator[Changed]:
    """Since the baseline where the track has one, else since the return that was answered last."""
    record = stored.record
    baseline = _baseline(record)
    before = baseline or _answered(stored)
    told = [] if baseline else [one.label for one in points(record, before, campaign)]
    every = changes(record.track, before, record.facts, campaign, known)
    found = tuple(one for one in every if one.label not in told)
    if found:
        since = message("Changed since the approval") if baseline else message("Changed after the return")
        yield Changed(title=since, changes=found)


def _history(stored: Stored, campaign: Campaign, known: Known) -> tuple[Told, ...]:
    """What happened, newest first; that people were erased stands among it, though no entry says so."""
    entries = (line(entry, stored.record.track, campaign) for entry in reversed(stored.history))
    notes = {note.at: note for one in (known or {}).values() if (note := one.subject.erased)}
    erasures = (
        Told(sentence=erased(note, holder_name(note.holder, campaign)), at=note.at, words=note.reason)
        for note in notes.values()
    )
    return tuple(sorted((*entries, *erasures), key=lambda told: told.at, reverse=True))


def line(entry: Entry, track: Track, campaign: Campaign) -> Told:
    """What one entry tells."""
    return Told(
        sequence=entry.sequence,
        sentence=tell(entry, campaign),
        at=entry.at,
        words=entry.reason,
        pieces=words_with(entry, track, campaign),
        files=files_with(entry),
    )


def _standing(task: Task, campaign: Campaign, now: datetime) -> Standing:
    task = msgspec.structs.replace(task, holder=holder_on(campaign, task.holder, vietnam_day(now)))
    due: date | datetime | None = task.due
    if task.due is not None and task.duty is Duty.FINISH:
        due = vietnam_day(task.due)
    return Standing(
        who=holder_name(task.holder, campaign),
        does=duty(task, campaign),
        due=due,
        late=task.due is not None and task.due < now,
    )


def _baseline(record: Record) -> RecordFacts | None:
    """What was first approved, in a track that keeps it."""
    baseline: RecordFacts | None = getattr(record, "baseline", None)
    return baseline


def spoken_of(stored: Stored) -> tuple[str, ...]:
    """The ids of everybody whom the record's page names: of its facts, and those before the last change."""
    return ids(stored.record.facts, _baseline(stored.record) or _answered(stored))


def _general_answer(stored: Stored) -> str:
    """What the unit said in general with its last answer to a return."""
    handed_in = [entry for entry in stored.history if entry.is_handing_in]
    return handed_in[-1].reason if len(handed_in) > 1 else ""


def _answered(stored: Stored) -> RecordFacts | None:
    """The facts as they stood before the last resubmission, if there was one."""
    handed_in = [entry for entry in stored.history if entry.is_handing_in]
    if len(handed_in) < 2:  # noqa: PLR2004 - before and after
        return None
    return msgspec.convert(handed_in[-2].changes["facts"], type=words_of(stored.record).facts)
