"""The read models of the stage: one item per (record, holder), from which queues are read, and the register.

An item is a hint of where to look: a page reads the record itself, and commands never look here. Keys:
docs/architecture.md, "One table". An item without index keys is a closed place: it keeps the sequence, so
that an older piece of news cannot open it again.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core.campaign import store as campaigns
from services.core.events import Event
from services.core.record import store as works
from services.core.record.duty import Duty
from services.core.record.record import Record
from services.core.table import PAGE, ByHolder, ConflictError, Item, Page, put
from services.review import register
from services.review.board import Owed, Place, board

#: Sorts after every moment: a task without a term comes last.
_NEVER = "9999"
_CURSOR = re.compile(r"[0-9T:+.-]{4,40}#[0-9A-Za-z-]{1,64}")


class TaskItem(Item):
    """One place; `kind` is the duty."""

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    title = UnicodeAttribute(null=True)
    unit = UnicodeAttribute(null=True)
    area = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    barred = UnicodeAttribute(null=True)
    sequence = NumberAttribute()
    by_holder = ByHolder["TaskItem"]()


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One record in a queue, and for whom of the reader's holders it waits."""

    record: str
    holders: tuple[str, ...]
    owed: Owed


def project(event: Event) -> None:
    """Bring the places of the event's record, and its line in the register, up to the record as it stands.

    Hearing of the same entry twice, or of an older one after a newer, changes nothing; what was lost or went
    wrong, or was made under an earlier version of the campaign, is mended by hearing of it again.
    """
    stored = works.get(event.subject)
    if stored is None:
        return
    campaign = campaigns.current(event.campaign)
    register.keep(stored, campaign)
    places = board(stored, campaign)
    kept = {item.sk: item for item in TaskItem.query(f"T#{event.subject}", consistent_read=True)}
    for holder in sorted(kept.keys() | places.keys()):
        known = kept.get(holder)
        last = int(known.sequence) if known else 0
        # A campaign that was loaded anew may name others than those who were told, and from other entries on.
        place = places.get(holder, Place(sequence=last, owed=None))
        item = _item(stored.record, holder, place, max(place.sequence, last))
        if last <= stored.record.sequence and (known is None or known.serialize() != item.serialize()):
            _keep(item)


def waiting(campaign: str, holders: Iterable[str], after: str = "") -> Page[Line]:
    """The next records that wait for any of `holders`, due first: one query for each holder.

    `after` is the cursor of the page before; one that is none starts at the beginning. A record that waits
    for two of the holders stands there once.
    """
    start = after if _CURSOR.fullmatch(after) else ""
    found: dict[str, Line] = {}
    for holder in sorted(holders):
        results = TaskItem.by_holder.query(
            f"H#{campaign}#{holder}",
            TaskItem.gsi1sk > start if start else None,
            limit=PAGE + 1,
            page_size=PAGE + 1,
        )
        for item in results:
            line = _line(item)
            known = found.get(item.gsi1sk)
            found[item.gsi1sk] = (
                msgspec.structs.replace(known, holders=known.holders + line.holders) if known else line
            )
    keys = sorted(found)
    shown = keys[:PAGE]
    return Page([found[key] for key in shown], shown[-1] if keys[PAGE:] else None)


def _keep(item: TaskItem) -> None:
    """Store a place unless a newer one stands there: then somebody knew more than we do."""
    with suppress(ConflictError):
        put(item, TaskItem.pk.does_not_exist() | (TaskItem.sequence <= item.sequence))


def _item(record: Record, holder: str, place: Place, sequence: int) -> TaskItem:
    item = TaskItem(f"T#{record.id}", holder, holder=holder, sequence=sequence)
    if place.owed is not None:
        _fill(item, record, place.owed)
    return item


def _fill(item: TaskItem, record: Record, owed: Owed) -> None:
    due = owed.due.astimezone(UTC).isoformat() if owed.due else None
    item.gsi1pk, item.gsi1sk = f"H#{record.campaign}#{item.sk}", f"{due or _NEVER}#{record.id}"
    item.kind, item.due = owed.duty.value, due
    item.number, item.title, item.unit, item.area = owed.number, owed.title, owed.unit, owed.area
    item.barred = " ".join(owed.barred)


def _line(item: TaskItem) -> Line:
    return Line(
        record=item.pk.removeprefix("T#"),
        holders=(item.sk,),
        owed=Owed(
            duty=Duty(item.kind),
            due=datetime.fromisoformat(item.due) if item.due else None,
            number=item.number,
            title=item.title,
            unit=item.unit,
            area=item.area,
            barred=tuple((item.barred or "").split()),
        ),
    )
