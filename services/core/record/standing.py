"""Who has a record now, and until when.

Review builds its queues from it, notify finds recipients with it, and every record's page shows it. What is
awaited in which state stands with each track.
"""

from services.core.campaign.model import Campaign
from services.core.record.duty import Task
from services.core.record.record import CONCLUDED, Record
from services.core.record.tracks import rules_of


def tasks(record: Record, campaign: Campaign) -> tuple[Task, ...]:
    """Everything that is awaited from anybody now; nothing once the record is concluded."""
    return () if record.state in CONCLUDED else rules_of(record).tasks(record, campaign)
