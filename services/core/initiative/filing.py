"""Within which time an initiative is filed, and decided on: dated rules of law of the campaign file.

Source: Decree 13/2012/NĐ-CP, articles 5 and 7; domain rules, "Fields".
"""

from datetime import date, datetime

from services.core.campaign.legal import in_force, later
from services.core.campaign.model import Campaign
from services.core.language.message import Message, message
from services.core.vietnam import end_of_day, vietnam_day

FILING, DECIDING = "initiative-filing", "initiative-deciding"


def last_day(first_applied: date, campaign: Campaign, filed: date) -> date | None:
    """The last day on which it can be filed, by the law of the day `filed`; `None` where none sets a time."""
    rule = in_force(campaign, FILING, filed)
    return later(first_applied, rule) if rule else None


def decision_due(accepted: datetime, campaign: Campaign) -> datetime | None:
    """Until when the council decides, by the law of the day of acceptance; `None` where none sets a time."""
    day = vietnam_day(accepted)
    rule = in_force(campaign, DECIDING, day)
    return end_of_day(later(day, rule)) if rule else None


def used(campaign: Campaign, name: str, moment: datetime) -> tuple[str, ...]:
    """The id of the rule of law that was asked, for the entry that rests on it."""
    rule = in_force(campaign, name, vietnam_day(moment))
    return (rule.id,) if rule else ()


def late(first_applied: date, last: date) -> Message:
    """Why an initiative is not taken any more, and what can be done."""
    return message(
        "First applied on {day}: it had to be filed by {last}. Check the day; if it is right, the initiative "
        "can no longer be filed. What is new in it since then may be filed as an initiative of its own.",
        day=first_applied,
        last=last,
    )
