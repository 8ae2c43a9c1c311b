"""Who may put citizens forward, and which council recognises them.

Source: plan, section IV.2.2 ("được địa phương công nhận và đề xuất"); decision 027. A council is the one that
the campaign file names for the track.
"""

from services.core.campaign.model import Campaign, Track, UnitKind
from services.core.campaign.routing import council_for

#: Units that are localities: communes, towns, and the quarters and villages within them.
LOCALITIES = frozenset({UnitKind.COMMUNE, UnitKind.TOWN, UnitKind.QUARTER})


def may_begin(unit: str, campaign: Campaign) -> bool:
    """Whether the unit is a locality, in a campaign in which some council recognises citizens."""
    return campaign.unit(unit).kind in LOCALITIES and council_for(campaign, Track.CITIZEN) is not None
