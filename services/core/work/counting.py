"""Which works count towards the minimum that the campaign asks of a unit (domain rules, "Counting")."""

from collections.abc import Iterable

from services.core.campaign.model import Track
from services.core.record.record import State
from services.core.record.store import Line
from services.core.work.judgement import GIVEN_UP

_UNCOUNTED = GIVEN_UP | {State.DRAFT}


def counted(lines: Iterable[Line]) -> int:
    """How many works among a unit's lines were submitted once and are now neither withdrawn nor declined."""
    return sum(line.track is Track.WORK and State(line.state) not in _UNCOUNTED for line in lines)
