"""What an e-mail calls a record whose title may name somebody: not handed in yet, or its people erased."""

from typing import TypeVar

import msgspec

from services.core.campaign.model import Track
from services.core.language.catalogue import say
from services.core.language.message import Language, Message
from services.core.record.record import Record, State
from services.core.record.showing.wording import TRACK_NAMES
from services.core.record.store import Line
from services.core.record.tracks import words
from services.notify.passage import Passage

R = TypeVar("R", bound=Record)


def draft_name(track: Track, title: str) -> Message | str:
    """The title as typed; of a track that speaks of people only what kind of record it is.

    That a title names none of them is looked at when it is handed in, and an e-mail cannot be taken back.
    """
    own = words(track)
    if own.people({}):
        return TRACK_NAMES[track]
    return title or own.untitled


def line_name(line: Line, *, has_erased: bool) -> Message | str:
    """The title of a record in a list; of one whose people were erased what kind of record it is."""
    if line.state == State.DRAFT:
        return draft_name(line.track, line.title)
    return TRACK_NAMES[line.track] if has_erased else line.title


def untitled(place: Passage, language: Language) -> Passage:
    """The same passage with what kind of record it is in the place of the title.

    Once somebody was erased, nobody can look any more whether the title names them.
    """
    return msgspec.structs.replace(
        place,
        before=_untitled(place.before, language),
        after=_untitled(place.after, language),
        later=tuple(_untitled(record, language) for record in place.later),
    )


def _untitled(record: R, language: Language) -> R:
    if record.facts is None:
        return record
    title = say(TRACK_NAMES[record.track], language)
    return msgspec.structs.replace(record, facts=msgspec.structs.replace(record.facts, title=title))
