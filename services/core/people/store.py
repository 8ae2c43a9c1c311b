"""People and their sessions in the table.

A person's partition `P#<person>` holds the profile (`P`), one item per role (`G#…`) and one per session
(`S#…`), so that one query answers "who is this, what may they do, is the session live". Role items carry a
copy of the name, address, language, home and units, so that one query of the index says whom to write to and
whose own unit's records they would see; the profile carries one of the roles, so that one query lists people
with them. What else stands in the partition sorts before all that: what the office did with the person
(services/core/trail), what the person typed and did not send (services/core/acting), and whose the address of
this id is now (services/core/people/addresses).
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from services.core import table
from services.core.language.folding import by_given_name, fold
from services.core.language.message import Language
from services.core.people.person import Grant, Person, Role, Session, joined

if TYPE_CHECKING:
    from datetime import datetime

    from services.core.events import Event

#: Everybody, by name.
EVERYBODY = "P"

#: Where the items begin that say who somebody is and what they may do.
_WHO = "G#"


class PersonItem(table.Item):
    """Any item of a person's partition; the range key says which, and which attributes are filled."""

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    home = UnicodeAttribute(null=True)
    unit = UnicodeAttribute(null=True)  # of a role item: the units of which the person is a member
    started = NumberAttribute(null=True)
    proof = UnicodeAttribute(null=True)
    event = UnicodeAttribute(null=True)  # of the profile: the last invitation, which the relay passes on
    title = UnicodeAttribute(null=True)  # of the profile: the name as a search compares it
    holder = UnicodeAttribute(null=True)  # of the profile: each role, `<campaign>#<holder>`; of `E`: whose
    by_holder = table.ByHolder["PersonItem"]()


# --- people ------------------------------------------------------------------------------------


def save(person: Person) -> None:
    """Write the profile and exactly the person's grants; grants that are gone are removed.

    Saving the same person twice is the same as once. Sessions and the last invitation are left alone.
    """
    table.update(PersonItem(f"P#{person.id}", "P"), _described(person))
    wanted = _give(person)
    for item in PersonItem.query(f"P#{person.id}", PersonItem.sk.startswith("G#"), consistent_read=True):
        if item.sk not in wanted:
            item.delete()


def invite(person: Person, now: "datetime", causation: str = "", occasion: str = "") -> bool:
    """Give a person roles in a campaign and, by an event, let notify tell them so.

    `False` where the person's last invitation was the same (an `occasion` tells two to the same roles apart):
    then nobody is told anew. Whoever is known keeps
    the language that they chose and every role that they have; `person` adds to it. The event comes last, in
    one conditional write: whoever hears of it finds the roles, and what broke off is completed by doing it
    again.

    Raises:
        ValueError: `person` has no role, or roles of several campaigns.
        ConflictError: others change the same person all the time.
    """
    return table.again(lambda: _invited(person, now, causation, occasion))


def _invited(person: Person, now: "datetime", causation: str, occasion: str) -> bool:
    from services.core import events  # noqa: PLC0415 - pages read people, and invite nobody
    from services.core.people.invitation import invitation  # noqa: PLC0415 - the same

    whole, before = joined(get(person.id), person), _last_event(person.id)
    told = events.decode(before) if before else None
    event = invitation(person, told.sequence + 1 if told else 1, now, causation, occasion)
    new = told is None or told.id != event.id
    _give(whole)
    table.update(
        PersonItem(f"P#{person.id}", "P"),
        [*_described(whole), *([PersonItem.event.set(events.encode(event))] if new else [])],
        PersonItem.event == before if before else PersonItem.event.does_not_exist(),
    )
    return new


def invited(person: str) -> "Event | None":
    """The last invitation of that person."""
    from services.core import events  # noqa: PLC0415 - as above

    told = _last_event(person)
    return events.decode(told) if told else None


def _last_event(person: str) -> str | None:
    try:
        return PersonItem.get(f"P#{person}", "P", consistent_read=True).event
    except PersonItem.DoesNotExist:
        return None


def _give(person: Person) -> frozenset[str]:
    """Write one item for each grant; their range keys."""
    for grant in person.grants:
        holder = f"G#{grant.campaign}#{grant.holder}"
        item = _item(person, holder)
        item.gsi1pk, item.gsi1sk = holder, person.id
        item.unit = " ".join(person.of(grant.campaign, Role.UNIT)) or None
        item.save()
    return frozenset(f"G#{grant.campaign}#{grant.holder}" for grant in person.grants)


def _described(person: Person) -> list[Action]:
    """What the profile says of a person."""
    return [
        PersonItem.email.set(person.email),
        PersonItem.name.set(person.name),
        PersonItem.language.set(person.language),
        PersonItem.home.set(person.home) if person.home else PersonItem.home.remove(),
        PersonItem.title.set(fold(person.name)),
        PersonItem.holder.set(" ".join(f"{grant.campaign}#{grant.holder}" for grant in person.grants)),
        PersonItem.gsi1pk.set(EVERYBODY),
        PersonItem.gsi1sk.set(f"{by_given_name(person.name)}#{person.id}"),
    ]


def prefer(person: str, language: Language) -> None:
    """Change the language that a person reads, wherever it stands; grants and sessions stay as they are.

    Items that vanish meanwhile stay gone: a role taken away does not come back by this.
    """
    for item in PersonItem.query(f"P#{person}", PersonItem.sk >= _WHO, consistent_read=True):
        if item.sk == "P" or item.sk.startswith("G#"):
            with suppress(table.ConflictError):
                table.update(item, [PersonItem.language.set(language)], PersonItem.pk.exists())


def get(person: str) -> Person | None:
    """The person of that id with all grants, in one query."""
    return partition(person)[0]


def holders_of(campaign: str, holder: str) -> list[Person]:
    """Everyone who holds that role in that campaign, in one query of the index.

    Each comes with this grant and those of unit members in the campaign, which is what tells whether a record
    is their own; `get` gives the whole person.
    """
    kind, _, of = holder.partition(":")
    grant = Grant(campaign=campaign, role=Role(kind), of=of)
    found = []
    for row in PersonItem.by_holder.query(f"G#{campaign}#{holder}"):
        units = (Grant(campaign=campaign, role=Role.UNIT, of=unit) for unit in (row.unit or "").split())
        found.append(_person(row, tuple(dict.fromkeys((grant, *units)))))
    return found


def partition(person: str) -> tuple[Person | None, list[Session]]:
    """The person and all stored sessions, live or not, oldest first, in one strongly consistent query."""
    return read(person, PersonItem.query(f"P#{person}", PersonItem.sk >= _WHO, consistent_read=True))


def read(person: str, items: Iterable[PersonItem]) -> tuple[Person | None, list[Session]]:
    """The person and the sessions that these items of a partition are, oldest session first."""
    profile: PersonItem | None = None
    grants: list[Grant] = []
    sessions: list[Session] = []
    for item in items:
        match item.sk[:2]:
            case "P":
                profile = item
            case "G#":
                _, campaign, holder = item.sk.split("#", 2)
                kind, _, of = holder.partition(":")
                grants.append(Grant(campaign=campaign, role=Role(kind), of=of))
            case _:
                sessions.append(_session(person, item))
    sessions.sort(key=lambda session: session.started)
    return (_person(profile, tuple(grants)) if profile else None), sessions


def _item(person: Person, sort_key: str) -> PersonItem:
    return PersonItem(
        pk=f"P#{person.id}",
        sk=sort_key,
        email=person.email,
        name=person.name,
        language=person.language,
        home=person.home or None,
    )


def _person(item: PersonItem, grants: tuple[Grant, ...]) -> Person:
    return msgspec.convert(
        {
            "id": item.pk.removeprefix("P#"),
            "email": item.email,
            "name": item.name,
            "language": item.language,
            "home": item.home or "",
            "grants": grants,
        },
        Person,
    )


# --- sessions ----------------------------------------------------------------------------------


def add_session(session: Session) -> None:
    """Store a session; the table forgets it by itself when it has expired."""
    PersonItem(
        pk=f"P#{session.person}",
        sk=f"S#{session.hash}",
        started=session.started,
        expires=session.expires,
        proof=session.proof,
    ).save()


def remove_sessions(person: str, hashes: Sequence[str]) -> None:
    """Forget these sessions; one that is gone already does no harm."""
    for hash_ in hashes:
        PersonItem(f"P#{person}", f"S#{hash_}").delete()


def _session(person: str, item: PersonItem) -> Session:
    return Session(
        person=person,
        hash=item.sk.removeprefix("S#"),
        started=int(item.started or 0),
        expires=int(item.expires or 0),
        proof=item.proof or "",
    )
