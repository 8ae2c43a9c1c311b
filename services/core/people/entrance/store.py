"""Sign-in requests in the table, and how often one was tried. Keys: docs/architecture.md, "One table"."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core import table
from services.core.people.entrance.signin import MOST_ATTEMPTS, Request

#: A request outlives its ten minutes by this much, so that whoever comes late is told so.
_KEPT_AFTER = 3600


class RequestItem(table.Item):
    """A sign-in request. `event` is what the relay passes on; an unknown address has none."""

    person = UnicodeAttribute()
    browser = UnicodeAttribute()
    created = NumberAttribute()
    attempts = NumberAttribute(default=0)
    consumed = NumberAttribute(null=True)
    event = UnicodeAttribute(null=True)


class LimitItem(table.Item):
    """How often something was tried within one span of time."""

    times = NumberAttribute(default=0)


def add_request(request: Request, event: str | None) -> None:
    """Store a new request, once. `event` is the JSON of the event that makes notify send the e-mail.

    Raises:
        ConflictError: a request of that id exists.
    """
    item = RequestItem(
        pk=f"L#{request.id}",
        sk="L",
        person=request.person,
        browser=request.browser,
        created=request.created,
        expires=request.expires + _KEPT_AFTER,
        event=event,
    )
    table.put(item, RequestItem.pk.does_not_exist())


def signin_request(request: str) -> Request | None:
    """The request of that id; registration judges it, notify sends its link and code."""
    try:
        item = RequestItem.get(f"L#{request}", "L", consistent_read=True)
    except RequestItem.DoesNotExist:
        return None
    return Request(
        id=request,
        person=item.person,
        browser=item.browser,
        created=int(item.created),
        attempts=int(item.attempts),
        consumed=item.consumed is not None,
    )


def count_attempt(request: str) -> None:
    """Count one attempt at an open request, before its link or code is looked at.

    Counting first, in one atomic write, is what keeps parallel guesses within the limit.

    Raises:
        ConflictError: it was used, or its attempts are exhausted.
    """
    table.update(
        RequestItem(f"L#{request}", "L"),
        [RequestItem.attempts.add(1)],
        RequestItem.consumed.does_not_exist() & (RequestItem.attempts < MOST_ATTEMPTS),
    )


def consume(request: str, now_real: int) -> None:
    """Use a request up.

    Raises:
        ConflictError: somebody used it first.
    """
    table.update(
        RequestItem(f"L#{request}", "L"),
        [RequestItem.consumed.set(now_real)],
        RequestItem.pk.exists() & RequestItem.consumed.does_not_exist(),
    )


def count(key: str, expires: int) -> int:
    """Count one more under `key`, atomically, and say how many that makes; forgotten after `expires`."""
    item = LimitItem(f"N#{key}", "N")
    table.update(item, [LimitItem.times.add(1), LimitItem.expires.set(expires)])
    return int(item.times)
