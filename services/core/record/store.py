"""A record in the table: state, history and event in one conditional put.

State, trail and outbox can therefore never disagree. Keys: docs/architecture.md, "One table".
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Generic

import msgspec
from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from services.core import events
from services.core.campaign.model import Campaign, Track
from services.core.form import clean
from services.core.presence import store as presence
from services.core.record import listed
from services.core.record.case import R_co
from services.core.record.history import Entry, apply, event_of, pack, unpack
from services.core.record.record import CONCLUDED, Outcome, Record, State, number_of
from services.core.record.standing import tasks
from services.core.record.title import same_title
from services.core.record.tracks import rules
from services.core.table import PAGE, ByHolder, Item, Page, page_of, put, start_of, update

#: Bytes of compressed history above which its older part moves to an item of its own (an item holds 400 KB).
HISTORY_LIMIT = 100_000

#: A draft's title is kept whole with what was typed; a line of a list shows no more than this.
_LONGEST_TITLE = 250


#: What of an item says how a record stands.
_STANDING = ("pk", "sk", "kind", "data", "draft", "revision")


class RecordItem(Item):
    """The whole aggregate; the plain attributes are what a line of a list shows."""

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    title = UnicodeAttribute(null=True)
    unit = UnicodeAttribute(null=True)
    area = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    updated = UnicodeAttribute(null=True)
    sequence = NumberAttribute(null=True)
    revision = NumberAttribute(null=True)
    data = UnicodeAttribute(null=True)
    draft = UnicodeAttribute(null=True)
    history = BinaryAttribute(legacy_encoding=False, null=True)
    event = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)  # the track
    by_holder = ByHolder["RecordItem"]()


class Stored(msgspec.Struct, Generic[R_co], frozen=True, kw_only=True):
    """A record as read from the table.

    `draft` is what the unit has typed and not handed in (as typed, valid or not), also while it cannot hand
    anything in; `revision` counts every write of the item, autosaved drafts included, while the record's
    `sequence` counts events only. `kept` is the number of leading entries that already stand in items of
    their own.
    """

    record: R_co
    history: tuple[Entry, ...] = ()
    draft: dict[str, str] | None = None
    revision: int = 0
    kept: int = 0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a unit's list.

    `unit` is whose record it is: of a concluded one maybe a unit that ended, in whose place this one stands.
    `outcome` is how a verified completion was judged; `holders` are those who have the record now; `due` is
    the unit's own term where the unit has something to do, else the earliest one.
    """

    id: str
    track: Track
    number: str
    title: str
    unit: str
    area: str
    state: str
    outcome: Outcome | None
    holders: tuple[str, ...]
    due: datetime | None
    updated: datetime


def new(record_id: str, campaign: Campaign, unit: str, person_id: str, track: Track = Track.WORK) -> Stored:
    """A record of `track` that nobody has saved yet."""
    number = number_of(campaign.unit(unit).code, record_id)
    record = rules(track).record(
        id=record_id, campaign=campaign.id, unit=unit, number=number, made_by=person_id
    )
    return Stored(record=record)


def get(record_id: str) -> Stored | None:
    """The record with its whole history, in one query; `None` if there is none."""
    items = {item.sk: item for item in RecordItem.query(f"R#{record_id}", consistent_read=True)}
    main = items.pop("R", None)
    if main is None:
        return None
    recent = unpack(main.history)
    first = recent[0].sequence if recent else 1
    # Writers who were overtaken may have moved parts that overlap, or that the main item still holds.
    moved = {entry.sequence: entry for part in items.values() for entry in unpack(part.history)}
    older = tuple(moved[sequence] for sequence in sorted(moved) if sequence < first)
    return msgspec.structs.replace(_stored(main), history=(*older, *recent), kept=len(older))


def without_history(record_ids: Iterable[str]) -> dict[str, Stored]:
    """Records as they stand, a hundred in one call, each without its history; those never saved are missing.

    That is the whole of a record as long as it is a draft, for then it has no history.
    """
    keys = [(f"R#{record_id}", "R") for record_id in dict.fromkeys(record_ids)]
    items = RecordItem.batch_get(keys, consistent_read=True, attributes_to_get=list(_STANDING))
    return {stored.record.id: stored for stored in map(_stored, items)}


def save_draft(
    stored: Stored, draft: dict[str, str], campaign: Campaign, now: datetime, *, is_noted: bool = False
) -> Stored:
    """Keep what was typed, as typed; adds neither history nor event.

    That a draft began is noted first: a note without its draft does no harm, a draft without its note would
    leave the unit among the silent. `is_noted` where that was done for many at once.

    Raises:
        ConflictError: somebody else saved meanwhile.
    """
    if not stored.revision and not is_noted:
        presence.begin(stored.record.campaign, stored.record.unit, stored.record.id, now)
    return _write(msgspec.structs.replace(stored, draft=draft), None, campaign, now)


def save(stored: Stored, entry: Entry, campaign: Campaign) -> Stored:
    """Add `entry`: the new state, the grown history and the event, in one put.

    What had been typed as a draft is gone once it is handed in or the record is concluded. Whatever else
    happens leaves it: a return that is taken back may come again.

    Raises:
        ConflictError: somebody else wrote meanwhile.
    """
    record = apply(stored.record, entry)
    grown = msgspec.structs.replace(
        stored,
        record=record,
        history=(*stored.history, entry),
        draft=None if entry.is_handing_in or record.state in CONCLUDED else stored.draft,
    )
    return _write(grown, entry, campaign, entry.at)


def discard(stored: Stored, now: datetime) -> None:
    """Delete a draft that was never submitted; what breaks off after that, `note_discarded` completes.

    Raises:
        ConflictError: somebody else wrote meanwhile.
    """
    item = RecordItem(f"R#{stored.record.id}", "R")
    put(item, (RecordItem.revision == stored.revision) & (RecordItem.sequence == 0), delete=True)
    note_discarded(stored.record.campaign, stored.record.unit, stored.record.id, now)


def note_discarded(campaign_id: str, unit: str, record_id: str, now: datetime) -> None:
    """Note that the unit no longer has that draft; it does no harm where that is noted, or never was so.

    Raises:
        ConflictError: as `presence.discard`.
    """
    presence.discard(campaign_id, unit, record_id, lambda: _another_draft(campaign_id, unit, record_id), now)


def _another_draft(campaign_id: str, unit: str, gone: str) -> str | None:
    """Another draft of the unit; the index may still list the one that is gone."""
    lines = of_unit(campaign_id, unit).rows
    return next((line.id for line in lines if line.state == State.DRAFT and line.id != gone), None)


def move_draft(stored: Stored, unit: str, campaign: Campaign, now: datetime) -> Stored:
    """Let a draft be another unit's, as if it had begun there; its number stays, and it has no history.

    That the unit has a draft is noted first, as when one is begun.

    Raises:
        ConflictError: somebody else wrote meanwhile.
    """
    before = stored.record
    presence.begin(before.campaign, unit, before.id, now)
    moved = msgspec.structs.replace(stored, record=msgspec.structs.replace(before, unit=unit))
    written = _write(moved, None, campaign, now)
    note_discarded(before.campaign, before.unit, before.id, now)
    return written


def list_with_heir(stored: Stored, campaign: Campaign, now: datetime) -> None:
    """Let a concluded record stand in the list of the unit that keeps it; nothing else of it changes.

    Raises:
        ConflictError: somebody else wrote meanwhile.
    """
    record = stored.record
    update(
        RecordItem(f"R#{record.id}", "R"),
        [RecordItem.gsi1pk.set(_list_of(record, campaign, now))],
        RecordItem.revision == stored.revision,
    )


def of_unit(campaign_id: str, unit: str, cursor: str | None = None) -> Page[Line]:
    """A page of a unit's records, of every track, in one query: what the unit has to do first, by due."""
    partition = f"U#{campaign_id}#{unit}"
    results = RecordItem.by_holder.query(
        partition, limit=PAGE, page_size=PAGE, last_evaluated_key=start_of(cursor, partition)
    )
    page = page_of(results)
    return Page(tuple(_line(item) for item in page.rows), page.cursor)


def all_of_unit(campaign_id: str, unit: str) -> Iterator[Line]:
    """Every record of a unit, as its list shows them: as many queries as they need."""
    return (_line(item) for item in RecordItem.by_holder.query(f"U#{campaign_id}#{unit}"))


def of_same_title(record: Record, title: str) -> Line | None:
    """Another record of the unit and track with the same title (NFC, case, spaces and final stop aside)."""
    wanted = same_title(title)
    for line in all_of_unit(record.campaign, record.unit):
        if line.track is not record.track or line.id == record.id:
            continue
        if wanted and same_title(line.title) == wanted:
            return line
    return None


def _stored(item: RecordItem) -> Stored:
    """The item without its history."""
    return Stored(
        record=msgspec.json.decode(item.data, type=rules(Track(item.kind)).record),
        draft=msgspec.json.decode(item.draft, type=dict[str, str]) if item.draft else None,
        revision=int(item.revision),
    )


def _line(item: RecordItem) -> Line:
    return Line(
        id=item.pk.removeprefix("R#"),
        track=Track(item.kind),
        number=item.number,
        title=item.title or "",
        unit=item.unit or "",
        area=item.area or "",
        state=item.state,
        outcome=Outcome(item.outcome) if item.outcome else None,
        holders=tuple((item.holder or "").split()),
        due=datetime.fromisoformat(item.due) if item.due else None,
        updated=datetime.fromisoformat(item.updated),
    )


def _write(stored: Stored, entry: Entry | None, campaign: Campaign, now: datetime) -> Stored:
    record = stored.record
    packed, kept = pack(stored.history[stored.kept :]), stored.kept
    if len(packed) > HISTORY_LIMIT:
        kept = len(stored.history) - 1
        _keep(stored, kept)
        packed = pack(stored.history[kept:])
    typed = stored.draft or {}
    waiting = tasks(record, campaign)
    due = listed.due(waiting)
    item = RecordItem(
        f"R#{record.id}",
        "R",
        gsi1pk=_list_of(record, campaign, now),
        gsi1sk=listed.place(record, waiting, now),
        number=record.number,
        kind=record.track.value,
        title=record.facts.title if record.facts else clean(typed.get("title", ""))[:_LONGEST_TITLE],
        unit=record.unit,
        area=record.facts.area if record.facts else typed.get("area", ""),
        state=record.state.value,
        outcome=record.outcome.value if record.outcome else None,
        due=due.isoformat() if due else None,
        holder=" ".join(dict.fromkeys(task.holder for task in waiting)) or None,
        updated=now.isoformat(),
        sequence=record.sequence,
        revision=stored.revision + 1,
        data=msgspec.json.encode(record).decode(),
        draft=msgspec.json.encode(stored.draft).decode() if stored.draft is not None else None,
        history=packed,
        event=events.encode(event_of(record, entry)) if entry else None,
    )
    put(item, RecordItem.revision == stored.revision if stored.revision else RecordItem.pk.does_not_exist())
    return msgspec.structs.replace(stored, revision=stored.revision + 1, kept=kept)


def _list_of(record: Record, campaign: Campaign, now: datetime) -> str:
    return f"U#{record.campaign}#{listed.whose(record, campaign, now)}"


def _keep(stored: Stored, until: int) -> None:
    """Move the entries before `until` to an item of their own, before the main item lets go of them.

    Its key says from which entry to which, so that a writer who was overtaken, and has seen fewer of them,
    never takes the place of a part that has more.
    """
    part = stored.history[stored.kept : until]
    key = f"H#{part[0].sequence:08d}-{part[-1].sequence:08d}"
    put(RecordItem(f"R#{stored.record.id}", key, history=pack(part)))
