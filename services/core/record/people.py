"""The people of whom a record speaks: for whom a form asks, and what facts keep of them, which is ids.

Who somebody is stands in services/core/subjects alone. A draft keeps the places of its people in their order
and what the track itself asks about each (a share), under names that begin with the place.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from services.core.form import Field, FieldValue, Problem, read
from services.core.language.message import Message, Text, Value, measured, message
from services.core.record.record import RecordFacts
from services.core.subjects.subject import Asked, Details, Kind, place_of

_PLACES, _LAST = "~people", "~last"


class PeopleAsked(msgspec.Struct, frozen=True, kw_only=True):
    """People of one kind for whom a form asks, under `title`.

    `place` is the place of the one person, or what their places begin with where there may be several
    (`author`: `author-1`, `author-2`). `one` is what each is called, `add` the button that adds one, and
    `missing` what is said where there are fewer than `least`; `needed` instead where a minor's guardian is
    awaited. `extra` are the track's own questions, and
    `so_far` says what their answers come to together, as typed so far, person by person; `twice` what is said
    where one of them stands there more than once.
    """

    kind: Kind
    place: str
    title: Message
    one: Message
    add: Message
    missing: Message
    needed: Message | None = None
    lead: Message | None = None
    least: int = 1
    most: int = 1
    extra: tuple[Field, ...] = ()
    so_far: Callable[[Sequence[Mapping[str, str]]], Message | None] = lambda _answers: None
    twice: "Callable[[Sequence[Entered]], Sequence[Message]]" = lambda _people: ()

    @property
    def anchor(self) -> str:
        """The name under which problems of these people as a whole stand in the record's form."""
        return f"people-{self.place}"

    @property
    def section(self) -> str:
        """The last part of an address: where in the record's form these people stand."""
        return f"#s-{self.anchor}"

    def has(self, place: str) -> bool:
        """Whether whoever stands at `place` is one of these."""
        return place == self.place if self.most == 1 else place.startswith(f"{self.place}-")

    def fields(self, place: str) -> tuple[Field, ...]:
        """The track's own questions about whoever stands at `place`, under the names that a draft has."""
        return tuple(msgspec.structs.replace(field, name=f"{place}-{field.name}") for field in self.extra)


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """One person of whom the facts speak; a track adds what it asks about each.

    `subject` is the id in services/core/subjects. `accounts` are the ids of the people who may sign in and
    whom it may be, found when the record was handed in: they decide nothing on it.
    """

    subject: str
    accounts: tuple[str, ...] = ()


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a draft, as read: without `details` while something is to be mended, or once erased.

    What is known of them all the same: the year in which they were `born`, and whose consent is `asked` for.
    """

    subject: str
    name: str
    details: Details | None
    problems: tuple[Problem, ...] = ()
    accounts: tuple[str, ...] = ()
    erased: bool = False
    born: int | None = None
    asked: frozenset[Asked] = frozenset()

    @property
    def place(self) -> str:
        """Where in the record's form the person stands."""
        return place_of(self.subject)


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """One person with what the track asked about them; an answer that could not be read is `None`."""

    asked: PeopleAsked
    person: Entered
    values: Mapping[str, FieldValue]


# --- a draft's part about people ---------------------------------------------------------------


def places(draft: Mapping[str, str]) -> tuple[str, ...]:
    """The places of the draft's people, in their order."""
    return tuple(draft.get(_PLACES, "").split())


def answers(draft: Mapping[str, str], asked: PeopleAsked) -> list[dict[str, str]]:
    """What the track's own questions were answered with about each of these people, under plain names."""
    return [
        {field.name: draft.get(f"{place}-{field.name}", "") for field in asked.extra}
        for place in places(draft)
        if asked.has(place)
    ]


def carried(draft: Mapping[str, str]) -> dict[str, str]:
    """What of a draft is about people; the form's own page knows nothing of it and must not lose it."""
    prefixes = tuple(f"{place}-" for place in places(draft))
    return {
        name: text for name, text in draft.items() if name in (_PLACES, _LAST) or name.startswith(prefixes)
    }


def started(named: Sequence[Named], spoken_of: Iterable[str], extras: Mapping[str, str]) -> dict[str, str]:
    """The part of a draft that changes what was handed in.

    `spoken_of` are the subjects of whom the history ever spoke: their numbers go to nobody else.
    """
    if not named:
        return {}
    last = max((_number(place_of(subject)) for subject in spoken_of), default=0)
    there = " ".join(place_of(one.subject) for one in named)
    return {_PLACES: there, _LAST: str(last), **extras}


def next_place(draft: Mapping[str, str], asked: PeopleAsked) -> str:
    """The place of the next person who is added; its number was never another's."""
    return asked.place if asked.most == 1 else f"{asked.place}-{_last(draft) + 1}"


def with_place(draft: Mapping[str, str], place: str) -> dict[str, str]:
    """The draft with a person at that place, last."""
    there = places(draft)
    if place in there:
        return dict(draft)
    return {
        **draft,
        _PLACES: " ".join((*there, place)),
        _LAST: str(max(_last(draft), _number(place))),
    }


def without_place(draft: Mapping[str, str], place: str) -> dict[str, str]:
    """The draft without that person."""
    left = " ".join(one for one in places(draft) if one != place)
    kept = {name: text for name, text in draft.items() if not name.startswith(f"{place}-")}
    return kept | {_PLACES: left}


def _last(draft: Mapping[str, str]) -> int:
    return max((int(draft.get(_LAST) or 0), *map(_number, places(draft))))


def _number(place: str) -> int:
    _, _, number = place.partition("-")
    return int(number) if number else 0


# --- from a draft to facts ---------------------------------------------------------------------


def read_people(
    asked: Sequence[PeopleAsked], typed: Mapping[str, str], people: Sequence[Entered]
) -> tuple[tuple[Given, ...], tuple[Problem, ...]]:
    """Everybody of a draft with what the track asks about them, and every problem, which names the person."""
    given: list[Given] = []
    problems: list[Problem] = []
    for group in asked:
        there = [person for person in people if group.has(person.place)]
        if len(there) < group.least:
            problems.append(Problem(group.anchor, group.missing))
        for rank, person in enumerate(there, 1):
            values, wrong = read(group.fields(person.place), typed)
            who: Message | Text = _called(group, person, rank)
            problems += (
                Problem(group.anchor, message("{who}: {what}", who=who, what=one.message))
                for one in (*person.problems, *wrong)
            )
            plain = {name.removeprefix(f"{person.place}-"): value for name, value in values.items()}
            given.append(Given(asked=group, person=person, values=plain))
    return tuple(given), tuple(problems)


def named_in(given: Sequence[Given]) -> list[dict[str, Any]]:
    """What facts keep of them, to be converted to the track's own kind of `Named`."""
    return [{"subject": one.person.subject, "accounts": one.person.accounts, **one.values} for one in given]


def _called(group: PeopleAsked, person: Entered, rank: int) -> Message | Text:
    if person.name:
        return Text(vi=person.name, en=person.name)
    return numbered(group, rank)


def numbered(group: PeopleAsked, rank: int) -> Message:
    """What one of several is called, whatever their name."""
    return message("{one} {number}", one=group.one, number=rank) if group.most > 1 else group.one


# --- from facts --------------------------------------------------------------------------------


def of_facts(facts: RecordFacts | None) -> tuple[Named, ...]:
    """Everybody of whom the facts speak, in their order."""
    found: tuple[Named, ...] = getattr(facts, "people", ())
    return found


def ids(*facts: RecordFacts | None) -> tuple[str, ...]:
    """The subjects of whom any of these facts speak, each once."""
    return tuple(dict.fromkeys(named.subject for one in facts for named in of_facts(one)))


def extra_values(group: PeopleAsked, named: Named) -> tuple[Value, ...]:
    """What the track asked about somebody, as it is shown."""
    found: list[Value] = []
    for field in group.extra:
        value: Value | None = getattr(named, field.name)
        if value is None or value == "":
            continue
        figure = value.normalize() if isinstance(value, Decimal) else value
        measure = field.measure
        found.append(measured(figure, measure) if measure else figure)
    return tuple(found)
