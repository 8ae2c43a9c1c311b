"""Where people stand on the desk, and who acts there."""

from services.core.trail.by import By
from services.core.web.visit import Visit

#: The address of the list of people; each person's page lies below.
PEOPLE = "/review/office/people"


def acting(visit: Visit) -> By:
    """The visitor, as the one of the office who acts."""
    return By(person=visit.person, campaign=visit.campaign.id, now=visit.now, causation=visit.causation)
