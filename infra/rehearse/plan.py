"""The real plan as if it were launched lately: deployed functions know no other clock than the real one."""

import re
from datetime import date, timedelta
from typing import Final

from services.core.campaign import file

#: How far from today each moment is put; its hour stays. Both leave a Monday and all terms enough room.
_MOVED: Final = {"launch": timedelta(weeks=-3), "registration_deadline": timedelta(weeks=3)}


def moved(text: str, today: date) -> str:
    """The text of a campaign's file, launched three weeks before `today`, its deadline three weeks after.

    Everything else stays as it is written, comments too.

    Raises:
        ValueError: the file has no such moment, or has it twice.
        services.core.campaign.file.CampaignFileError: it is no campaign, or no longer one.
    """
    for key, distance in _MOVED.items():
        line = re.compile(rf"^({key}\s*=\s*)\d{{4}}-\d\d-\d\d(?=[T ])", re.MULTILINE)
        text, found = line.subn(rf"\g<1>{today + distance:%Y-%m-%d}", text)
        if found != 1:
            raise ValueError(
                f"`{key} = <day and hour>` stands in the campaign's file {found} times, not once"
            )
    file.read(text)
    return text
