"""The campaign file: TOML text becomes a `Campaign`, or every mistake in it by line and field.

docs/campaign-file.md is the schema for people; `model.py` is the same for the code.
"""

from services.core.campaign import rules
from services.core.campaign.model import NOT_IN_FILE, Campaign
from services.core.campaign.reading import MistakesError, Problem, read_file

__all__ = ["CampaignFileError", "Problem", "read"]


class CampaignFileError(MistakesError):
    """The file is no campaign; `problems` names every mistake, in the order of lines."""


def read(text: str | bytes) -> Campaign:
    """The campaign that a file describes. Local date-times in it are Vietnam's time.

    Raises:
        CampaignFileError: anything in it is wrong.
    """
    try:
        return read_file(text, Campaign, rules.check, hidden=NOT_IN_FILE)
    except MistakesError as error:
        raise CampaignFileError(error.problems) from error
