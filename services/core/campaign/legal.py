"""Dated rules of law: which version holds on a day, and the day to which its time leads."""

import calendar
from datetime import date

from services.core.campaign.model import Campaign, LegalRule

_MONTHS_A_YEAR = 12


def in_force(campaign: Campaign, rule: str, day: date) -> LegalRule | None:
    """The version of a rule that holds on that day; `None` where the campaign file names none."""
    return next(
        (
            version
            for version in campaign.legal
            if version.rule == rule
            and version.effective <= day
            and (version.until is None or day <= version.until)
        ),
        None,
    )


def later(day: date, rule: LegalRule) -> date:
    """The same date as many years or months later as the rule says; where it is missing, the month's last.

    Raises:
        ValueError: the rule sets no time.
    """
    if rule.value is None or rule.measure is None:
        raise ValueError(f"{rule.id} sets no time")
    count = int(rule.value) * (_MONTHS_A_YEAR if rule.measure == "years" else 1)
    years, month = divmod(day.month - 1 + count, _MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
