"""Handing an e-mail to SES, and telling what can be tried again from what never will work.

Three kinds of refusal: this e-mail's own fault, for ever; the moment's (busy, out of reach), until soon; and
the account's (in SES's sandbox, paused, over its quota, not permitted), until somebody acts. The last must
neither lose e-mails nor stay unheard: it is retryable, and logged as an error under a code that the runbook
explains.

A timeout counts as retryable although SES may have taken the e-mail: better one duplicate than one missing.
"""

import functools
from typing import TYPE_CHECKING, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from services.core import settings

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import SendEmailRequestTypeDef

#: Seconds that one call may take at most, connecting included; `ledger.LEASE` is longer.
CONNECT, READ = 2, 5

#: The tag that brings an e-mail's id back with every event of SES about it; names and values of tags have
#: letters, digits, `_` and `-` only (SES API v2, MessageTag).
MAIL_TAG: Final = "mail"

#: What SES says of this one e-mail, not of the account or the moment, unless its words say otherwise (SES API
#: v2, SendEmail, "Errors").
_PERMANENT: Final = frozenset({"MessageRejected", "BadRequestException"})

#: What SES says of the account, its settings or our role: nothing is sent until somebody acts.
_ACCOUNT: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AccountSuspendedException",
        "LimitExceededException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",  # the configuration set is gone
        "SendingPausedException",
    }
)

#: Words of SES that mean the account, whatever the error is called, and the code under which we tell it. A
#: sender or, in the sandbox, a reader that is not verified comes as MessageRejected; an exhausted quota as
#: throttling (SES Developer Guide, "Amazon SES email sending errors", "Errors related to sending quotas").
_TELLING: Final = (
    ("not verified", "AddressNotVerified"),
    ("daily message quota", "QuotaExceeded"),
    ("sending paused", "SendingPaused"),
    ("sending suspended", "SendingPaused"),
)


class SendError(RuntimeError):
    """SES did not take the e-mail; `code` says why in SES's word, without any personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RetryableSendError(SendError):
    """SES is busy or out of reach just now."""


class AccountTroubleError(RetryableSendError):
    """SES lets nothing of ours pass, this e-mail or another, until somebody acts; then it may be sent."""


class PermanentSendError(SendError):
    """This e-mail will never be taken as it is."""


def send(raw: bytes, *, sender: str, to: str, mail: str) -> str:
    """Send a raw message to one address, whatever its headers say; gives SES's id of it.

    `mail` is our id of it, under which SES tells what became of it.

    Raises:
        RetryableSendError: it may work later.
        AccountTroubleError: it may work once the account may send.
        PermanentSendError: it never will.
    """
    message: SendEmailRequestTypeDef = {
        "FromEmailAddress": sender,
        "Destination": {"ToAddresses": [to]},
        "Content": {"Raw": {"Data": raw}},
        "EmailTags": [{"Name": MAIL_TAG, "Value": mail}],
    }
    if settings.mail_configuration_set():
        message["ConfigurationSetName"] = settings.mail_configuration_set()
    try:
        answer = _ses().send_email(**message)
    except ClientError as error:
        raise _judged(error) from error
    except BotoCoreError as error:
        raise RetryableSendError(type(error).__name__) from error
    return answer["MessageId"]


def _judged(error: ClientError) -> SendError:
    """Whose fault it is that SES did not take the e-mail. What nobody knows may be over soon."""
    code, said = error.response["Error"]["Code"], error.response["Error"].get("Message", "").lower()
    telling = next((known for words, known in _TELLING if words in said), "")
    if telling:
        return AccountTroubleError(telling)
    if code in _ACCOUNT:
        return AccountTroubleError(code)
    return (PermanentSendError if code in _PERMANENT else RetryableSendError)(code)


@functools.cache
def _ses() -> "SESV2Client":
    import boto3  # noqa: PLC0415 - a tick that finds nothing to send needs no client

    # One attempt: the queue and the tick try again, and they know what was sent.
    once = Config(connect_timeout=CONNECT, read_timeout=READ, retries={"total_max_attempts": 1})
    return boto3.client("sesv2", config=once)
