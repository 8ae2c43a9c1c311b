"""Two people changed the same answers of a record: whose text is kept is asked field by field.

Pure: no table, no HTTP. What somebody saved is never overwritten unseen, nor is what was just typed thrown
away: whoever comes second chooses for each field that both changed (`merging`).
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

import msgspec

from services.core.campaign.model import Campaign
from services.core.form import Choice, Field, Kind, Problem
from services.core.language.message import Message, Text, message
from services.core.record import filling, returning
from services.core.record.store import Stored
from services.registration.comparing import shown
from services.registration.drafting import ANSWER, asked_of, starting_text
from services.registration.merging import Merged, is_as_marked

#: The form's field that says of each difference whose text is kept: `keep-title`.
_KEEP = "keep-"

#: The form's field that names those of which this was asked.
_ASKED = "parted"


class Keep(StrEnum):
    """Whose text of one field is kept."""

    THEIRS = "theirs"
    MINE = "mine"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A field in which the stored draft and what was typed differ; both as typed."""

    field: Field
    stored: str
    typed: str

    @property
    def question(self) -> Field:
        """Whose text is to be kept, asked like any other field."""
        return Field(
            name=f"{_KEEP}{self.field.name}",
            kind=Kind.CHOICE,
            label=self.field.label,
            choices=(
                Choice(Keep.THEIRS.value, message("What was saved meanwhile")),
                Choice(Keep.MINE.value, message("What you typed")),
            ),
        )

    @property
    def theirs(self) -> Message | Text | str:
        """The stored text as it is shown."""
        return shown(self.field, self.stored)

    @property
    def mine(self) -> Message | Text | str:
        """The typed text as it is shown."""
        return shown(self.field, self.typed)


def differences(
    stored: Stored, campaign: Campaign, typed: Mapping[str, str], names: Collection[str]
) -> tuple[Difference, ...]:
    """Where, of the fields of these names, what is stored and what was typed part.

    Line ends and outer blanks do not count.
    """
    asked = (field for field in asked_of(stored.record, campaign) if field.name in names)
    return differing(asked, starting_text(stored, campaign), typed)


def left_over(stored: Stored, campaign: Campaign, typed: Mapping[str, str]) -> tuple[Difference, ...]:
    """What was typed into a form that the record no longer takes, and stands nowhere in it.

    What was said to a return is among it, though nothing may be asked any more.
    """
    track = stored.record.track
    answers = returning.answer_fields(returning.answers_in(typed), track, campaign)
    every = (*filling.fields(track, campaign), *answers, ANSWER)
    return differing(every, starting_text(stored, campaign), typed)


def differing(
    fields: Iterable[Field], there: Mapping[str, str], typed: Mapping[str, str]
) -> tuple[Difference, ...]:
    """Where, of these fields, what is stored and what was typed part."""
    pairs = (
        Difference(field=field, stored=there.get(field.name, ""), typed=typed.get(field.name, ""))
        for field in fields
    )
    return tuple(pair for pair in pairs if pair.stored.split() != pair.typed.split())


def asked_in(typed: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the fields of which a form asks whose text is kept."""
    return tuple(typed.get(_ASKED, "").split())


def taken_in(merged: Merged) -> tuple[str, ...]:
    """The names of the fields that only somebody else changed, also those that a form has brought along."""
    return tuple(dict.fromkeys((*merged.text.get("taken", "").split(), *merged.taken)))


def settled(
    stored: Stored, campaign: Campaign, typed: Mapping[str, str]
) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """The form with the text that was chosen for each field, or a problem for each without a choice.

    A form that asks nothing of the kind is given back as it is. Nobody chose a text that was saved after the
    two were shown: then it is asked again (`drafting.merged`).
    """
    text, problems = dict(typed), []
    for parted in differences(stored, campaign, typed, asked_in(typed)):
        chosen = text.pop(parted.question.name, "")
        if chosen == Keep.THEIRS.value:
            if is_as_marked(parted.field, typed.get("base", ""), {parted.field.name: parted.stored}):
                text[parted.field.name] = parted.stored
        elif chosen != Keep.MINE.value:
            problems.append(
                Problem(
                    parted.question.name,
                    message("Choose which text to keep: {label}", label=parted.field.label),
                )
            )
    return (typed if problems else text), tuple(problems)
