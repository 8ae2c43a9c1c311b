"""Accounts that are blanked in the table. Keys: docs/architecture.md, "One table".

What a person's partition holds goes, item by item, and the profile last: erasing that broke off is completed
by doing it again. The profile stays under its id without name and address, so that a restore of an older one
finds that it was erased (infra/operate/restore.py).
"""

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from services.core import events
from services.core.people import store as people
from services.core.subjects.erased import account_erased
from services.core.subjects.subject import Erasure
from services.core.table import Item, put, update

_PROFILE, _GRANT = "P", "G#"


class ProfileItem(Item):
    """A profile that was blanked; `erased` is the note of it as JSON."""

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    title = UnicodeAttribute(null=True)
    home = UnicodeAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    started = NumberAttribute(null=True)
    erased = UnicodeAttribute(null=True)
    event = UnicodeAttribute(null=True)


class HoldsARoleError(RuntimeError):
    """The person can still act: their roles have to be ended first."""


def erase(person: str, campaign: str, erasure: Erasure, causation: str = "") -> None:
    """Blank an account, close its sessions, delete what was noted about it and typed by it. Twice is as once.

    `campaign` is the one whose office does it; the event lets other stages take away their copies.

    Raises:
        LookupError: there is nobody of that id.
        HoldsARoleError: the person holds a role in any campaign.
    """
    known = people.get(person)
    if known is None:
        raise LookupError(person)
    if known.grants:
        raise HoldsARoleError(person)
    if erased(person):
        return
    for item in ProfileItem.query(f"P#{person}", consistent_read=True):
        if item.sk.startswith(_GRANT):
            raise HoldsARoleError(person)
        if item.sk.startswith(("A#", "D#", "S#")):
            put(item, delete=True)
    update(
        ProfileItem(f"P#{person}", _PROFILE),
        [
            ProfileItem.name.set(""),
            ProfileItem.email.set(""),
            ProfileItem.title.remove(),
            ProfileItem.home.remove(),
            ProfileItem.holder.remove(),
            # No longer in the roll.
            ProfileItem.gsi1pk.remove(),
            ProfileItem.gsi1sk.remove(),
            ProfileItem.erased.set(msgspec.json.encode(erasure).decode()),
            ProfileItem.event.set(events.encode(account_erased(person, campaign, erasure, causation))),
        ],
        # An older note stays where somebody was let in under the same address since.
        ProfileItem.pk.exists() & (ProfileItem.erased.does_not_exist() | (ProfileItem.email != "")),
    )


def erased(person: str) -> Erasure | None:
    """The note that an account was erased, if it was and nobody was let in under its address since."""
    try:
        item = ProfileItem.get(f"P#{person}", _PROFILE, consistent_read=True)
    except ProfileItem.DoesNotExist:
        return None
    return msgspec.json.decode(item.erased, type=Erasure) if item.erased and not item.email else None
