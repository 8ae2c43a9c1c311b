"""Do e-mails leave?

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from infra.deploy import mail
from infra.deploy.doctor.finding import Finding, fine, runbook, wrong
from infra.deploy.doctor.patient import Patient
from services.core.language.message import message

#: The part of a day's quota from which it is time to ask for more.
_NEARLY: Final = 0.8


def sending(patient: Patient) -> Iterator[Finding]:
    """Whether SES lets an e-mail to anybody out."""
    identity, ses = patient.mail_identity, patient.account.ses
    try:
        found = mail.state(ses, identity)
    except ses.exceptions.NotFoundException:
        yield wrong(
            message("SES does not know “{identity}”: no e-mail leaves.", identity=identity),
            message("Enter it anew: SES, Identities, Create identity."),
        )
        return
    wrongs = [wrong(trouble.why, facts=trouble.records) for trouble in mail.troubles(found)]
    yield from wrongs or [fine(message("E-mails leave as “{identity}”", identity=identity))]


def account(patient: Patient) -> Iterator[Finding]:
    """How AWS sees the account as a sender, and how much of the day's quota is used."""
    yield from judged_account(patient.account.ses.get_account())


def judged_account(found: Mapping[str, Any]) -> Iterator[Finding]:
    """SES's description of the account, judged."""
    state = found.get("EnforcementStatus", "HEALTHY")
    if state != "HEALTHY":
        yield wrong(
            message("AWS reviews how this account sends e-mails ({state}).", state=state), runbook("Bounces")
        )
    quota = found.get("SendQuota", {})
    most, sent = int(quota.get("Max24HourSend", -1)), int(quota.get("SentLast24Hours", 0))
    values = {"sent": sent, "most": most}
    if most >= 0 and sent >= most * _NEARLY:  # -1: as many as one likes
        yield wrong(
            message("E-mails in the last 24 hours: {sent} of {most} that the account may send.", **values),
            runbook("When no e-mail leaves"),
        )
    elif state == "HEALTHY":
        yield fine(message("E-mails in the last 24 hours: {sent} of {most}", **values))


def configuration(patient: Patient) -> Iterator[Finding]:
    """Whether somebody has stopped what is sent by this installation."""
    name, ses = patient.installation.name, patient.account.ses
    try:
        found = ses.get_configuration_set(ConfigurationSetName=name)
    except ses.exceptions.NotFoundException:
        yield wrong(
            message("The configuration set {name} is gone: no e-mail leaves.", name=name),
            message("Make it anew as infra/core.yaml says."),
        )
        return
    if found.get("SendingOptions", {}).get("SendingEnabled") is False:
        yield wrong(
            message("Sending was stopped for {name}.", name=name),
            message("SES, Configuration sets, “{name}”, Enable sending, once it is clear why.", name=name),
        )


def suppressed(patient: Patient) -> Iterator[Finding]:
    """How many addresses get nothing more; that is as it should be, and the office may want to know."""
    pages = patient.account.ses.list_suppressed_destinations(PageSize=1000)
    count = len(pages["SuppressedDestinationSummaries"])
    yield fine(
        message(
            "Addresses that came back or complained and get nothing more: {count} (SES, Suppression list)",
            count=count,
        )
    )
