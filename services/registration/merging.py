"""Two people changed the same answers: what each changed since they began, and where one has to choose.

A form carries a mark (a short digest) of every text from which it began, so that nothing more has to be
stored to tell who changed what. Pure: no table, no HTTP.
"""

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from services.core.form import Field, Kind

#: Bytes of a mark: two texts of one field share one by accident once in 2^48.
_SIZE = 6


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of two texts for the same fields.

    `text` has every field: what both or only one of the two changed, and of those in `asked` what was typed
    last. `taken` names the fields that only the other one changed.
    """

    text: dict[str, str]
    taken: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def marks(fields: Iterable[Field], text: Mapping[str, str]) -> str:
    """A mark for each field's text, in letters that a form and a header may carry: `title:1f… place:9c…`."""
    return " ".join(f"{field.name}:{_mark(field, text)}" for field in fields)


def is_as_marked(field: Field, base: str, text: Mapping[str, str]) -> bool:
    """Whether the field still has the text that was marked; a field without a mark has not."""
    return _read(base).get(field.name) == _mark(field, text)


def merge(fields: Iterable[Field], base: str, theirs: Mapping[str, str], mine: Mapping[str, str]) -> Merged:
    """`theirs` and `mine`, which both began from what `base` marks, put together field by field.

    Only where both changed a field, and not to the same words, somebody has to say which text it shall be.
    Without a mark it is not known who changed a field, and it counts as changed by both.
    """
    text, taken, asked = dict(mine), [], []
    for field in fields:
        own, other = _plain(field, mine), _plain(field, theirs)
        if own == other or is_as_marked(field, base, theirs):
            continue
        if is_as_marked(field, base, mine):
            text[field.name] = theirs.get(field.name, "")
            if own.split() != other.split():
                taken.append(field.name)
        elif own.split() != other.split():
            asked.append(field.name)
    return Merged(text=text, taken=tuple(taken), asked=tuple(asked))


def _read(base: str) -> dict[str, str]:
    pairs = (part.rpartition(":") for part in base.split())
    return {name: mark for name, _, mark in pairs}


def _mark(field: Field, text: Mapping[str, str]) -> str:
    return hashlib.blake2b(_plain(field, text).encode(), digest_size=_SIZE).hexdigest()


def _plain(field: Field, text: Mapping[str, str]) -> str:
    """The text without what browsers and the page's script change in it by themselves."""
    typed = text.get(field.name, "")
    if field.kind is Kind.MONEY and not typed.strip(". \u00a0\n0123456789"):
        return "".join(letter for letter in typed if letter.isdigit())
    if field.kind is Kind.TEXT:
        return typed.replace("\r\n", "\n").strip()
    return " ".join(typed.split())
