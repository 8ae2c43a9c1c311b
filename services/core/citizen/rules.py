"""How a citizen's record goes its way: the rules of its track."""

from services.core.citizen.citizen import Citizen
from services.core.citizen.effects import effect_of
from services.core.citizen.standing import tasks
from services.core.citizen.transitions import TABLE
from services.core.citizen.who import entitled, owns, shows
from services.core.record.tracks import News, Rules

RULES = Rules(
    record=Citizen,
    table=TABLE,
    effect=effect_of,
    entitled=entitled,
    owns=owns,
    shows=shows,
    tasks=tasks,
    news=News(
        submitted=frozenset({"CitizenSubmitted", "CitizenResubmitted"}),
        returned=frozenset({"CitizenReturned"}),
        decided=frozenset({"CitizenRecognised", "CitizenRefused"}),
    ),
)
