"""An invitation: somebody was given roles in a campaign and is to hear of it, and of how to sign in."""

from datetime import datetime

from services.core.events import VERSIONS, Event
from services.core.people.person import Person


def invitation(
    person: Person, sequence: int, now: datetime, causation: str = "", occasion: str = ""
) -> Event:
    """The event that a person was invited to the roles that they are given here, all of one campaign.

    Its id follows from who is invited to what, so that the same invitation, made again, is the same event;
    an `occasion` makes it another one, to roles that are given anew, or when it is to be sent once more.
    `sequence` counts the invitations of this person.

    Raises:
        ValueError: there is no role, or the roles are of several campaigns.
    """
    campaigns = {grant.campaign for grant in person.grants}
    if len(campaigns) != 1:
        raise ValueError(f"an invitation is to roles of one campaign, not of {len(campaigns)}")
    (campaign,) = campaigns
    invited = f"{person.id}.{campaign}.{'+'.join(sorted(person.holders(campaign)))}"
    return Event(
        id=f"{invited}.{occasion}" if occasion else invited,
        type="PersonInvited",
        version=VERSIONS["PersonInvited"],
        occurred_at=now,
        campaign=campaign,
        subject=person.id,
        sequence=sequence,
        actor="system",
        causation=causation,
    )
