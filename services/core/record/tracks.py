"""What a track brings along: its rules and its words. Nothing else here asks which track a record is of.

A track's room has a `rules.py` with `RULES` and a `words.py` with `WORDS`; both are imported when a record of
that track comes by, so that nobody waits for tracks that they do not touch.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.form import Field, Problem, Section
from services.core.language.message import Message, Value
from services.core.people.person import Person
from services.core.record.record import Outcome, Record, RecordFacts, State

if TYPE_CHECKING:
    from services.core.record.case import Case
    from services.core.record.commands import Command
    from services.core.record.duty import Task
    from services.core.record.effects import Effect
    from services.core.record.history import Entry
    from services.core.record.people import Given, PeopleAsked
    from services.core.record.transitions import Transition, Who


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Of which events of a track a unit hears by e-mail.

    `submitted` gives whoever handed it in a receipt. `returned` and `asked` ask something of the unit: it is
    told while that is still to be done. `decided` it hears of unless it was taken back.
    """

    submitted: frozenset[str]
    returned: frozenset[str]
    asked: frozenset[str] = frozenset()
    decided: frozenset[str]


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How the records of a track go their way.

    `entitled` names the holders of whom any one may act as `who` on the case's record; `owns` says whether a
    record is a person's own beyond having made it and being of its unit; `shows` whether it exists for
    whoever acts as one of these holders, once it was submitted. `tasks` is asked of records that are not
    concluded.
    """

    record: type[Record]
    table: "tuple[Transition, ...]"
    effect: "Callable[[Command, Case[Any]], Effect]"
    entitled: "Callable[[Who, Case[Any]], tuple[str, ...]]"
    owns: Callable[[Person, Any], bool]
    shows: Callable[[frozenset[str], Any, Campaign], bool]
    tasks: "Callable[[Any, Campaign], tuple[Task, ...]]"
    news: News


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was written about a record since: under `title` some lines, and pieces of `words`.

    `files` are the ids of attachments that went with it.
    """

    title: Message
    lines: tuple[Message, ...] = ()
    words: tuple[tuple[Message | None, str], ...] = ()
    files: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What the records of a track say of themselves, and how they are filled in.

    `begin` is on the button that begins a draft, and `may_begin` says which unit is offered it; `untitled`
    stands where a draft has no title yet. `sections`
    is the form; `across` finds problems that show only when two answers stand beside each other. `value` is
    a fact as it is shown. `tell` gives the
    sentence of an entry, and its values beside `who`.

    Of the e-mails, `headline` says what an entry means for its unit (`{what}` is the record), `quoted` how
    the words written with it are headed, and `telling` names the fields that tell records apart. `voices` are
    the words of all who had a part in what an entry completes, by holder; mostly it is one person's alone.

    `people` says for whom the form asks, given what was typed so far; facts then have `people`, a tuple of
    the track's kind of `Named`. `among` finds problems that show only when everybody is known, beside the
    values of the form. `warnings` tells early, on a day in Vietnam, what will stand in the way of handing in
    what was typed.
    """

    facts: type[RecordFacts]
    begin: Message
    untitled: Message
    sections: Callable[[Campaign], tuple[Section, ...]]
    across: Callable[[Mapping[str, Any], Campaign], Iterable[Problem]]
    value: Callable[[Field, Any, Campaign], Value | None]
    tell: "Callable[[Entry], tuple[Message, dict[str, Value]]]"
    state_names: Mapping[State, Message]
    shapes: Mapping[State, str]
    next: Mapping[State, Message]
    notes: Callable[[Any, Campaign], tuple[Note, ...]]
    headline: "Callable[[Entry, Any], Message]"
    quoted: Mapping[str, Message]
    telling: tuple[str, ...]
    voices: "Callable[[Entry, Any], Mapping[str, str]]" = lambda _entry, _after: {}
    outcome_names: Mapping[Outcome, Message] = {}
    may_begin: Callable[[str, Campaign], bool] = lambda _unit, _campaign: True
    people: "Callable[[Mapping[str, str]], tuple[PeopleAsked, ...]]" = lambda _typed: ()
    among: "Callable[[Sequence[Given], Mapping[str, Any]], Iterable[Problem]]" = lambda _given, _values: ()
    warnings: Callable[[Mapping[str, str], Campaign, date], tuple[Message, ...]] = lambda _t, _c, _d: ()


#: The tracks that there are, in the order in which a unit is offered them.
TRACKS = (Track.WORK, Track.INITIATIVE, Track.CITIZEN)

_RULES: Mapping[Track, str] = {
    Track.WORK: "services.core.work.rules",
    Track.INITIATIVE: "services.core.initiative.rules",
    Track.CITIZEN: "services.core.citizen.rules",
}
_WORDS: Mapping[Track, str] = {
    Track.WORK: "services.core.work.words",
    Track.INITIATIVE: "services.core.initiative.words",
    Track.CITIZEN: "services.core.citizen.words",
}


def rules_of(record: Record) -> Rules:
    """The rules of the record's track."""
    return rules(record.track)


def rules(track: Track) -> Rules:
    """The rules of a track."""
    found: Rules = importlib.import_module(_RULES[track]).RULES
    return found


def words_of(record: Record) -> Words:
    """The words of the record's track."""
    return words(record.track)


def words(track: Track) -> Words:
    """The words of a track."""
    found: Words = importlib.import_module(_WORDS[track]).WORDS
    return found


def track_of(event: str) -> Track | None:
    """The track of whose records events of that type tell, if any: `WorkSubmitted` is of works."""
    return next((track for track in Track if event.startswith(track.value.capitalize())), None)
