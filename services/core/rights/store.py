"""Requests about personal data in the table, one item each. Keys: docs/architecture.md, "One table".

A campaign has few of them, so its list is one query of the whole partition. One that is answered is forgotten
by the table itself when its time is over.
"""

import time
from functools import partial

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core.rights.request import Request, blank
from services.core.subjects.retention import REQUEST_DAYS
from services.core.table import Item, again, put

_DAY = 24 * 3600


class RequestItem(Item):
    """One request as JSON; `revision` counts its writes."""

    revision = NumberAttribute()
    data = UnicodeAttribute()


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A request as read from the table; `revision` 0 before it is saved."""

    request: Request
    revision: int = 0


def of_campaign(campaign: str) -> tuple[Request, ...]:
    """Every request, in one query."""
    found = RequestItem.query(_partition(campaign), consistent_read=True)
    return tuple(_stored(item).request for item in found)


def get(campaign: str, request: str) -> Stored | None:
    """The request of that id, by its key."""
    try:
        return _stored(RequestItem.get(_partition(campaign), request, consistent_read=True))
    except RequestItem.DoesNotExist:
        return None


def save(stored: Stored, request: Request) -> Stored:
    """Put `request` in the place of what was read, or as a new one.

    Raises:
        ConflictError: somebody else saved meanwhile; of a new one, that it was entered already.
    """
    item = RequestItem(
        _partition(request.campaign),
        request.id,
        revision=stored.revision + 1,
        data=msgspec.json.encode(request).decode(),
        # Real seconds, like every term that the table itself keeps.
        expires=int(time.time()) + REQUEST_DAYS * _DAY if request.end else None,
    )
    condition = RequestItem.revision == stored.revision
    put(item, condition if stored.revision else RequestItem.pk.does_not_exist())
    return Stored(request=request, revision=stored.revision + 1)


def forget(campaign: str, who: str) -> None:
    """Take away who asked from every answered request about the subject, or from the account, of that id.

    One that is open keeps it until it is answered, because the answer has to reach somebody.

    Raises:
        ConflictError: others write the same request all the time.
    """
    for request in of_campaign(campaign):
        if request.end and who in (request.person, *request.subjects):
            again(partial(_forget, campaign, request.id))


def _forget(campaign: str, request: str) -> None:
    stored = get(campaign, request)
    if stored and (without := blank(stored.request)) != stored.request:
        save(stored, without)


def _partition(campaign: str) -> str:
    return f"Q#{campaign}"


def _stored(item: RequestItem) -> Stored:
    return Stored(request=msgspec.json.decode(item.data, type=Request), revision=int(item.revision))
