"""The roll in the table: people by name, each with their roles.

Everything is read from the index, where a profile stands under `P` by given name; a line may be a moment old,
a person's page reads the person.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from services.core.language.folding import by_given_name, fold
from services.core.people.person import Person
from services.core.people.store import EVERYBODY, PersonItem
from services.core.table import PAGE, Page, page_of, start_of

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition

#: Characters of a cursor: those that a name sorts by, two and more for a letter, and an id's.
_LONGEST_CURSOR = 600


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One person in a list; `holders` are those of the campaign that was asked for."""

    id: str
    name: str
    email: str
    home: str
    holders: tuple[str, ...]


def page(campaign: str, cursor: str | None = None) -> Page[Line]:
    """The next 25 people by given name, in one query."""
    results = PersonItem.by_holder.query(
        EVERYBODY, limit=PAGE, page_size=PAGE, last_evaluated_key=start_of(cursor, EVERYBODY)
    )
    found = page_of(results)
    return Page([_line(item, campaign) for item in found.rows], found.cursor)


def find(campaign: str, words: str, after: str = "") -> Page[Line]:
    """The next 25 people whose names hold every one of `words`, accents and capitals aside.

    It reads everybody behind `after` (the cursor of the page before) until 25 are found: 1 MB, some 2,500
    people, a call.
    """
    after = after if len(after) <= _LONGEST_CURSOR else ""
    wanted: Condition | None = None
    for word in fold(words).split():
        holds = PersonItem.title.contains(word)
        wanted = holds if wanted is None else wanted & holds
    results = PersonItem.by_holder.query(
        EVERYBODY, PersonItem.gsi1sk > after if after else None, filter_condition=wanted, limit=PAGE + 1
    )
    rows = list(results)
    return Page(
        [_line(item, campaign) for item in rows[:PAGE]], rows[PAGE - 1].gsi1sk if rows[PAGE:] else None
    )


def tally(campaign: str) -> Counter[str]:
    """How many people each holder of the campaign is, in one query of everybody (1 MB a call)."""
    counted: Counter[str] = Counter()
    for item in PersonItem.by_holder.query(EVERYBODY, attributes_to_get=["holder"]):
        counted.update(_holders(item, campaign))
    return counted


def line_of(person: Person, campaign: str) -> Line:
    """A person who was found otherwise, as a line of the same list."""
    return Line(
        id=person.id,
        name=person.name,
        email=person.email,
        home=person.home,
        holders=tuple(sorted(person.holders(campaign))),
    )


def by_name(people: Iterable[Person]) -> list[Person]:
    """People in the order of the roll."""
    return sorted(people, key=lambda person: (by_given_name(person.name), person.id))


def _line(item: PersonItem, campaign: str) -> Line:
    return Line(
        id=item.pk.removeprefix("P#"),
        name=item.name,
        email=item.email,
        home=item.home or "",
        holders=tuple(sorted(_holders(item, campaign))),
    )


def _holders(item: PersonItem, campaign: str) -> Iterator[str]:
    """The holders that a profile says the person is in `campaign`."""
    for role in (item.holder or "").split():
        of, _, holder = role.partition("#")
        if of == campaign:
            yield holder
