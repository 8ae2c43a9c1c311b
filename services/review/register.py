"""The register: one line for every record that was ever submitted, from which the desk looks for one.

A line is a hint of where to look, as a task is (tasks.py): replaced by what is read of the record, never by
something older. Keys: docs/architecture.md, "One table". Looking for words, a unit, a state or a holder reads
the lines that are due before the ones found: 1 MB, some 2,000 of them, a call.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core.campaign.model import Campaign, Track
from services.core.language.folding import fold
from services.core.record.record import CONCLUDED, Outcome, State
from services.core.record.standing import tasks
from services.core.record.store import Stored
from services.core.table import PAGE, ByHolder, ConflictError, Item, Page, put

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition

#: Sort after every moment: what has no term, and then what is concluded.
_NEVER, _CONCLUDED = "9999", "99999"
_CURSOR = re.compile(r"[0-9T:+.-]{4,40}#[0-9A-Za-z-]{1,64}")


class LineItem(Item):
    """One record. `kind` is its track, `name` its number and title as a search compares them.

    `holder` are those who have it now, each between blanks, so that one is never found in another's name.
    """

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    number = UnicodeAttribute()
    title = UnicodeAttribute()
    name = UnicodeAttribute()
    kind = UnicodeAttribute()
    unit = UnicodeAttribute()
    area = UnicodeAttribute()
    state = UnicodeAttribute()
    outcome = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    holder = UnicodeAttribute()
    updated = UnicodeAttribute(null=True)
    sequence = NumberAttribute()
    by_holder = ByHolder["LineItem"]()


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One record in the list.

    `due` is the earliest term of those who have it now, `since` the moment of its state.
    """

    record: str
    number: str
    title: str
    track: Track
    unit: str
    area: str
    state: State
    outcome: Outcome | None
    holders: tuple[str, ...]
    due: datetime | None
    since: datetime | None


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; empty fields exclude nothing. `before`: what was due before that moment."""

    words: str = ""
    unit: str = ""
    track: str = ""
    state: str = ""
    holder: str = ""
    before: datetime | None = None


def keep(stored: Stored, campaign: Campaign) -> None:
    """Bring the record's line up to the record, unless something newer stands there; drafts have none."""
    record = stored.record
    if record.facts is None or not record.sequence:
        return
    waiting = tasks(record, campaign)
    due = min((task.due for task in waiting if task.due), default=None)
    place = due.astimezone(UTC).isoformat() if due else None
    last = _CONCLUDED if record.state in CONCLUDED else _NEVER
    item = LineItem(
        f"O#{record.id}",
        "O",
        gsi1pk=_partition(campaign.id),
        gsi1sk=f"{place or last}#{record.id}",
        number=record.number,
        title=record.facts.title,
        name=fold(f"{record.number} {record.facts.title}"),
        kind=record.track.value,
        unit=record.unit,
        area=record.facts.area,
        state=record.state.value,
        outcome=record.outcome.value if record.outcome else None,
        due=place,
        holder=f" {' '.join(dict.fromkeys(task.holder for task in waiting))} ",
        updated=record.since.isoformat() if record.since else None,
        sequence=record.sequence,
    )
    with suppress(ConflictError):
        put(item, LineItem.pk.does_not_exist() | (LineItem.sequence <= item.sequence))


def find(campaign_id: str, sought: Sought, after: str = "", most: int = PAGE) -> Page[Line]:
    """The next `most` records that are what is sought, due first; `after` is the cursor of a page."""
    wanted: Condition | None = None
    for each in _conditions(sought):
        wanted = each if wanted is None else wanted & each
    rows = list(
        LineItem.by_holder.query(
            _partition(campaign_id),
            _range(sought, after),
            filter_condition=wanted,
            limit=most + 1,
            # Without a filter the first rows are the page; with one, a call looks at as many as it may.
            page_size=most + 1 if wanted is None else None,
        )
    )
    return Page([_line(row) for row in rows[:most]], rows[most - 1].gsi1sk if rows[most:] else None)


def count_due(campaign_id: str, before: datetime) -> int:
    """How many records were due before that moment: a call for each MB of their lines, which stay there."""
    sought = Sought(before=before)
    return int(LineItem.by_holder.count(_partition(campaign_id), _range(sought, "")))


def open_of_units(campaign_id: str) -> Counter[str]:
    """How many records of each unit are not concluded, in one query: 1 MB a call."""
    lines = LineItem.by_holder.query(
        _partition(campaign_id), LineItem.gsi1sk < _CONCLUDED, attributes_to_get=["unit"]
    )
    return Counter(line.unit for line in lines)


def _range(sought: Sought, after: str) -> "Condition | None":
    """The part of the lines to read. What is due before a moment ends where that moment sorts."""
    start = after if _CURSOR.fullmatch(after) else ""
    end = sought.before.astimezone(UTC).isoformat() if sought.before else ""
    if start and end:
        # Both ends of a range belong to it, so that it begins just behind the row of the cursor.
        behind = f"{start}\0"
        return LineItem.gsi1sk.between(behind, max(behind, end))
    if end:
        return LineItem.gsi1sk < end
    return LineItem.gsi1sk > start if start else None


def _conditions(sought: Sought) -> Iterator["Condition"]:
    for word in fold(sought.words).split():
        yield LineItem.name.contains(word)
    if sought.unit:
        yield LineItem.unit == sought.unit
    if sought.track:
        yield LineItem.kind == sought.track
    if sought.state:
        yield LineItem.state == sought.state
    if sought.holder:
        yield LineItem.holder.contains(f" {sought.holder} ")


def _partition(campaign_id: str) -> str:
    return f"O#{campaign_id}"


def _line(item: LineItem) -> Line:
    return Line(
        record=item.pk.removeprefix("O#"),
        number=item.number,
        title=item.title,
        track=Track(item.kind),
        unit=item.unit,
        area=item.area,
        state=State(item.state),
        outcome=Outcome(item.outcome) if item.outcome else None,
        holders=tuple(item.holder.split()),
        due=datetime.fromisoformat(item.due) if item.due else None,
        since=datetime.fromisoformat(item.updated) if item.updated else None,
    )
