"""What the office corrects of somebody while the record's unit types about the same person. Pure.

A unit that completes a returned record keeps its text: the correction goes into every field that the unit
left as it was, and of the others the unit is told, until it saves the person's page again.
"""

from collections.abc import Iterator, Mapping

from services.core.form import clean
from services.core.language.message import Message, Text
from services.core.subjects.fields import fields, typed_from
from services.core.subjects.subject import Details, Kind

#: What a draft keeps beside its fields: the names of those that were corrected and typed otherwise.
_CORRECTED = "~corrected"


def rebased(typed: Mapping[str, str], before: Details, after: Details) -> dict[str, str]:
    """What was typed on top of `before`, now that `after` is held."""
    was, now = typed_from(before), typed_from(after)
    kept = {name: text for name, text in typed.items() if name != _CORRECTED}
    touched = {name for name, text in kept.items() if name in was and clean(text) != clean(was[name])}
    told = set(typed.get(_CORRECTED, "").split()) | {name for name in touched if now[name] != was[name]}
    text = {name: text if name in touched or name not in now else now[name] for name, text in kept.items()}
    both = [name for name in text if name in told and clean(text[name]) != clean(now[name])]
    return text | ({_CORRECTED: " ".join(both)} if both else {})


def corrections(
    kind: Kind, typed: Mapping[str, str] | None, held: Details | None
) -> Iterator[tuple[Message, Message | Text | str]]:
    """The fields that were corrected while the unit typed something else, each with what is held."""
    both = (typed or {}).get(_CORRECTED, "").split()
    if not held or not both:
        return
    now = typed_from(held)
    for field in fields(kind):
        if field.name in both:
            label = next((choice.label for choice in field.choices if choice.value == now[field.name]), None)
            yield field.label, label or now[field.name]
