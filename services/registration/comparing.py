"""What a file changes in a draft, field by field, so short that a page can show many of them. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from services.core.form import Field, Kind, clean, read
from services.core.language.message import Message, Text
from services.core.record.showing.sheet import Change

#: Characters of an answer that are shown, and how many of them stand before the place where it changes.
MOST, _BEFORE = 90, 30


def changes(fields: Iterable[Field], there: Mapping[str, str], here: Mapping[str, str]) -> Iterator[Change]:
    """Every field that reads otherwise `here` than `there`, both as typed, with the part that differs."""
    for field in fields:
        old, new = there.get(field.name, ""), here.get(field.name, "")
        if not same(field, old, new):
            before, after = _pieces(*(clean(text, lines=field.kind is Kind.TEXT) for text in (old, new)))
            yield Change(
                label=field.label, before=shown(field, before) or None, after=shown(field, after) or None
            )


def same(field: Field, there: str, here: str) -> bool:
    """Whether two texts say the same: `5/2/2025` and `05/02/2025` do."""
    there, here = (clean(text, lines=field.kind is Kind.TEXT) for text in (there, here))
    if there == here:
        return True
    (old, wrong), (new, wrong_too) = (read((field,), {field.name: text}) for text in (there, here))
    return not wrong and not wrong_too and old == new


def shown(field: Field, text: str) -> Message | Text | str:
    """What was typed as it is shown: a choice by its name."""
    named = {choice.value: choice.label for choice in field.choices}
    return named.get(text, text)


def _pieces(before: str, after: str) -> tuple[str, str]:
    """Both texts; long ones from a few words before the place where they part."""
    if max(len(before), len(after)) <= MOST:
        return before, after
    parted = _parting(before, after)
    start = max(0, parted - _BEFORE)
    if start:
        # At a word, where there is one.
        start = before.find(" ", start, parted) + 1 or start
    return _piece(before, start), _piece(after, start)


def _parting(before: str, after: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))


def _piece(text: str, start: int) -> str:
    cut = text[start : start + MOST]
    return f"{'…' if start else ''}{cut}{'…' if len(text) > start + MOST else ''}"
