"""What may be done with a record's files: how many, how large, of which kinds, when, and by whom.

Pure. Whose record it is has been asked before: everything here is among those who may see it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from services.core.attaching import content, names
from services.core.attaching.attachment import LARGEST, MOST, PICTURES, Attachment, FileKind, Purpose
from services.core.attaching.wording import size_words
from services.core.language.message import Message, message
from services.core.record.history import Entry, files_reported, files_with
from services.core.record.record import State
from services.core.uploads.scan import Scan

#: What may be added in which state; in all others nothing.
_ADDABLE: Final = {
    State.DRAFT: tuple(Purpose),
    State.RETURNED: tuple(Purpose),
    State.APPROVED: (Purpose.EVIDENCE, Purpose.PICTURE),
}

_ADVICE: Final = message(
    "Choose a PDF, a picture (JPEG, PNG, WebP, HEIC) or a document (DOCX, XLSX, PPTX, DOC, XLS, ODT)."
)


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be attached: what it is, and under which name."""

    kind: FileKind
    name: str


class Unfit(msgspec.Struct, frozen=True, kw_only=True):
    """Why a file may not be attached, and what to do instead."""

    why: Message
    advice: Message


def addable(state: State) -> tuple[Purpose, ...]:
    """What the record's unit may add files for; empty where it may add none."""
    return _ADDABLE.get(state, ())


def purposes(state: State, kind: FileKind) -> tuple[Purpose, ...]:
    """What a file of that kind can be for; what it is most likely for comes first."""
    allowed = addable(state)
    if kind not in PICTURES:
        return tuple(one for one in allowed if one is not Purpose.PICTURE)
    return tuple(sorted(allowed, key=lambda one: one is not Purpose.PICTURE))


def is_full(files: Iterable[Attachment]) -> bool:
    """Whether a record has as many files as it may have."""
    return sum(1 for _ in files) >= MOST


def judge(sent: str, size: int, beginning: bytes) -> Accepted | Unfit:
    """Whether a file may be attached. `sent` is the name it came under, `beginning` as `content` asks."""
    name = names.shown_name(sent)
    if not size and not name:
        return Unfit(why=message("No file was chosen."), advice=_ADVICE)
    if not size:
        return Unfit(
            why=message("“{name}” is empty (0 bytes).", name=name),
            advice=message("See whether it opens on your own machine, then choose it again."),
        )
    if size > LARGEST:
        return Unfit(
            why=message(
                "“{name}” is too large: it has {size}, a file may have at most {most}.",
                name=name,
                size=size_words(size),
                most=size_words(LARGEST),
            ),
            advice=message("Make the pictures in it smaller, or divide it, then choose it again."),
        )
    kind = content.kind_of(beginning)
    if isinstance(kind, Message):
        return Unfit(
            why=message("“{name}” cannot be attached: by its content it is {kind}.", name=name, kind=kind),
            advice=_ADVICE,
        )
    return Accepted(kind=kind, name=names.kept_name(sent, kind))


def attached_already(name: str, there: str) -> Unfit:
    """Why a file is not attached whose content the record has already, as the file named `there`."""
    return Unfit(
        why=message(
            "“{name}” is attached already, as “{there}”: the content is the same.", name=name, there=there
        ),
        advice=message("Choose another file. The one that is there stays as it is."),
    )


def handed_in(history: Iterable[Entry]) -> datetime | None:
    """When the record was last handed in; `None` while it never was."""
    return max((entry.at for entry in history if entry.is_handing_in), default=None)


def handed_in_with(files: Iterable[Attachment], moment: datetime | None) -> tuple[Attachment, ...]:
    """What went with the record when it was handed in at that `moment`, and with earlier ones."""
    return tuple(file for file in files if _was_given(file, moment))


def added_after_return(files: Iterable[Attachment], history: Iterable[Entry]) -> tuple[Attachment, ...]:
    """What answers the last return: attached after it, and before the record was handed in again."""
    entries = tuple(history)
    returned = max((place for place, entry in enumerate(entries) if entry.is_return), default=None)
    if returned is None:
        return ()
    since, before, until = entries[returned].at, handed_in(entries[:returned]), handed_in(entries[returned:])
    return tuple(
        file
        for file in files
        if file.at >= since and not _was_given(file, before) and (until is None or _was_given(file, until))
    )


def unreported(files: Iterable[Attachment], history: Iterable[Entry]) -> tuple[Attachment, ...]:
    """What was attached since the record was handed in and has not gone with any report that stands."""
    entries = tuple(history)
    since = handed_in(entries)
    told = files_reported(entries)
    return tuple(file for file in files if file.id not in told and not _was_given(file, since))


def stays(file: Attachment, history: Iterable[Entry]) -> Message | None:
    """Why a file stays with the record: others were given it. `None` where nobody was.

    What went with a claim that was sent back stays too: its verifier saw it, and the history names it.
    """
    entries = tuple(history)
    if _was_given(file, handed_in(entries)):
        return message("stays: it was handed in with the record")
    if any(file.id in files_with(entry) for entry in entries):
        return message("stays: it went with a report")
    return None


def may_remove(file: Attachment, state: State, history: Iterable[Entry]) -> bool:
    """Whether the unit may take a file away: while it may add some, and only what nobody else was given."""
    return state in _ADDABLE and stays(file, history) is None


def is_shown_to_others(file: Attachment, state: State, history: Iterable[Entry]) -> bool:
    """Whether whoever appraises sees that there is such a file: not as long as the unit may take it away."""
    return not may_remove(file, state, history)


def may_open(file: Attachment, person: str) -> bool:
    """Whether a person who sees the file may have it: nobody where it is infected, before that its owner."""
    return file.scan is Scan.CLEAN or (file.scan not in (Scan.INFECTED, Scan.GONE) and file.by == person)


def _was_given(file: Attachment, handed_in: datetime | None) -> bool:
    return handed_in is not None and file.at <= handed_in
