"""Permits in the table: one item a unit or record, with every grant it ever had, oldest first.

The newest grant is told by the item's event. Keys: docs/architecture.md, "One table".
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeAlias

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core import events
from services.core.campaign.model import Campaign
from services.core.permit import permit as rules
from services.core.permit.permit import Ended, Permit
from services.core.record.record import Record, State
from services.core.table import ConflictError, Item, again, put
from services.core.vietnam import vietnam_day

Grants: TypeAlias = tuple[Permit, ...]


class PermitItem(Item):
    """The grants of one scope as JSON; `revision` counts its writes, `event` tells of the newest grant."""

    revision = NumberAttribute()
    data = UnicodeAttribute()
    event = UnicodeAttribute()


def of_campaign(campaign: str) -> dict[str, Grants]:
    """The grants of every scope that ever had one, in one query."""
    found = PermitItem.query(_partition(campaign), consistent_read=True)
    return {item.sk: _grants(item) for item in found}


def of_scope(campaign: str, scope: str) -> Grants:
    """The grants of one unit or record, in one read."""
    item = _item(campaign, scope)
    return _grants(item) if item else ()


def late_until(campaign: Campaign, unit: str, day: date, record: str = "") -> datetime | None:
    """Until when the deadline is lifted for the unit on that day, or for its record: one call."""
    scopes = (
        *rules.for_units(campaign, unit, day),
        *((rules.for_record(record),) if record else ()),
    )
    keys = [(_partition(campaign.id), scope) for scope in scopes]
    return rules.late_until(_grants(item) for item in PermitItem.batch_get(keys, consistent_read=True))


def lifting(record: Record, campaign: Campaign, now: datetime) -> datetime | None:
    """Until when the deadline is lifted for a record.

    It is asked only where it matters: of a draft, after the deadline.
    """
    if record.state is not State.DRAFT or now <= campaign.registration_deadline:
        return None
    return late_until(campaign, record.unit, vietnam_day(now), record.id)


def grant(campaign: str, permit: Permit, seen: int, causation: str = "") -> Grants:
    """Add a grant to its scope, of which the office had seen `seen` grants, with the event that tells of it.

    The very same grant, sent once more, changes nothing.

    Raises:
        ConflictError: somebody else granted something meanwhile.
    """

    def attempt() -> Grants:
        item = _item(campaign, permit.scope)
        known = _grants(item) if item else ()
        if len(known) != seen:
            if known and msgspec.structs.replace(known[-1], at=permit.at) == permit:
                return known
            raise ConflictError(f"{permit.scope} has {len(known)} grants, not {seen}")
        grown = (*known, permit)
        told = events.encode(rules.event_of(campaign, grown, causation))
        return _write(campaign, permit.scope, grown, told, int(item.revision) if item else 0)

    return again(attempt)


def end(campaign: str, scope: str, how: Ended) -> Grants | None:
    """End the newest grant early; `None` where none is in force. Nobody is told by an event.

    Raises:
        ConflictError: others change the same scope, again and again.
    """

    def attempt() -> Grants | None:
        item = _item(campaign, scope)
        changed = rules.ended(_grants(item), how) if item else None
        if item is None or changed is None:
            return None
        return _write(campaign, scope, changed, item.event, int(item.revision))

    return again(attempt)


def _write(campaign: str, scope: str, grants: Sequence[Permit], event: str, revision: int) -> Grants:
    item = PermitItem(
        _partition(campaign),
        scope,
        revision=revision + 1,
        data=msgspec.json.encode(grants).decode(),
        event=event,
    )
    put(item, PermitItem.revision == revision if revision else PermitItem.pk.does_not_exist())
    return tuple(grants)


def _item(campaign: str, scope: str) -> PermitItem | None:
    try:
        return PermitItem.get(_partition(campaign), scope, consistent_read=True)
    except PermitItem.DoesNotExist:
        return None


def _grants(item: PermitItem) -> Grants:
    return msgspec.json.decode(item.data, type=Grants)


def _partition(campaign: str) -> str:
    return f"K#{campaign}"
