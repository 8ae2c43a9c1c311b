"""The e-mails that are not about a record: an invitation, signing in, and a report that was issued."""

from collections.abc import Mapping
from typing import Final

from services.core.campaign.model import Campaign
from services.core.language.message import Message, message
from services.core.people.entrance import signin
from services.core.people.person import Grant, Person, Role
from services.core.record.showing import wording
from services.core.reporting.issued import IssuedReport
from services.notify.letter import Button, Letter

#: What each role is for, in the order in which somebody with several reads them.
_ROLES: Final[Mapping[Role, Message]] = {
    Role.UNIT: message("For {who} you register what it takes on, and report how it goes"),
    Role.BODY: message("For {who} you appraise works, and verify their completion"),
    Role.SEAT: message("For {who} you approve works, or decline them"),
    Role.CHAIR: message("For {who} you record, as its chair, what it decides"),
    Role.VICE_CHAIR: message("For {who} you record what it decides where its chair cannot"),
    Role.SECRETARY: message("For {who} you accept what it is to decide on"),
    Role.COUNCIL: message("For {who} you read what it decides on"),
    Role.OFFICE: message("For {who} you run the movement"),
    Role.LEADER: message("For {who} you read the dashboard, and receive reports"),
}


def invitation_letter(person: Person, campaign: Campaign, site: str) -> Letter:
    """What somebody was given to do, and how to sign in; it holds no secret and never grows old."""
    lead = message("Invitation to take part: {campaign}", campaign=campaign.short)
    grants = [grant for grant in person.grants if grant.campaign == campaign.id]
    return Letter(
        subject=lead,
        lead=lead,
        sentences=(
            message(
                "{body} invites you to take part in “{campaign}”",
                body=campaign.issuer.body,
                campaign=campaign.title,
            ),
            *(_task(grant, campaign) for role in _ROLES for grant in grants if grant.role is role),
            message(
                "To sign in, open the link below and type this e-mail address: an e-mail with a code and a "
                "link follows. There is no password"
            ),
        ),
        button=Button(label=message("Sign in"), url=f"{site}{signin.PAGE}"),
        why=message(
            "You receive this e-mail because this address was entered for you. If it is not meant for you, "
            "answer this e-mail, so that it is taken out"
        ),
    )


def _task(grant: Grant, campaign: Campaign) -> Message:
    """For whom a grant lets somebody act, and what it lets them do."""
    return Message(_ROLES[grant.role].sentence, {"who": wording.holder_name(grant.holder, campaign)})


def sign_in_letter(request: str, key: bytes, campaign: Campaign, site: str) -> Letter:
    """Link and code of a sign-in request, derived here and now under `key`; nothing secret in the subject."""
    lead = message("Sign in: {campaign}", campaign=campaign.short)
    return Letter(
        subject=lead,
        lead=lead,
        sentences=(
            message("Type this code where you asked for it, or open the link below in that same browser"),
            message(
                "Code and link can be used once, within {minutes} minutes", minutes=signin.LIFETIME // 60
            ),
        ),
        code=signin.code(request, key),
        button=Button(label=message("Sign in"), url=f"{site}{signin.link_path(request, key)}"),
        why=message(
            "Somebody asked to sign in with this address. If it was not you, do nothing: without this e-mail "
            "nobody gets in"
        ),
    )


def report_letter(
    report: IssuedReport, holder: str, campaign: Campaign, site: str, *, attached: bool
) -> Letter:
    """The key figures of a report for those who act as `holder`; `attached`: whether its files come along."""
    lead = message("{report}: figures as of {moment}", report=report.title, moment=report.moment)
    return Letter(
        subject=lead,
        lead=lead,
        sentences=(_files(attached=attached),) if report.files else (),
        figures=report.figures,
        button=Button(label=message("Open the dashboard"), url=f"{site}/report/dashboard"),
        why=message(
            "You receive this e-mail because reports are sent to {who}",
            who=wording.holder_name(holder, campaign),
        ),
    )


def _files(*, attached: bool) -> Message:
    if attached:
        return message("The rows behind these figures are attached")
    return message("The files are too large for an e-mail: open them on the dashboard")
