"""Subjects in the table, one item each. Keys: docs/architecture.md, "One table".

While a record is a draft, what was typed about a person is kept here as well, never in the record's draft, so
that one write takes all of it away. Personal data stand in `data`, `typed`, `name` and what a search compares
it by; the index carries the name alone, with a digest of each telephone number, and its keys carry none.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core import events
from services.core.form import clean
from services.core.language.folding import fold
from services.core.subjects import subject as subjects
from services.core.subjects.correcting import rebased
from services.core.subjects.erased import erased
from services.core.subjects.subject import Details, Erasure, Kind, Subject
from services.core.table import ByHolder, Item, again, put, update
from services.core.telephone import digits
from services.core.vietnam import vietnam_day

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition

#: Most letters of a name in a list; a draft's name is kept whole with what was typed.
_LONGEST_NAME = 200


class SubjectItem(Item):
    """One subject. `typed` is what a form holds that is not handed in; `revision` counts writes."""

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    unit = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    title = UnicodeAttribute(null=True)  # the name as a search compares it, a blank before each word
    number = UnicodeAttribute(null=True)  # a digest of each telephone number, with blanks between them
    state = UnicodeAttribute(null=True)
    updated = UnicodeAttribute(null=True)
    revision = NumberAttribute(null=True)
    data = UnicodeAttribute(null=True)
    typed = UnicodeAttribute(null=True)
    event = UnicodeAttribute(null=True)
    by_holder = ByHolder["SubjectItem"]()


class ErasedError(RuntimeError):
    """The person was erased: nothing about them is kept any more, whoever types it again."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A subject as read from the table; `typed` is as typed and not handed in, named as in `fields.py`."""

    subject: Subject
    typed: dict[str, str] | None = None
    revision: int = 0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list of people. `name` is empty once erased; `handed_in` is false while only typed."""

    id: str
    unit: str
    kind: Kind
    name: str
    handed_in: bool
    erased: bool
    updated: datetime


def new(record_id: str, place: str, campaign_id: str, unit: str, kind: Kind) -> Stored:
    """A subject that nobody has saved yet."""
    id_ = subjects.subject_id(record_id, place)
    return Stored(subject=Subject(id=id_, campaign=campaign_id, unit=unit, kind=kind))


def get(subject_id: str) -> Stored | None:
    """The subject of that id, by its key."""
    try:
        return _stored(SubjectItem.get(f"S#{subject_id}", "S", consistent_read=True))
    except SubjectItem.DoesNotExist:
        return None


def guardian_of(subject: Subject) -> Stored | None:
    """A minor's guardian, handed in or only typed, erased or not; `None` where there is none."""
    id_ = subjects.guardian_id(subject)
    return get(id_) if id_ else None


def get_many(subject_ids: Iterable[str]) -> Mapping[str, Stored]:
    """The subjects of these ids, in their order, in one call a hundred; who is not there is left out."""
    ids = dict.fromkeys(subject_ids)
    if not ids:
        return {}
    items = SubjectItem.batch_get([(f"S#{id_}", "S") for id_ in ids], consistent_read=True)
    found = {stored.subject.id: stored for stored in map(_stored, items)}
    return {id_: found[id_] for id_ in ids if id_ in found}


def save_draft(stored: Stored, typed: Mapping[str, str], now: datetime) -> Stored:
    """Keep what was typed, as typed, beside what was handed in before.

    Raises:
        ErasedError: the person was erased.
        ConflictError: somebody else saved meanwhile.
    """
    return _write(msgspec.structs.replace(stored, typed=dict(typed)), now)


def save(stored: Stored, details: Details, now: datetime, *, guardian: str | None = None) -> Stored:
    """Hand the details in; what had been typed is gone with it. `guardian` is a minor's guardian's id.

    Earlier words about being made public stay; the details add theirs where it is another one.

    Raises:
        ErasedError: the person was erased.
        ConflictError: somebody else saved meanwhile.
    """
    known = stored.subject
    subject = msgspec.structs.replace(
        known,
        details=subjects.joined(known.details, details, vietnam_day(now)),
        guardian=known.guardian if guardian is None else guardian,
    )
    return _write(msgspec.structs.replace(stored, subject=subject, typed=None), now)


def correct(stored: Stored, details: Details, now: datetime) -> Stored:
    """Put details in the place of those that were handed in; what the unit has typed since stays its own.

    Raises:
        ErasedError: the person was erased, or nothing was handed in.
        ConflictError: somebody else saved meanwhile.
    """
    known = stored.subject
    if known.details is None:
        raise ErasedError(known.id)
    typed = rebased(stored.typed, known.details, details) if stored.typed is not None else None
    subject = msgspec.structs.replace(
        known, details=subjects.joined(known.details, details, vietnam_day(now))
    )
    return _write(msgspec.structs.replace(stored, subject=subject, typed=typed), now)


def discard(stored: Stored, now: datetime, *, unspoken: bool = False) -> None:
    """Delete a person who was only typed, with the draft or the row of the form that named them.

    One whose details were handed in stays, without what was typed since: a history names them. `unspoken`
    where none does, because the record was never submitted.

    Raises:
        ConflictError: somebody else saved meanwhile.
    """
    if stored.subject.erased or (stored.subject.details and not unspoken):
        if stored.typed is not None:
            _put(msgspec.structs.replace(stored, typed=None), now)
        return
    put(
        SubjectItem(f"S#{stored.subject.id}", "S"),
        SubjectItem.pk.does_not_exist() | (SubjectItem.revision == stored.revision),
        delete=True,
    )


def erase(subject_id: str, erasure: Erasure, causation: str = "") -> Stored | None:
    """Take away everything that tells who it is, typed or handed in; id, kind and the note of it stay.

    Its event lets other stages take away their copies.

    Erasing twice is the same as once: the first note stays. `None` where there is nobody of that id.

    Raises:
        ConflictError: others write the same person all the time.
    """

    def attempt() -> Stored | None:
        stored = get(subject_id)
        if stored is None or stored.subject.erased:
            return stored
        blank = Stored(subject=subjects.erase(stored.subject, erasure), revision=stored.revision)
        return _put(blank, erasure.at, events.encode(erased(blank.subject, erasure, causation)))

    return again(attempt)


def move(subject_id: str, unit: str) -> None:
    """Let somebody be one of another unit's people, with the record that speaks of them.

    Nothing else changes, nor since when they are kept; asking again does no harm.

    Raises:
        ConflictError: others write the same person all the time.
    """

    def attempt() -> None:
        stored = get(subject_id)
        if stored is None or stored.subject.unit == unit:
            return
        subject = msgspec.structs.replace(stored.subject, unit=unit)
        update(
            SubjectItem(f"S#{subject_id}", "S"),
            [
                SubjectItem.gsi1sk.set(_place_of(subject)),
                SubjectItem.unit.set(unit),
                SubjectItem.data.set(msgspec.json.encode(subject).decode()),
                SubjectItem.revision.set(stored.revision + 1),
            ],
            SubjectItem.revision == stored.revision,
        )

    again(attempt)


def of_unit(campaign_id: str, unit: str) -> tuple[Line, ...]:
    """Everybody of whom the unit's records speak, in one query of the index."""
    return tuple(
        _line(item)
        for item in SubjectItem.by_holder.query(f"S@{campaign_id}", SubjectItem.gsi1sk.startswith(f"{unit}#"))
    )


def of_record(campaign_id: str, unit: str, record_id: str) -> tuple[str, ...]:
    """The ids of everybody of whom a unit's record speaks, a moment ago, in one query of the index."""
    found = SubjectItem.by_holder.query(
        f"S@{campaign_id}", SubjectItem.gsi1sk.startswith(f"{unit}#{record_id}.")
    )
    return tuple(item.pk.removeprefix("S#") for item in found)


def find(campaign_id: str, wanted: str, most: int, unit: str = "") -> tuple[Line, ...]:
    """The first `most` people of a campaign's records, or of one unit's, whom `wanted` finds, in one query.

    Words of the name, marks and case aside, each as it begins; or the whole telephone number, however
    written. Nothing finds nobody. It reads everybody until `most` are found: 1 MB a call.
    """
    condition: Condition | None = None
    if (number := digits(wanted)) and not any(c.isalpha() for c in wanted):
        condition = SubjectItem.number.contains(_mark(number))
    else:
        for word in fold(wanted).split():
            holds = SubjectItem.title.contains(f" {word}")
            condition = holds if condition is None else condition & holds
    if condition is None:
        return ()
    within = SubjectItem.gsi1sk.startswith(f"{unit}#") if unit else None
    return tuple(
        _line(item)
        for item in SubjectItem.by_holder.query(
            f"S@{campaign_id}", within, filter_condition=condition, limit=most
        )
    )


def _write(stored: Stored, now: datetime) -> Stored:
    if stored.subject.erased:
        raise ErasedError(stored.subject.id)
    return _put(stored, now)


def _put(stored: Stored, now: datetime, event: str | None = None) -> Stored:
    subject, name = stored.subject, _name(stored)
    item = SubjectItem(
        f"S#{subject.id}",
        "S",
        gsi1pk=f"S@{subject.campaign}",
        gsi1sk=_place_of(subject),
        unit=subject.unit,
        kind=subject.kind.value,
        name=name or None,
        title=f" {fold(name)}" if name else None,
        number=" ".join(_mark(each) for each in sorted(_telephones(stored))) or None,
        state="erased" if subject.erased else "given" if subject.details else "draft",
        updated=now.isoformat(),
        revision=stored.revision + 1,
        data=msgspec.json.encode(subject).decode(),
        typed=msgspec.json.encode(stored.typed).decode() if stored.typed is not None else None,
        event=event,
    )
    put(item, SubjectItem.revision == stored.revision if stored.revision else SubjectItem.pk.does_not_exist())
    return msgspec.structs.replace(stored, revision=stored.revision + 1)


def _place_of(subject: Subject) -> str:
    """Where somebody stands among the people of the campaign: with those of the same unit."""
    return f"{subject.unit}#{subject.id}"


def _telephones(stored: Stored) -> set[str]:
    details = stored.subject.details
    written = (details.telephone if details else "", (stored.typed or {}).get("telephone", ""))
    return {digits(text) for text in written} - {""}


def _mark(number: str) -> str:
    """By what a telephone number is found in the index, which holds none that could be read."""
    return hashlib.sha256(number.encode()).hexdigest()[:16]


def _name(stored: Stored) -> str:
    details = stored.subject.details
    return (details.name if details else clean((stored.typed or {}).get("name", "")))[:_LONGEST_NAME]


def _stored(item: SubjectItem) -> Stored:
    return Stored(
        subject=msgspec.json.decode(item.data, type=Subject),
        typed=msgspec.json.decode(item.typed, type=dict[str, str]) if item.typed else None,
        revision=int(item.revision),
    )


def _line(item: SubjectItem) -> Line:
    return Line(
        id=item.pk.removeprefix("S#"),
        unit=item.unit or "",
        kind=Kind(item.kind),
        name=item.name or "",
        handed_in=item.state != "draft",
        erased=item.state == "erased",
        updated=datetime.fromisoformat(item.updated),
    )
