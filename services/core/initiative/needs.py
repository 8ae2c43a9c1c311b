"""The rules that the table names: each is one gate or need, and refuses with a sentence.

Source of each: domain rules ("Rules, exactly"), plan, section IV.2.2, and Decree 13/2012/NĐ-CP.
"""

from services.core.campaign.model import Track
from services.core.campaign.routing import council_for
from services.core.initiative.filing import last_day, late
from services.core.initiative.initiative import Initiative
from services.core.initiative.shares import AUTHORS, unfit
from services.core.initiative.who import owns
from services.core.language.message import message
from services.core.record.case import Case
from services.core.record.refusal import NotYoursError, RefusedError, WrongStateError
from services.core.vietnam import vietnam_day


def somebody_decides(case: Case[Initiative]) -> None:
    """The campaign names a council for initiatives."""
    if council_for(case.campaign, Track.INITIATIVE) is None:
        raise WrongStateError.because(
            message("No council decides on initiatives in this campaign. Ask the office what can be done.")
        )


def in_use(case: Case[Initiative]) -> None:
    """It is filed once it is used, not before."""
    if case.asked("facts").first_applied > case.today:
        raise RefusedError.because(message("This day has not come yet"), "first_applied")


def in_time(case: Case[Initiative]) -> None:
    """It is filed within the time of law after its first use, judged by the day of the first submission."""
    first = case.asked("facts").first_applied
    filed = vietnam_day(case.record.submitted_at or case.now)
    last = last_day(first, case.campaign, filed)
    if last is not None and filed > last:
        raise RefusedError.because(late(first, last), "first_applied")


def shares(case: Case[Initiative]) -> None:
    """There are authors, each once, and their shares make all of it."""
    people = case.asked("facts").people
    wrong = unfit([author.share for author in people]) if people else AUTHORS.missing
    if wrong is None and len({author.subject for author in people}) < len(people):
        wrong = message("An author is named twice")
    if wrong:
        raise RefusedError.because(wrong, AUTHORS.anchor)


def no_author(case: Case[Initiative]) -> None:
    """Nobody confirms, nor returns, what they made; also whoever was let in after it was handed in."""
    if case.is_named or owns(case.person, case.record):
        raise NotYoursError.because(
            message("You are one of the authors: a colleague who is no author confirms it")
        )


def still_confirmed(case: Case[Initiative]) -> bool:
    """The unit confirmed it, and whoever did is no author by what is handed in now: back to the council."""
    confirmed = [entry.actor for entry in case.history if entry.type == "InitiativeConfirmed"]
    authors = {account for author in case.asked("facts").people for account in author.accounts}
    return case.record.confirmed and confirmed[-1] not in authors
