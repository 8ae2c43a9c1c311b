"""How an initiative goes its way: the rules of its track."""

from services.core.initiative.effects import effect_of
from services.core.initiative.initiative import Initiative
from services.core.initiative.standing import tasks
from services.core.initiative.transitions import TABLE
from services.core.initiative.who import entitled, owns, shows
from services.core.record.tracks import News, Rules

RULES = Rules(
    record=Initiative,
    table=TABLE,
    effect=effect_of,
    entitled=entitled,
    owns=owns,
    shows=shows,
    tasks=tasks,
    news=News(
        submitted=frozenset({"InitiativeSubmitted", "InitiativeResubmitted"}),
        returned=frozenset({"InitiativeReturned"}),
        decided=frozenset({"InitiativeAccepted"}),
    ),
)
