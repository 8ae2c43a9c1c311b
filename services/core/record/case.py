"""One question put to the rules: this person asks this of this record, now."""

from datetime import date, datetime
from typing import Any, Generic

import msgspec
from typing_extensions import TypeVar

from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record.commands import Command
from services.core.record.history import Entry
from services.core.record.record import Record
from services.core.vietnam import vietnam_day

#: The kind of record that a rule is about; most are about any.
R_co = TypeVar("R_co", bound=Record, covariant=True, default=Record)


class Case(msgspec.Struct, Generic[R_co], frozen=True, kw_only=True):
    """Everything a rule may look at; nothing else exists for it.

    `command` is absent while a page asks what it may offer, then `asked_seat` says for which seat.
    `late_until` is the moment until which the office lifts the registration deadline for this record; it is
    known only once that deadline has passed. `is_named` where one of the people of whom the record speaks is
    the person, whatever account they had when it was handed in.
    """

    record: R_co
    history: tuple[Entry, ...]
    command: Command | None
    person: Person
    campaign: Campaign
    now: datetime
    asked_seat: str = ""
    late_until: datetime | None = None
    is_named: bool = False

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
