"""Whether SES will let e-mails out, and what has to be done for it.

https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from infra.deploy.console import Console
from services.core.language.message import Message, message

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


#: Where SES keeps the public keys of signatures, unless it says otherwise.
_KEYS: Final = "dkim.amazonses.com"


class MailState(msgspec.Struct, frozen=True, kw_only=True):
    """How SES stands. `records` are the DNS records that verify a domain: `name CNAME value`.

    `signs`: every e-mail carries the domain's signature. An address alone has none, and cannot lack it.
    """

    identity: str
    verified: bool
    signs: bool
    sandbox: bool
    paused: bool
    records: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether an e-mail to anybody leaves."""
        return self.verified and not self.sandbox and not self.paused


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps e-mails back, and what to do, with lines that are the same in every language."""

    why: Message
    records: tuple[str, ...] = ()


def state(ses: "SESV2Client", identity: str) -> MailState:
    """Ask SES.

    Raises:
        botocore.exceptions.ClientError: `NotFoundException` where it does not know the identity at all.
    """
    account = ses.get_account()
    found = ses.get_email_identity(EmailIdentity=identity)
    signature = found.get("DkimAttributes", {})
    tokens = signature.get("Tokens", []) if "@" not in identity else []
    zone = signature.get("SigningHostedZone", _KEYS)  # in newer regions one of the region's own
    return MailState(
        identity=identity,
        verified=bool(found.get("VerifiedForSendingStatus")),
        signs=not tokens or (bool(signature.get("SigningEnabled")) and signature.get("Status") == "SUCCESS"),
        sandbox=not account.get("ProductionAccessEnabled"),
        paused=account.get("SendingEnabled") is False,
        records=tuple(f"{one}._domainkey.{identity} CNAME {one}.{zone}" for one in tokens),
    )


def is_there(ses: "SESV2Client", identity: str) -> bool:
    """Whether SES knows the identity, verified or not."""
    try:
        ses.get_email_identity(EmailIdentity=identity)
    except ses.exceptions.NotFoundException:
        return False
    return True


def troubles(found: MailState) -> Iterator[Trouble]:
    """What keeps e-mails back; nothing where nothing does."""
    if not found.verified and found.records:
        yield Trouble(
            why=message(
                "E-mails do not leave yet: “{identity}” is not verified. Enter these three records where its "
                "names are kept; SES sees them within minutes, at most within 72 hours:",
                identity=found.identity,
            ),
            records=found.records,
        )
    elif not found.verified:
        yield Trouble(
            why=message(
                "E-mails do not leave yet: SES has sent a link to “{identity}”; whoever reads that "
                "mailbox opens it.",
                identity=found.identity,
            )
        )
    elif not found.signs:
        yield Trouble(
            why=message(
                "E-mails leave unsigned and look like spam: these three records are missing, or signing is "
                "off (SES, Identities, “{identity}”, DKIM).",
                identity=found.identity,
            ),
            records=found.records,
        )
    if found.sandbox:
        yield Trouble(
            why=message(
                "SES is in its sandbox: only verified addresses receive e-mails. Ask AWS for production "
                "access (SES, Account dashboard); until then e-mails to others wait, and none is lost."
            )
        )
    if found.paused:
        yield Trouble(
            why=message("SES has paused sending for this account: read AWS's e-mail about it, and answer it.")
        )


def explain(found: MailState, console: Console) -> None:
    """Say what keeps e-mails back; nothing where nothing does."""
    for trouble in troubles(found):
        console.tell(trouble.why)
        for record in trouble.records:
            console.show(f"    {record}")
