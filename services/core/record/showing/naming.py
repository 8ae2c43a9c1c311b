"""The people of a record as its page shows them: under their names as these stand now, or without any.

Names come from services/core/subjects at the moment of showing; whoever does not bring them (an e-mail, which
nobody can take back) shows the people by their number.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from services.core.campaign.model import Campaign, Track
from services.core.language.message import Message, Text, Value, message
from services.core.record import filling
from services.core.record.people import Named, PeopleAsked, extra_values, numbered, of_facts
from services.core.record.record import RecordFacts
from services.core.record.tracks import words
from services.core.subjects import consenting, fields
from services.core.subjects.subject import place_of
from services.core.subjects.wording import name_of

if TYPE_CHECKING:
    from services.core.subjects.store import Stored

#: Subjects by id, as the table holds them; `None` where names are not to be shown.
Known: TypeAlias = "Mapping[str, Stored] | None"

Rows: TypeAlias = tuple[tuple[Message, Value | None], ...]


def rows(
    track: Track, facts: RecordFacts, campaign: Campaign, known: Known, *, contacts: bool = False
) -> Iterator[tuple[PeopleAsked, Rows]]:
    """Everybody of whom the facts speak, under what they are called, group by group.

    `contacts`: with birth and how they are reached, for those alone who fill in the form.
    """
    named = of_facts(facts)
    if not named:
        return
    for group in _asked(track, facts, campaign):
        there = [one for one in named if group.has(place_of(one.subject))]
        if there:
            yield (
                group,
                tuple(
                    row
                    for rank, one in enumerate(there, 1)
                    for row in (
                        (numbered(group, rank), _shown(group, one, known)),
                        *(_contacts(one, known) if contacts else ()),
                        *_consents(one, known),
                    )
                ),
            )


def differing(
    track: Track, before: RecordFacts, after: RecordFacts, campaign: Campaign, known: Known
) -> Iterator[tuple[Message, Value | None, Value | None]]:
    """Who was added, taken out, or has other answers beside them than before."""
    old, new = ({one.subject: one for one in of_facts(facts)} for facts in (before, after))
    if old == new:
        return
    groups = (*_asked(track, after, campaign), *_asked(track, before, campaign))
    for subject in dict.fromkeys((*old, *new)):
        group = next((group for group in groups if group.has(place_of(subject))), None)
        if group is None:
            continue
        was, now = (_shown(group, one[subject], known) if subject in one else None for one in (old, new))
        if was != now:
            yield group.one, was, now


def _asked(track: Track, facts: RecordFacts, campaign: Campaign) -> tuple[PeopleAsked, ...]:
    """For whom the form asked that these facts came from."""
    typed = filling.typed_from(track, facts, campaign) | filling.people_from(facts, ())
    return words(track).people(typed)


def described(stored: "Stored | None") -> Message | Text:
    """A person by name, with what tells them from another of that name."""
    name = name_of(stored)
    details = stored.subject.details if stored else None
    more = (details.position, details.workplace or details.address) if details else ()
    if not isinstance(name, Text):
        return name
    told = ", ".join(filter(None, (name.vi, *more)))
    return Text(vi=told, en=told)


def _contacts(named: Named, known: Known) -> Iterator[tuple[Message, Value | None]]:
    """When somebody was born and how they are reached, beneath the name."""
    subject = known[named.subject].subject if known and named.subject in known else None
    if subject and subject.details:
        yield from fields.contacts(subject.kind, subject.details)


def _consents(named: Named, known: Known) -> Iterator[tuple[Message, Value]]:
    """What somebody consented to, beneath the name."""
    stored = known.get(named.subject) if known is not None else None
    if stored:
        yield from consenting.rows(stored.subject)


def _shown(group: PeopleAsked, named: Named, known: Known) -> Value:
    extra = extra_values(group, named)
    if known is None:
        return extra[0] if extra else message("named in the record")
    who = described(known.get(named.subject))
    return message("{who}: {what}", who=who, what=extra[0]) if extra else who
