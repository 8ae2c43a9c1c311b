"""An initiative as it stands (plan, section IV.2.2; Decree 13/2012/NĐ-CP, articles 3 to 7)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from services.core.campaign.model import Track
from services.core.record.people import Named
from services.core.record.record import Record, RecordFacts


class Funding(StrEnum):
    """Whether the State paid for making the initiative."""

    STATE = "state"
    OTHER = "other"


class Author(Named, frozen=True, kw_only=True):
    """One author; `share` is what they contributed, in per cent, exact."""

    share: Decimal


class Facts(RecordFacts, frozen=True, kw_only=True):
    """What the authors filled in. `gain` is in whole đồng a year; `reach` says where else it can serve."""

    first_applied: date
    place: str
    novelty: str
    benefit: str
    gain: int | None = None
    reach: str
    funding: Funding
    people: tuple[Author, ...]


class Initiative(Record, frozen=True, kw_only=True):
    """One initiative.

    `council` is the id of the council that decides. `confirmed` once a colleague said that it is as written;
    `chaired` where the council's chair acts in its secretary's place. `accepted_at` starts the term in which
    the council decides.
    """

    track: ClassVar[Track] = Track.INITIATIVE

    facts: Facts | None = None
    council: str = ""
    confirmed: bool = False
    chaired: bool = False
    accepted_at: datetime | None = None
