"""Reorganisations in the table, one item each. Keys: docs/architecture.md, "One table"."""

from datetime import datetime

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core import events
from services.core.reorganising.reorganisation import Reorganisation, Stage
from services.core.table import Item, put


class ReorganisationItem(Item):
    """One reorganisation as JSON; `revision` counts its writes."""

    revision = NumberAttribute()
    data = UnicodeAttribute()
    event = UnicodeAttribute(null=True)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A reorganisation as it stands in the table; revision 0 is one that nobody has saved yet."""

    reorganisation: Reorganisation
    revision: int = 0


def of_campaign(campaign: str) -> tuple[Reorganisation, ...]:
    """Every reorganisation of the campaign, the latest day first, in one query."""
    found = ReorganisationItem.query(_partition(campaign), consistent_read=True)
    read = (_kept(item).reorganisation for item in found)
    return tuple(sorted(read, key=lambda one: (one.day, one.made_at), reverse=True))


def get(campaign: str, reorganisation: str) -> Kept | None:
    """The one of that id; `None` if there is none."""
    try:
        item = ReorganisationItem.get(_partition(campaign), reorganisation, consistent_read=True)
    except ReorganisationItem.DoesNotExist:
        return None
    return _kept(item)


def save(kept: Kept, after: Reorganisation, event: events.Event | None = None) -> Kept:
    """Put `after` in the place of what was read, with the event that tells of it, if any.

    Raises:
        ConflictError: somebody else wrote meanwhile.
    """
    item = ReorganisationItem(
        _partition(after.campaign),
        after.id,
        revision=kept.revision + 1,
        data=msgspec.json.encode(after).decode(),
        event=events.encode(event) if event else None,
    )
    new = ReorganisationItem.pk.does_not_exist()
    put(item, ReorganisationItem.revision == kept.revision if kept.revision else new)
    return Kept(reorganisation=after, revision=kept.revision + 1)


def drop(kept: Kept) -> None:
    """Forget one that changed nothing for anybody yet.

    Raises:
        ConflictError: somebody else wrote meanwhile, or carries it out.
    """
    one = kept.reorganisation
    item = ReorganisationItem(_partition(one.campaign), one.id)
    put(item, ReorganisationItem.revision == kept.revision, delete=True)


def event_of(done: Reorganisation, now: datetime, actor: str, causation: str) -> events.Event:
    """That it was carried out: told once, however often somebody goes on with it."""
    if done.stage is not Stage.DONE:
        raise ValueError(f"{done.id} is {done.stage}: nobody is told before it is done")
    return events.Event(
        id=f"reorganisation-{done.id}",
        type="UnitsReorganised",
        version=events.VERSIONS["UnitsReorganised"],
        occurred_at=now,
        campaign=done.campaign,
        subject=done.id,
        sequence=1,
        actor=actor,
        causation=causation,
    )


def _kept(item: ReorganisationItem) -> Kept:
    return Kept(
        reorganisation=msgspec.json.decode(item.data, type=Reorganisation), revision=int(item.revision)
    )


def _partition(campaign: str) -> str:
    return f"Z#{campaign}"
