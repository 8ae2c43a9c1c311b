"""One question put to the rules: this person asks this of this work, now."""

from datetime import date, datetime
from typing import Any

import msgspec

from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.vietnam import vietnam_day
from services.core.work.commands import Command
from services.core.work.history import Entry
from services.core.work.record import Work


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a rule may look at; nothing else exists for it.

    `command` is absent while a page asks what it may offer, then `asked_seat` says for which seat.
    """

    work: Work
    history: tuple[Entry, ...]
    command: Command | None
    person: Person
    campaign: Campaign
    now: datetime
    asked_seat: str = ""

    @property
    def seat(self) -> str:
        """The seat that the command names, or about which a page asks; empty where none is concerned."""
        return getattr(self.command, "seat", self.asked_seat)

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return vietnam_day(self.now)

    def asked(self, name: str) -> Any:  # noqa: ANN401 - a need serves commands of several shapes
        """The command's attribute of that name."""
        return getattr(self.command, name)
