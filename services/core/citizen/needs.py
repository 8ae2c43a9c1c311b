"""The rules that the table names: each is one gate or need, and refuses with a sentence.

Source of each: plan, section IV.2.2, and domain rules ("Rules, exactly").
"""

from services.core.campaign.model import Track
from services.core.campaign.routing import council_for
from services.core.citizen.citizen import Citizen
from services.core.citizen.locality import LOCALITIES
from services.core.language.message import message
from services.core.record.case import Case
from services.core.record.refusal import RefusedError, WrongStateError


def locality(case: Case[Citizen]) -> None:
    """Only a commune, a town or a quarter puts citizens forward."""
    if case.campaign.unit(case.record.unit).kind not in LOCALITIES:
        raise WrongStateError.because(message("Only a commune, a town or a quarter puts citizens forward"))


def somebody_recognises(case: Case[Citizen]) -> None:
    """The campaign names a council for it."""
    if council_for(case.campaign, Track.CITIZEN) is None:
        raise WrongStateError.because(
            message("No council recognises citizens in this campaign. Ask the office what can be done.")
        )


def begun(case: Case[Citizen]) -> None:
    """What is put forward has been done, or has at least begun."""
    if case.asked("facts").start > case.today:
        raise RefusedError.because(message("The day lies in the future"), "start")
