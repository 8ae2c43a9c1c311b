"""The term that a return for completion sets: offered in working days, ended at the campaign's hour."""

from datetime import date, datetime

from services.core.campaign import calendar
from services.core.campaign.model import Campaign
from services.core.language import formats
from services.core.record.case import Case
from services.core.vietnam import VIETNAM, vietnam_day


def end_on(day: date, campaign: Campaign) -> datetime:
    """The moment at which a term ends whose day was typed."""
    return datetime.combine(day, campaign.terms.due_hour, VIETNAM)


def usual(case: Case) -> dict[str, str]:
    """The day that the campaign gives for an answer, as the form's field `due` first shows it."""
    due = calendar.due(case.now, case.campaign.terms.answer_days, case.campaign)
    return {"due": formats.typed_day(vietnam_day(due))}
