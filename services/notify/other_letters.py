"""The e-mails that are not about a work: signing in, and a report that was issued."""

from services.core.campaign.model import Campaign
from services.core.language.message import Message, message
from services.core.people import signin
from services.core.reporting.issued import IssuedReport
from services.core.work import wording
from services.notify.letter import Button, Letter


def sign_in_letter(request: str, key: bytes, campaign: Campaign, site: str) -> Letter:
    """Link and code of a sign-in request, derived here and now under `key`; nothing secret in the subject."""
    lead = message("Sign in: {campaign}", campaign=campaign.short)
    return Letter(
        subject=lead,
        lead=lead,
        sentences=(
            message("Type this code where you asked for it, or press the button in that same browser"),
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
