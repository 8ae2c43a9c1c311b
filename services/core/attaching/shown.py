"""A record's files in words, as `parts/files.html` shows them on any page."""

from collections.abc import Iterable, Mapping

import msgspec

from services.core.attaching import rules, wording
from services.core.attaching.attachment import Attachment
from services.core.language.message import Message


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One file. `path` opens it, empty where this person may not.

    `removal` is the page that removes it, `stays` says why there is none; neither where nothing is removed.
    """

    id: str
    name: str
    kind: Message
    size: Message
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
    staying: Mapping[str, Message | None] | None = None,
) -> tuple[Shown, ...]:
    """The files as a person sees them; `base` is the address of the record's files, without a final slash.

    `staying` says of each file, by its id, why it stays, where this person may remove all others.
    """
    return tuple(_shown(file, person, f"{base}/{file.id}", staying) for file in files)


def _shown(file: Attachment, person: str, at: str, staying: Mapping[str, Message | None] | None) -> Shown:
    stays = staying[file.id] if staying else None
    return Shown(
        id=file.id,
        name=file.name,
        kind=wording.kind_name(file.kind),
        size=wording.size_words(file.size),
        purpose=wording.purpose_name(file.purpose),
        scan=wording.scan_name(file.scan),
        shape=wording.scan_shape(file.scan),
        path=f"{at}/open" if rules.may_open(file, person) else "",
        removal=f"{at}/remove" if staying and not stays else "",
        stays=stays,
    )
