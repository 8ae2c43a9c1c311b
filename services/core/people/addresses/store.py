"""Whose an e-mail address is: by default of whoever was first known under it.

Only an address that came to somebody has an item of its own, `P#<id of the address>` / `E`: because a person
has a new one, or because a mailbox has a new official. So finding a person by what they type stays one query,
and nothing about addresses has to be kept in step while they stay as they are.
"""

import msgspec

from services.core.people import store
from services.core.people.person import Person, person_id
from services.core.people.store import PersonItem
from services.core.table import put

_KEY = "E"


def owner(address: str) -> Person | None:
    """Whoever has the e-mail address of that id (`person_id`) now; `None` where nobody has.

    One query, and a second where the address came to somebody who was first known under another.
    """
    items = PersonItem.query(f"P#{address}", PersonItem.sk >= _KEY, consistent_read=True)
    stored = {item.sk: item for item in items}
    moved = stored.pop(_KEY, None)
    to = moved.holder if moved else address
    found = store.get(to) if to != address else store.read(address, stored.values())[0]
    return found if found and found.email and person_id(found.email) == address else None


def placed(given: Person) -> Person:
    """A person of a list, which knows addresses only, under the id of whoever has their address now."""
    found = owner(person_id(given.email))
    return msgspec.structs.replace(given, id=found.id) if found else given


def came_to(address: str) -> str | None:
    """To whom the address of that id came, who may be yet to come where inviting them broke off.

    `None` where it never changed hands.
    """
    try:
        return PersonItem.get(f"P#{address}", _KEY, consistent_read=True).holder
    except PersonItem.DoesNotExist:
        return None


def claim(address: str, person: str, before: str | None) -> None:
    """Say that the address of that id is this person's now; `before` is what `came_to` said of it.

    Raises:
        ConflictError: somebody else claimed it meanwhile.
    """
    item = PersonItem(f"P#{address}", _KEY, holder=person)
    put(item, PersonItem.holder == before if before else PersonItem.pk.does_not_exist())
