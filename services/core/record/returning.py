"""A return, field by field: what is asked beside each answer of the form, and what the unit says to it.

What is asked about the record's files is asked like one field more, after those of the form.

The general words of a return stand in `Ask.missing`; what concerns one field stands in `Ask.notes` under that
field's name. The unit answers beside it; the reviewer then sees what was asked, said and changed together.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.form import Field, Kind, clean
from services.core.language.message import Message, Value, message
from services.core.record import filling
from services.core.record.commands import Resubmit
from services.core.record.history import Entry
from services.core.record.people import Named, of_facts
from services.core.record.record import Answered, Ask, Record, RecordFacts
from services.core.record.tracks import words

#: Characters of what is asked of one field, or said to it.
_LONGEST = 1000

_NOTE, _ANSWER = "note-", "answer-"

#: What is asked about beside the fields of the form.
FILES: Final = Field(name="files", kind=Kind.TEXT, label=message("Attached files"), required=False)

#: What a return asks beside single fields.
GENERAL: Final = message("In general")


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One field that was asked about: what was asked, what was said to it, how it reads before and now.

    `of_files`: it is the record's files, which have no words.
    """

    label: Message
    asked: str
    said: str
    before: Value | None
    after: Value | None
    of_files: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the field reads otherwise than when it was returned."""
        return self.before != self.after


class Reply(StrEnum):
    """What the unit did about one request of a return so far."""

    MENDED = "mended"
    EXPLAINED = "explained"
    OPEN = "open"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request of a return, before it is answered: what was asked, what is said to it, whether it is met.

    `said` is empty for the general one.
    """

    label: Message
    asked: str
    said: str
    reply: Reply


def asked_about(track: Track, campaign: Campaign) -> tuple[Field, ...]:
    """Everything about which a return may ask: each field of the form, then the files."""
    return (*filling.fields(track, campaign), FILES)


def note_fields(track: Track, campaign: Campaign) -> tuple[Field, ...]:
    """What a reviewer may ask of each field of the form, and of the files."""
    return tuple(
        Field(
            name=f"{_NOTE}{field.name}",
            kind=Kind.TEXT,
            label=message("What has to be added or changed: {field}", field=field.label),
            required=False,
            longest=_LONGEST,
        )
        for field in asked_about(track, campaign)
    )


def notes_in(values: Mapping[str, Any]) -> dict[str, str]:
    """What was asked of each field, out of the values read of a return's form."""
    return _named(values, _NOTE)


def answer_fields(asked: Collection[str], track: Track, campaign: Campaign) -> tuple[Field, ...]:
    """What the unit may say to each field that it was `asked` about, by name, in the order of the form."""
    return tuple(
        Field(
            name=f"{_ANSWER}{field.name}",
            kind=Kind.TEXT,
            label=message("Your answer to this: {field}", field=field.label),
            required=False,
            longest=_LONGEST,
        )
        for field in asked_about(track, campaign)
        if field.name in asked
    )


def answers_in(values: Mapping[str, Any]) -> dict[str, str]:
    """What the unit said to each field, out of its form: as typed, or as read."""
    return _named(values, _ANSWER)


def _named(values: Mapping[str, Any], prefix: str) -> dict[str, str]:
    texts = {
        name.removeprefix(prefix): clean(str(text), lines=True)
        for name, text in values.items()
        if name.startswith(prefix) and text
    }
    return {name: text for name, text in texts.items() if text}


def notes_of(ask: Ask, track: Track, campaign: Campaign) -> tuple[tuple[Message, str], ...]:
    """What was asked of each field, under its label; one that the form no longer has comes last."""
    return _labelled(ask.notes, track, campaign)


def words_with(entry: Entry, track: Track, campaign: Campaign) -> tuple[tuple[Message, str], ...]:
    """What an entry asked of single fields, or said to them."""
    asked = entry.changes.get("ask")
    if asked:
        return _labelled(asked.get("notes", {}), track, campaign)
    answered = entry.changes.get("answered")
    return _labelled(answered["answers"], track, campaign) if answered else ()


def _labelled(texts: Mapping[str, str], track: Track, campaign: Campaign) -> tuple[tuple[Message, str], ...]:
    labels = {field.name: field.label for field in asked_about(track, campaign)}
    order = [*labels, *(name for name in texts if name not in labels)]
    return tuple(
        (labels.get(name, message("A field that the form no longer has")), texts[name])
        for name in order
        if name in texts
    )


def points(record: Record, before: RecordFacts | None, campaign: Campaign) -> tuple[Point, ...]:
    """Every field that the last return asked about, as it was answered; `before` are the facts returned."""
    answered, facts = record.answered, record.facts
    if answered is None or before is None or facts is None:
        return ()
    return tuple(_points(answered, before, facts, record.track, campaign))


def _points(
    answered: Answered, before: RecordFacts, after: RecordFacts, track: Track, campaign: Campaign
) -> Iterator[Point]:
    own = words(track)
    for field in asked_about(track, campaign):
        asked, of_files = answered.ask.notes.get(field.name), field is FILES
        if asked:
            yield Point(
                label=field.label,
                asked=asked,
                said=answered.answers.get(field.name, ""),
                before=None if of_files else own.value(field, before, campaign),
                after=None if of_files else own.value(field, after, campaign),
                of_files=of_files,
            )


def requests(
    record: Record, command: Resubmit, campaign: Campaign, *, files: bool, people: bool
) -> tuple[Request, ...]:
    """Every request of the return that `command` would answer, the general one first.

    `files` and `people` tell whether any file was attached, or anybody's details were changed, since. A field
    that reads otherwise is mended; the general request is as soon as anything is. The general answer explains
    that one; it has a place of its own on every page.
    """
    ask, before = record.ask, record.facts
    if ask is None or before is None:
        return ()
    own = words(record.track)
    fields = filling.fields(record.track, campaign)
    mended = {
        field.name
        for field in fields
        if own.value(field, before, campaign) != own.value(field, command.facts, campaign)
    } | ({FILES.name} if files else set())
    is_anything = bool(mended) or people or _people(before) != _people(command.facts)
    general = _reply(command.answer, is_mended=is_anything)
    found = [Request(label=GENERAL, asked=ask.missing, said="", reply=general)]
    for field in (*fields, FILES):
        said, is_mended = command.answers.get(field.name, ""), field.name in mended
        asked, reply = ask.notes.get(field.name, ""), _reply(said, is_mended=is_mended)
        found.append(Request(label=field.label, asked=asked, said=said, reply=reply))
    return tuple(one for one in found if one.asked)


def _people(facts: RecordFacts) -> tuple[Named, ...]:
    """Everybody of whom the facts speak, without their accounts, which are found when they are handed in."""
    return tuple(msgspec.structs.replace(one, accounts=()) for one in of_facts(facts))


def _reply(said: str, *, is_mended: bool) -> Reply:
    return Reply.MENDED if is_mended else Reply.EXPLAINED if said.strip() else Reply.OPEN
