"""The front door, and what people may change about themselves."""

from typing import TYPE_CHECKING

from chalice.app import Response

from services.core import form
from services.core.campaign.goals import goal
from services.core.campaign.legal import in_force
from services.core.initiative.filing import FILING
from services.core.language.catalogue import LANGUAGES
from services.core.people import store
from services.core.people.preference import LANGUAGE
from services.core.vietnam import vietnam_day
from services.core.web import security
from services.core.web.visit import FormOutcome, Visit

if TYPE_CHECKING:
    from services.core.language.message import Language

ME = "/registration/me"
_YEAR = 365 * 24 * 3600

ME_FIELDS = (LANGUAGE,)


def home(visit: Visit) -> Response:
    """The campaign for visitors; whoever is signed in goes where their role works."""
    if visit.signed_in and visit.links:
        return visit.go(visit.links[0].path)
    return movement(visit)


def movement(visit: Visit) -> Response:
    """What the movement is, until when, what is to be done by whom, and whom to ask; for everybody."""
    campaign = visit.campaign
    return visit.page(
        "home.html",
        campaign=campaign,
        office=campaign.unit(campaign.office),
        is_over=visit.now > campaign.registration_deadline,
        tracks={track for council in campaign.councils for track in council.tracks},
        filing=in_force(campaign, FILING, vietnam_day(visit.now)),
        goals=[(target.name, goal(target)) for target in campaign.targets],
    )


def me(visit: Visit) -> Response:
    """Name, address and language, as they are."""
    typed = {"language": visit.person.language}
    return visit.page("me.html", fields=ME_FIELDS, typed=typed, problems=(), saved="saved" in visit.query)


def save_me(visit: Visit) -> Response:
    """Change the language.

    A name stands for the person in the rules (who is in charge decides nothing): the office changes it.
    """
    visit.tell(command="ChooseLanguage")
    values, problems = form.read(ME_FIELDS, visit.form)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return visit.page("me.html", 422, fields=ME_FIELDS, typed=visit.form, problems=problems, saved=False)
    language: Language = next(known for known in LANGUAGES if known == values["language"])
    store.prefer(visit.person.id, language)
    # What this browser chose before must not outlive what the person chose now.
    visit.keep(security.LANGUAGE, language, _YEAR)
    return visit.go(f"{ME}?saved=1")
