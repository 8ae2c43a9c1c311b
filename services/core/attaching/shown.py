"""A record's files in words, as `parts/files.html` shows them on any page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from services.core.attaching import rules, wording
from services.core.attaching.attachment import Attachment
from services.core.language.message import Message
from services.core.record.history import Entry


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One file. `path` opens it, empty where this person may not.

    `at` is when it was attached, `answers` whether it came after the record was returned. `removal` is the
    page that removes it, `stays` says why there is none; neither where nothing is removed.
    """

    id: str
    name: str
    kind: Message
    size: Message
    at: datetime
    answers: bool
    purpose: Message
    scan: Message
    shape: str
    path: str = ""
    removal: str = ""
    stays: Message | None = None


def shown(
    files: Iterable[Attachment],
    person: str,
    base: str,
    history: Sequence[Entry],
    staying: Mapping[str, Message | None] | None = None,
) -> tuple[Shown, ...]:
    """The files as a person sees them; `base` is the address of the record's files, without a final slash.

    `history` is the record's. `staying` says of each file, by its id, why it stays, where this person may
    remove all others.
    """
    there = tuple(files)
    new = {file.id for file in rules.added_after_return(there, history)}
    return tuple(
        Shown(
            id=file.id,
            name=file.name,
            kind=wording.kind_name(file.kind),
            size=wording.size_words(file.size),
            at=file.at,
            answers=file.id in new,
            purpose=wording.purpose_name(file.purpose),
            scan=wording.scan_name(file.scan),
            shape=wording.scan_shape(file.scan),
            path=f"{base}/{file.id}/open" if rules.may_open(file, person) else "",
            removal=f"{base}/{file.id}/remove" if staying and not staying[file.id] else "",
            stays=staying[file.id] if staying else None,
        )
        for file in there
    )
