"""Handing an e-mail to SES, and telling what can be tried again from what never will work.

A timeout counts as retryable although SES may have taken the e-mail: better one duplicate than one missing.
"""

import functools
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

#: Seconds that one call may take at most, connecting included; `ledger.LEASE` is longer.
CONNECT, READ = 2, 5

#: What SES says of this one e-mail, not of the account or the moment.
_PERMANENT = frozenset({"MessageRejected", "BadRequestException"})


class SendError(RuntimeError):
    """SES did not take the e-mail; `code` says why in SES's word, without any personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RetryableSendError(SendError):
    """SES is busy, out of reach, or does not let the account send just now."""


class PermanentSendError(SendError):
    """This e-mail will never be taken as it is."""


def send(raw: bytes, *, sender: str, to: str) -> str:
    """Send a raw message to one address, whatever its headers say; gives SES's id of it.

    Raises:
        RetryableSendError: it may work later.
        PermanentSendError: it never will.
    """
    try:
        answer = _ses().send_email(
            FromEmailAddress=sender, Destination={"ToAddresses": [to]}, Content={"Raw": {"Data": raw}}
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise (PermanentSendError if code in _PERMANENT else RetryableSendError)(code) from error
    except BotoCoreError as error:
        raise RetryableSendError(type(error).__name__) from error
    return answer["MessageId"]


@functools.cache
def _ses() -> "SESV2Client":
    import boto3  # noqa: PLC0415 - a tick that finds nothing to send needs no client

    # One attempt: the queue and the tick try again, and they know what was sent.
    once = Config(connect_timeout=CONNECT, read_timeout=READ, retries={"total_max_attempts": 1})
    return boto3.client("sesv2", config=once)
