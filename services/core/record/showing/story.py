"""The history of a record in plain words: one entry, one sentence.

"Phòng Văn hóa và Thông tin thẩm định, đề nghị chấp thuận". The moment is shown beside it; what somebody wrote
stands in the entry's `reason` and is shown below the sentence, never inside it.
"""

from services.core.campaign.model import Campaign
from services.core.language.message import Message, message
from services.core.record.history import Entry
from services.core.record.showing.wording import holder_name, unit_name
from services.core.record.tracks import track_of, words


def tell(entry: Entry, campaign: Campaign) -> Message:
    """What happened, and who did it in which role."""
    track = track_of(entry.type)
    if track is None:
        raise KeyError(f"{entry.type} is of no track")
    who = holder_name(entry.holder, campaign)
    if entry.type.endswith("Moved"):
        return message(
            "{who} handed it to {unit}, which stands in the place of its unit",
            who=who,
            unit=unit_name(entry.changes["unit"], campaign),
        )
    sentence, values = words(track).tell(entry)
    return Message(sentence.sentence, {"who": who} | values)
