"""Two people typed into the same record: where their texts part, and what becomes of it field by field.

Pure: no table, no HTTP. What somebody saved is never overwritten unseen, nor is what was just typed thrown
away: whoever comes second chooses for each field that differs.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from services.core.campaign.model import Campaign
from services.core.form import Choice, Field, Kind, Problem
from services.core.language.message import Message, Text, message
from services.core.record import filling, returning
from services.core.record.store import Stored
from services.registration.comparing import shown
from services.registration.drafting import ANSWER, asked_of, starting_text

#: The form's field that says of each difference whose text is kept: `keep-title`.
_KEEP = "keep-"

#: The form's field that says that this was asked.
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


def differences(stored: Stored, campaign: Campaign, typed: Mapping[str, str]) -> tuple[Difference, ...]:
    """Where what is stored and what was typed part; line ends and outer blanks do not count."""
    return _differing(asked_of(stored.record, campaign), stored, campaign, typed)


def left_over(stored: Stored, campaign: Campaign, typed: Mapping[str, str]) -> tuple[Difference, ...]:
    """What was typed into a form that the record no longer takes, and stands nowhere in it.

    What was said to a return is among it, though nothing may be asked any more.
    """
    track = stored.record.track
    answers = returning.answer_fields(returning.answers_in(typed), track, campaign)
    every = (*filling.fields(track, campaign), *answers, ANSWER)
    return _differing(every, stored, campaign, typed)


def _differing(
    fields: Iterable[Field], stored: Stored, campaign: Campaign, typed: Mapping[str, str]
) -> tuple[Difference, ...]:
    there = starting_text(stored, campaign)
    pairs = (
        Difference(field=field, stored=there.get(field.name, ""), typed=typed.get(field.name, ""))
        for field in fields
    )
    return tuple(pair for pair in pairs if pair.stored.split() != pair.typed.split())


def settled(
    stored: Stored, campaign: Campaign, typed: Mapping[str, str]
) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """The form with the text that was chosen for each field, and a problem for each without a choice.

    A form that asks nothing of the kind is given back as it is.
    """
    if _ASKED not in typed:
        return typed, ()
    text, problems = dict(typed), []
    for parted in differences(stored, campaign, typed):
        chosen = typed.get(parted.question.name, "")
        if chosen == Keep.THEIRS.value:
            text[parted.field.name] = parted.stored
        elif chosen != Keep.MINE.value:
            problems.append(
                Problem(
                    parted.question.name,
                    message("Choose which text to keep: {label}", label=parted.field.label),
                )
            )
    return text, tuple(problems)
