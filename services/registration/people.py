"""The people of a record's draft: read for its form, handed in with it, thrown away with it."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from services.core.form import Field, Problem, clean
from services.core.language.message import Message, Text, measured, message
from services.core.people import store as accounts
from services.core.people.addresses import store as addresses
from services.core.people.person import Person, Role, person_id
from services.core.record import people
from services.core.record.commands import Resubmit, Submit
from services.core.record.history import Entry
from services.core.record.people import Entered, PeopleAsked
from services.core.record.record import Record
from services.core.record.refusal import RefusedError
from services.core.record.showing.naming import described
from services.core.record.store import Stored
from services.core.record.tracks import words_of
from services.core.record.who import is_namesake
from services.core.subjects import fields, store
from services.core.subjects.subject import Asked, Kind, subject_id
from services.core.table import ConflictError, again
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit
from services.registration import drafting


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One person in a list of the form."""

    place: str
    name: Message | Text
    answers: tuple[tuple[Message, Message | str], ...]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The people of one kind whom the form has so far, and what is said of their answers together.

    `none` is said while there is nobody, `twice` of whoever stands there more than once.
    """

    asked: PeopleAsked
    rows: tuple[Row, ...]
    none: Message
    so_far: Message | None
    twice: tuple[Message, ...]

    @property
    def has_room(self) -> bool:
        """Whether the form takes one more."""
        return len(self.rows) < self.asked.most

    @property
    def one_more(self) -> str:
        """The last part of the address at which one more is added."""
        return one_more(self.asked)


def one_more(asked: PeopleAsked) -> str:
    """The page about one who is not in the draft yet; the name is no place, and nobody ever has it."""
    return f"{asked.place}-new" if asked.most > 1 else asked.place


def questions(asked: PeopleAsked) -> tuple[Field, ...]:
    """What is asked about each of them, then what the track asks beside it."""
    return (*fields.fields(asked.kind), *asked.extra)


def asked_of(stored: Stored, typed: Mapping[str, str]) -> tuple[PeopleAsked, ...]:
    """For whom the form asks, given what was typed."""
    return words_of(stored.record).people(typed)


def text_of(visit: Visit, stored: Stored, typed: Mapping[str, str] | None = None) -> dict[str, str]:
    """The draft with what it keeps of its people; `typed` are newer answers of the form's own page."""
    start = drafting.starting_text(stored, visit.campaign)
    return start if typed is None else {**typed, **people.carried(start)}


def known(stored: Stored, typed: Mapping[str, str]) -> Mapping[str, store.Stored]:
    """Everybody in the draft, by place; one who was added and not filled in yet is new. One call at most."""
    record = stored.record
    places = {
        place: group.kind
        for place in people.places(typed)
        for group in asked_of(stored, typed)
        if group.has(place)
    }
    found = store.get_many(subject_id(record.id, place) for place in places)
    return {
        place: found.get(subject_id(record.id, place))
        or store.new(record.id, place, record.campaign, record.unit, kind)
        for place, kind in places.items()
    }


def typed_of(subject: store.Stored) -> Mapping[str, str]:
    """What the page about somebody shows: what was typed, else what was handed in, else nothing."""
    if subject.typed is not None:
        return subject.typed
    details = subject.subject.details
    return fields.typed_from(details) if details else {}


def entered(visit: Visit, stored: Stored, typed: Mapping[str, str]) -> tuple[Entered, ...]:
    """Everybody in the draft, as read today."""
    day = vietnam_day(visit.now)
    return tuple(_entered(subject, day) for subject in known(stored, typed).values())


def _entered(subject: store.Stored, day: date) -> Entered:
    who, text = subject.subject, typed_of(subject)
    if who.erased:
        return Entered(subject=who.id, name="", details=None, erased=True)
    details, problems = fields.read(who.kind, "", text, day, who.details)
    born, asked = fields.known_of(who.kind, text, day)
    return Entered(
        subject=who.id,
        name=clean(text.get("name", "")),
        details=details,
        problems=problems,
        born=born,
        asked=asked,
    )


def groups(visit: Visit, stored: Stored, typed: Mapping[str, str]) -> tuple[Group, ...]:
    """Everybody in the draft as its pages list them, group by group."""
    day, there = vietnam_day(visit.now), known(stored, typed)
    read = {place: _entered(subject, day) for place, subject in there.items()}
    has_minor = any(Asked.GUARDIAN in one.asked for one in read.values())
    return tuple(
        Group(
            asked=asked,
            rows=tuple(
                Row(
                    place=place,
                    name=described(subject),
                    answers=(*_born(asked, read[place]), *_answers(asked, place, typed)),
                )
                for place, subject in there.items()
                if asked.has(place)
            ),
            none=asked.needed if has_minor and asked.needed else asked.missing,
            so_far=asked.so_far(people.answers(typed, asked)),
            twice=tuple(asked.twice([one for place, one in read.items() if asked.has(place)])),
        )
        for asked in asked_of(stored, typed)
    )


def _born(asked: PeopleAsked, one: Entered) -> tuple[tuple[Message, str], ...]:
    """What tells one of several from another of the same name."""
    return ((message("Year of birth"), str(one.born)),) if one.born and asked.most > 1 else ()


def _answers(
    asked: PeopleAsked, place: str, typed: Mapping[str, str]
) -> tuple[tuple[Message, Message | str], ...]:
    pairs = ((field, typed.get(field.name, "").strip()) for field in asked.fields(place))
    return tuple(
        (field.label, measured(text, field.measure) if field.measure else text)
        for field, text in pairs
        if text
    )


def known_by_id(visit: Visit, stored: Stored, typed: Mapping[str, str]) -> Mapping[str, store.Stored]:
    """Everybody in the draft, by id, as a sheet will name them once what was typed is handed in."""
    day = vietnam_day(visit.now)
    return {one.subject.id: _as_read(one, day) for one in known(stored, typed).values()}


def _as_read(subject: store.Stored, day: date) -> store.Stored:
    details = _entered(subject, day).details
    if details is None:
        return subject
    return msgspec.structs.replace(
        subject, subject=msgspec.structs.replace(subject.subject, details=details), typed=None
    )


# --- handing in --------------------------------------------------------------------------------


def command_from(
    visit: Visit, stored: Stored, typed: Mapping[str, str], *, final: bool = False
) -> tuple[Submit | Resubmit | None, tuple[Problem, ...]]:
    """What handing in these answers and the draft's people asks for, or every problem that stands in the way.

    `final` where it is handed in now: then it is looked up which accounts may be theirs.
    """
    text = text_of(visit, stored, typed)
    there = entered(visit, stored, text)
    if final:
        there = _with_accounts(stored, there)
    return drafting.command_from(stored.record, visit.campaign, text, there)


def _with_accounts(stored: Stored, there: Sequence[Entered]) -> tuple[Entered, ...]:
    """The same people with the accounts that may be theirs: whoever is named decides nothing on the record.

    An e-mail address tells who it is; without one that signs in, everybody of the unit with the same name.
    Whoever was erased keeps the accounts that were found before. One query for all, one for each address.
    """
    if not there:
        return ()
    record = stored.record
    members = accounts.holders_of(record.campaign, f"{Role.UNIT.value}:{record.unit}")
    before = {one.subject: one.accounts for one in people.of_facts(record.facts)}
    return tuple(
        msgspec.structs.replace(
            one, accounts=_accounts(one, members, record) if one.details else before.get(one.subject, ())
        )
        for one in there
    )


def _accounts(one: Entered, members: Sequence[Person], record: Record) -> tuple[str, ...]:
    email = one.details.email if one.details else ""
    owner = addresses.owner(person_id(email)) if email else None
    if owner:
        return (owner.id,)
    return tuple(sorted(person.id for person in members if is_namesake(person, one.name, record)))


def hand_in(
    visit: Visit, stored: Stored, typed: Mapping[str, str], *, foreseen: Entry | RefusedError
) -> None:
    """Hand in the details of everybody in the draft, before the record itself: then no id is without them.

    Nothing is handed in where the record is foreseen to be refused.

    Whoever is handed in as they stand is left alone, so that doing it again changes nothing.

    Raises:
        ConflictError: somebody else changed or erased one of them meanwhile.
    """
    if isinstance(foreseen, RefusedError):
        return
    there, by_place = entered(visit, stored, typed), known(stored, typed)
    guardian = next((one.subject for one in there if by_place[one.place].subject.kind is Kind.GUARDIAN), "")
    for one in there:
        subject = by_place[one.place]
        if one.details is None or (subject.typed is None and subject.subject.details):
            continue
        theirs = guardian if subject.subject.kind is Kind.CITIZEN else ""
        try:
            store.save(subject, one.details, visit.now, guardian=theirs)
        except store.ErasedError as error:
            raise ConflictError(one.subject) from error


def forget(visit: Visit, stored: Stored) -> None:
    """Take away what was typed about people and not handed in: the draft is gone, or was withdrawn.

    Of a record that was never submitted nothing is left of them at all. Doing it again takes away what was
    left when it broke off, though no draft names them any more.
    """
    record, draft = stored.record, stored.draft or {}
    there = {subject_id(record.id, place) for place in people.places(draft)}
    for one in sorted(there.union(store.of_record(record.campaign, record.unit, record.id))):
        _drop(visit, one, unspoken=record.facts is None)


def forget_discarded(visit: Visit, record_id: str, unit: str) -> None:
    """Take away everybody whom a draft of that unit named that is gone."""
    for one in store.of_record(visit.campaign.id, unit, record_id):
        _drop(visit, one, unspoken=True)


def drop(visit: Visit, stored: Stored, place: str) -> None:
    """Take away what was typed about one person of the draft."""
    _drop(visit, subject_id(stored.record.id, place), unspoken=stored.record.facts is None)


def _drop(visit: Visit, subject: str, *, unspoken: bool) -> None:
    def attempt() -> None:
        there = store.get(subject)
        if there:
            store.discard(there, visit.now, unspoken=unspoken)

    again(attempt)
