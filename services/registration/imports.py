"""The edge of an import: the file in the bucket, the unit's works as they stand, drafts that are saved."""

import re
from collections.abc import Mapping

import msgspec

from services.core import uploads
from services.core.campaign.model import Track
from services.core.language.catalogue import say
from services.core.record import filling, many, store
from services.core.record.record import State
from services.core.record.showing.wording import state_name
from services.core.record.store import Line, Stored
from services.core.spreadsheet import reading, writing
from services.core.spreadsheet.opening import MOST_BYTES, too_large
from services.core.spreadsheet.sheet import Contents, UnusableFileError
from services.core.web.visit import NotFound, Visit
from services.registration import importing, records
from services.registration.comparing import same
from services.registration.importing import WRITTEN, Judged, Known, Verdict

_ID = re.compile(r"[0-9a-f]{32}")


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A file that somebody sent for one of the visitor's units; `etag` tells it from any other."""

    unit: str
    name: str
    etag: str
    data: bytes


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a file, and what it does to the unit's works as they stand; `known` are all of these."""

    contents: Contents
    rows: tuple[Judged, ...]
    stored: dict[str, Stored]
    known: tuple[Known, ...]


def key(unit: str, import_id: str) -> str:
    """Where in the bucket the file of an import lies; it is gone after a day, as all that browsers send."""
    return f"uploads/imports/{unit}/{import_id}"


def sent(visit: Visit, import_id: str) -> Sent | None:
    """The file that arrived under this id, `None` where none did; more than is read of it is not fetched.

    Raises:
        NotFound: the id is none.
        UnusableFileError: it is too large.
    """
    if not _ID.fullmatch(import_id):
        raise NotFound
    for unit in records.my_units(visit):
        found = uploads.arrived(key(unit, import_id), MOST_BYTES)
        if found is None:
            continue
        if found.size > MOST_BYTES:
            raise UnusableFileError(too_large(found.size))
        return Sent(unit=unit, name=found.name, etag=found.etag, data=found.head)
    return None


def look(visit: Visit, file: Sent) -> Looked:
    """Read the file and hold it against the unit's works.

    Raises:
        UnusableFileError: the file as a whole has to be mended.
    """
    campaign = visit.campaign
    contents = reading.read(file.data, importing.sheet(campaign, file.unit))
    lines = store.all_of_unit(campaign.id, file.unit)
    known = tuple(_known(line) for line in lines if line.track is Track.WORK)
    rows = importing.wanted(contents, campaign, file.unit, known)
    stored = store.without_history(row.record for row in rows if row.record)
    drafts = {
        record_id: (one.draft or {}) if one.record.state is State.DRAFT else None
        for record_id, one in stored.items()
    }
    judged = importing.judged(contents, rows, campaign, drafts)
    return Looked(contents=contents, rows=judged, stored=stored, known=known)


def missing(looked: Looked) -> tuple[Known, ...]:
    """The drafts that an earlier file brought and that this one does not name: nothing becomes of them."""
    others = [one.id for one in looked.known if one.is_draft and one.id not in looked.stored]
    drafts = {id_: one.draft or {} for id_, one in store.without_history(others).items()}
    return tuple(importing.missing(looked.rows, looked.known, drafts))


def held_back(visit: Visit, looked: Looked) -> tuple[Judged, ...]:
    """The rows that say something else than what was submitted: a file does not change it."""
    campaign = visit.campaign
    fields = filling.fields(Track.WORK, campaign)

    def differs(row: Judged) -> bool:
        facts = looked.stored[row.record].record.facts
        there = filling.typed_from(Track.WORK, facts, campaign) if facts else {}
        return not all(same(field, there.get(field.name, ""), row.draft[field.name]) for field in fields)

    return tuple(row for row in looked.rows if row.verdict is Verdict.SUBMITTED and differs(row))


def save(visit: Visit, unit: str, looked: Looked) -> None:
    """Save the drafts that are new or changed; where somebody else saved meanwhile, theirs stays."""
    drafts = [
        (
            looked.stored.get(row.record) or store.new(row.record, visit.campaign, unit, visit.person.id),
            row.draft,
        )
        for row in looked.rows
        if row.verdict in WRITTEN
    ]
    many.save_drafts(drafts, visit.campaign, visit.now)


def workbook(visit: Visit, unit: str, *, filled: bool) -> bytes:
    """The template, or with `filled` the unit's works in the same form, each with its number."""
    sheet = importing.sheet(visit.campaign, unit)
    if not filled:
        return writing.write(msgspec.structs.replace(sheet, told=()), visit.language)
    lines = [line for line in store.all_of_unit(visit.campaign.id, unit) if line.track is Track.WORK]
    stored = store.without_history(line.id for line in lines)
    # In the list's order; one that the index still lists may be gone.
    works = [stored[line.id] for line in lines if line.id in stored]
    rows = [_typed(one, visit) for one in works]
    fields = filling.fields(Track.WORK, visit.campaign)
    notes = {
        row[importing.NUMBER.name]: importing.digest(row, fields)
        for row, one in zip(rows, works, strict=True)
        if one.record.state is State.DRAFT
    }
    return writing.write(sheet, visit.language, rows, notes)


def _typed(stored: Stored, visit: Visit) -> Mapping[str, str]:
    """A draft as it was typed; of a record that was submitted, what was submitted. Each with its state."""
    record = stored.record
    typed = filling.typed_from(Track.WORK, record.facts, visit.campaign) if record.facts else stored.draft
    state = say(state_name(record.track, record.state, record.outcome), visit.language)
    return {**(typed or {}), importing.NUMBER.name: record.number, importing.STATE.name: state}


def _known(line: Line) -> Known:
    return Known(id=line.id, number=line.number, title=line.title, is_draft=line.state == State.DRAFT)
