"""A citizen's record as it stands: what a person or a household contributed (plan, section IV.2.2).

Who it is stands once, in a subject (services/core/subjects) known here by its id; nothing here names them.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from services.core.campaign.model import Track
from services.core.record.people import Named
from services.core.record.record import Record, RecordFacts


class Facts(RecordFacts, frozen=True, kw_only=True):
    """What the locality filled in, at least one of the contributions among it.

    `labour` is in days of work, `money` in whole đồng, `land` in square metres, `solution` in words. `end` is
    absent while it goes on. `evidence` says what shows it. `people` are the person or the household, and a
    minor's guardian.
    """

    description: str
    labour: Decimal | None = None
    money: int | None = None
    land: Decimal | None = None
    solution: str = ""
    start: date
    end: date | None = None
    place: str
    beneficiaries: str
    evidence: str
    people: tuple[Named, ...] = ()


class Citizen(Record, frozen=True, kw_only=True):
    """A person or a household put forward.

    `council` recognises or refuses. Its chair records that; `deputised` once the vice-chair does so instead.
    """

    track: ClassVar[Track] = Track.CITIZEN

    facts: Facts | None = None
    council: str = ""
    deputised: bool = False
