"""The campaign as it was on a day gone by, whatever was reorganised since.

Figures as of a day are the same for ever, also where a reorganisation was carried out some days after the one
from which it is in force: until then nobody had acted on it.
"""

from datetime import datetime

from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.reorganising import outcome, store


def as_of(campaign_id: str, at: datetime) -> Campaign:
    """The campaign by the version and with the units of that moment.

    A query more than `campaigns.as_of`, and only where any unit was ever reorganised.

    Raises:
        NoCampaignError: it was never loaded.
    """
    campaign = campaigns.as_of(campaign_id, at)
    if not any(unit.since or unit.until or unit.earlier for unit in campaign.units):
        return campaign
    later = [one for one in store.of_campaign(campaign_id) if one.begun_at is not None and one.begun_at > at]
    for one in sorted(later, key=lambda one: one.begun_at or at, reverse=True):
        campaign = outcome.undone(one, campaign)
    return campaign
