"""The record that speaks of a person: what it is, who has it now, which files it carries."""

import msgspec

from services.core.attaching import store as attaching
from services.core.attaching.attachment import Attachment
from services.core.campaign.model import Campaign
from services.core.language.message import Message
from services.core.record import store as records
from services.core.record.duty import OF_THE_UNIT
from services.core.record.showing.wording import duty, state_name
from services.core.record.standing import tasks


class About(msgspec.Struct, frozen=True, kw_only=True):
    """A record in words. `waits_for` says whose decision is awaited, one sentence each."""

    id: str
    number: str
    title: str
    state: Message
    waits_for: tuple[Message, ...]
    files: tuple[Attachment, ...]


def about(record_id: str, campaign: Campaign) -> About | None:
    """The record of that id; `None` where it is gone, as a discarded draft is."""
    stored = records.get(record_id)
    if stored is None:
        return None
    record = stored.record
    title = record.facts.title if record.facts else (stored.draft or {}).get("title", "")
    return About(
        id=record.id,
        number=record.number,
        title=title,
        state=state_name(record.track, record.state, record.outcome),
        waits_for=tuple(
            duty(task, campaign) for task in tasks(record, campaign) if task.duty not in OF_THE_UNIT
        ),
        files=attaching.of_record(record.id),
    )
