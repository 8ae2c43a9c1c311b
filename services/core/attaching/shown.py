"""A record's files in words, as `parts/files.html` shows them on any page."""

from collections.abc import Iterable

import msgspec

from services.core.attaching import rules, wording
from services.core.attaching.attachment import Attachment
from services.core.language.message import Message


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One file. `path` opens it, empty where this person may not; `removal` is the page that removes it."""

    id: str
    name: str
    kind: Message
    size: Message
    purpose: Message
    scan: Message
    shape: str
    path: str = ""
    removal: str = ""


def shown(
    files: Iterable[Attachment], person: str, base: str, removable: Iterable[Attachment] = ()
) -> tuple[Shown, ...]:
    """The files as a person sees them; `base` is the address of the record's files, without a final slash."""
    taken = {file.id for file in removable}
    return tuple(_shown(file, person, f"{base}/{file.id}", removable=file.id in taken) for file in files)


def _shown(file: Attachment, person: str, at: str, *, removable: bool) -> Shown:
    return Shown(
        id=file.id,
        name=file.name,
        kind=wording.kind_name(file.kind),
        size=wording.size_words(file.size),
        purpose=wording.purpose_name(file.purpose),
        scan=wording.scan_name(file.scan),
        shape=wording.scan_shape(file.scan),
        path=f"{at}/open" if rules.may_open(file, person) else "",
        removal=f"{at}/remove" if removable else "",
    )
