"""One thing to do with a record, declared once for the link, the page and the command.

Whether it may be done now, and by whom, stands in its track (`transitions.py`) and is asked there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.campaign.succession import approvals
from services.core.form import Field
from services.core.language.message import Message
from services.core.record.case import Case
from services.core.record.commands import Command
from services.core.record.decide import acting_as
from services.core.record.returning import note_fields


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do.

    `name` is the last part of its address. `build` makes the command of the values read, for the seat that is
    asked; `start` is what the form shows first. `by_seat`: done for one seat, which the address names.
    `each_field`: something may be asked of each field of the record's form, too. `with_files`: what was
    attached and not yet reported goes with it, and `build` finds the ids under `files`.
    `beside` names the types of events on which the answer does not depend: it counts though its reader has
    not seen that somebody else did such a thing.
    `weight` says how it is offered: the one `primary` button, a `second` way, or `aside` from the others;
    `warning`: its button warns, because it cannot be undone.
    """

    name: str
    command: type[Command]
    title: Message
    lead: Message
    button: Message
    fields: tuple[Field, ...]
    build: Callable[[Campaign, str, Mapping[str, Any]], Command]
    start: Callable[[Case[Any]], dict[str, str]] = lambda _: {}
    by_seat: bool = False
    each_field: bool = False
    with_files: bool = False
    beside: frozenset[str] = frozenset()
    weight: str = "second"
    warning: bool = False

    def asked(self, track: Track, campaign: Campaign) -> tuple[Field, ...]:
        """Everything that the form of a record of that track asks."""
        return (*self.fields, *(note_fields(track, campaign) if self.each_field else ()))


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """An action that a person may take now: as which holder, and for which seat if for one."""

    action: Action
    holder: str
    seat: str = ""


def offers(actions: Iterable[Action], case: Case) -> Iterator[Offer]:
    """Everything of `actions` that the case's person may do with the record now, in their order."""
    for action in actions:
        for seat in (*(row.id for row in approvals(case.campaign)), "") if action.by_seat else ("",):
            offer = offered(action, case, seat)
            if offer:
                yield offer


def offered(action: Action, case: Case, seat: str = "") -> Offer | None:
    """The offer to take this action for this seat (empty: for none), or `None` where it is not to be had."""
    if seat and not action.by_seat:
        return None
    holder = acting_as(action.command, msgspec.structs.replace(case, asked_seat=seat))
    return Offer(action=action, holder=holder, seat=seat) if holder else None
