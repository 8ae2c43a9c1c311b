"""What an e-mail calls a record that was not handed in yet."""

from services.core.campaign.model import Track
from services.core.language.message import Message
from services.core.record.showing.wording import TRACK_NAMES
from services.core.record.tracks import words


def draft_name(track: Track, title: str) -> Message | str:
    """The title as typed; of a track that speaks of people only what kind of record it is.

    That a title names none of them is looked at when it is handed in, and an e-mail cannot be taken back.
    """
    own = words(track)
    if own.people({}):
        return TRACK_NAMES[track]
    return title or own.untitled
