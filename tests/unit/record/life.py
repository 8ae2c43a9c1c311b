"""A record of any track on its way: somebody gives a command, time passes, the history grows."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Generic, Self, TypeVar

from services.core.campaign import file
from services.core.campaign.model import Campaign
from services.core.people.person import Grant, Person, Role
from services.core.record.case import Case
from services.core.record.commands import Command
from services.core.record.decide import decide
from services.core.record.history import Entry, apply
from services.core.record.record import Record
from services.core.record.refusal import RefusedError
from services.core.record.store import Stored
from services.core.vietnam import VIETNAM

_FILE = Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml"

#: A Monday morning in the first week of the movement.
START = datetime(2024, 10, 7, 8, 0, tzinfo=VIETNAM)

R = TypeVar("R", bound=Record)
L = TypeVar("L")


@cache
def campaign() -> Campaign:
    """The campaign of the plan, as a first load makes it."""
    return file.read(_FILE.read_bytes())


def person(name: str, *holders: str, home: str = "elsewhere") -> Person:
    """Somebody with these holders."""
    split = [holder.partition(":") for holder in holders]
    grants = tuple(Grant(campaign="vinh-linh-70", role=Role(kind), of=of) for kind, _, of in split)
    return Person(id=name, email=f"{name}@vinh-linh.example", name=name, home=home, grants=grants)


class Life(Generic[R]):
    """One record from its first draft on, among `people`, who are named by the part they play."""

    def __init__(self, draft: R, people: Mapping[str, Person]) -> None:
        self.record = draft
        self.people = people
        self.history: tuple[Entry, ...] = ()
        self.now = START

    def case(self, who: str, command: Command | None, seat: str = "") -> Case[R]:
        """The question whether that person may give that command now."""
        return Case(
            record=self.record,
            history=self.history,
            command=command,
            person=self.people[who],
            campaign=campaign(),
            now=self.now,
            asked_seat=seat,
        )

    def do(self, who: str, command: Command) -> Self:
        """Somebody gives a command. Raises: RefusedError."""
        entry = decide(self.case(who, command))
        self.record, self.history = apply(self.record, entry), (*self.history, entry)
        return self

    def allows(self, who: str, command: Command) -> bool:
        """Whether the rules allow it."""
        try:
            decide(self.case(who, command))
        except RefusedError:
            return False
        return True

    def at(self, now: datetime) -> Self:
        """Time has passed."""
        self.now = now
        return self

    def later(self, **span: float) -> Self:
        """Time passes."""
        self.now += timedelta(**span)
        return self

    @property
    def stored(self) -> Stored[R]:
        """The record as the table would hold it."""
        return Stored(record=self.record, history=self.history)


def named(*situations: Callable[[], L]) -> dict[str, Callable[[], L]]:
    """Situations by the names of the functions that lead to them."""
    return {situation.__name__: situation for situation in situations}
