"""How a work goes its way: the rules of its track."""

from services.core.record.tracks import News, Rules
from services.core.work.effects import effect_of
from services.core.work.standing import tasks
from services.core.work.transitions import TABLE
from services.core.work.who import entitled, owns, shows
from services.core.work.work import Work

RULES = Rules(
    record=Work,
    table=TABLE,
    effect=effect_of,
    entitled=entitled,
    owns=owns,
    shows=shows,
    tasks=tasks,
    news=News(
        submitted=frozenset({"WorkSubmitted", "WorkResubmitted"}),
        returned=frozenset({"WorkReturned"}),
        asked=frozenset({"WorkCompletionSentBack"}),
        decided=frozenset(
            {
                "WorkApproved",
                "WorkDeclined",
                "WorkAmended",
                "WorkAmendmentDeclined",
                "WorkVerified",
                "WorkNotAchieved",
            }
        ),
    ),
)
