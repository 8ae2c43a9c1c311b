"""How a record is returned to whoever has to complete it: one form, wherever somebody may do it."""

from collections.abc import Mapping
from typing import Any

from services.core.acting import term
from services.core.acting.action import Action
from services.core.campaign.model import Campaign
from services.core.form import Field, Kind
from services.core.language.message import Message, message
from services.core.record.commands import Return
from services.core.record.returning import notes_in

_DUE = Field(
    name="due",
    kind=Kind.DAY,
    label=message("To be answered by"),
    hint=message("A later answer is accepted and marked late"),
    longest=12,
)


def returning(title: Message, lead: Message, missing: Field, *, each_field: bool = False) -> Action:
    """The action under that title; `missing` is the field of that name, which asks what has to be added.

    `each_field`: it may be asked of each field of the record's form, too.
    """
    return Action(
        name="return",
        command=Return,
        title=title,
        lead=lead,
        button=title,
        fields=(missing, _DUE),
        build=_return,
        each_field=each_field,
        start=term.usual,
    )


def _return(campaign: Campaign, _seat: str, values: Mapping[str, Any]) -> Return:
    """The term ends at the campaign's hour of the day that was typed."""
    due = term.end_on(values["due"], campaign)
    return Return(missing=values["missing"] or "", due=due, notes=notes_in(values))
