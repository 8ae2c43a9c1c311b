"""Whether SES will let e-mails out, and what has to be done for it.

https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
"""

from typing import TYPE_CHECKING

import msgspec

from infra.deploy.console import Console
from services.core.language.message import message

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


class MailState(msgspec.Struct, frozen=True, kw_only=True):
    """How SES stands. `records` are the DNS records that verify a domain: `name CNAME value`."""

    identity: str
    verified: bool
    sandbox: bool
    paused: bool
    records: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether an e-mail to anybody leaves."""
        return self.verified and not self.sandbox and not self.paused


def state(ses: "SESV2Client", identity: str) -> MailState:
    """Ask SES."""
    account = ses.get_account()
    found = ses.get_email_identity(EmailIdentity=identity)
    tokens = found.get("DkimAttributes", {}).get("Tokens", []) if "@" not in identity else []
    return MailState(
        identity=identity,
        verified=bool(found.get("VerifiedForSendingStatus")),
        sandbox=not account.get("ProductionAccessEnabled"),
        paused=account.get("SendingEnabled") is False,
        records=tuple(f"{one}._domainkey.{identity} CNAME {one}.dkim.amazonses.com" for one in tokens),
    )


def explain(found: MailState, console: Console) -> None:
    """What keeps e-mails back, and what to do; nothing where nothing does."""
    if not found.verified and found.records:
        console.tell(
            message(
                "E-mails do not leave yet: “{identity}” is not verified. Enter these three records where its "
                "names are kept; SES sees them within minutes, at most within 72 hours:",
                identity=found.identity,
            )
        )
        for record in found.records:
            console.show(f"    {record}")
    elif not found.verified:
        console.tell(
            message(
                "E-mails do not leave yet: SES has sent a link to “{identity}”; whoever reads that mailbox "
                "opens it.",
                identity=found.identity,
            )
        )
    if found.sandbox:
        console.tell(
            message(
                "SES is in its sandbox: only verified addresses receive e-mails. Ask AWS for production "
                "access (SES, Account dashboard); until then e-mails to others wait, and none is lost."
            )
        )
    if found.paused:
        console.tell(
            message("SES has paused sending for this account: read AWS's e-mail about it, and answer it.")
        )
