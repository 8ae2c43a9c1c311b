"""Secrets from the Systems Manager's Parameter Store, kept for a few minutes.

A process that kept a secret for ever would go on with the old one after a rotation, and whoever got a link
from it could not sign in where the new one is known. So each process reads again after five minutes: five
after a rotation at most, everybody agrees again. Links live ten, so nobody is locked out for longer than it
takes to ask for another one.
"""

import time
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from botocore.exceptions import BotoCoreError, ClientError

from services.core.settings import MissingSettingError

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

#: Real seconds for which a process keeps what it read.
KEPT: Final = 300

#: Seconds for one try, and tries: far below the gateway's 29 seconds, together.
_CONNECT, _READ, _TRIES = 1, 3, 2

#: What is to be done where only a person can help. Source: SSM API, GetParameter, "Errors"; that KMS does not
#: let a role decrypt comes as AccessDeniedException, a disabled key as InvalidKeyId.
_REMEDIES: Final = {
    "ParameterNotFound": "does not exist: deploy the installation again, which makes it",
    "AccessDeniedException": "may not be read by this function's role: deploy its stage again, which lets it "
    "(ssm:GetParameter; with a key of your own for the parameter, kms:Decrypt)",
    "InvalidKeyId": "cannot be decrypted: enable its KMS key",
}

#: Per name: the secret, and the real second in which it was read.
_kept: dict[str, tuple[str, float]] = {}


class UnavailableError(RuntimeError):
    """The store is busy or out of reach just now: the same may work when it is tried again."""


def secret(name: str) -> str:
    """The SecureString of that name, read at most once in `KEPT` seconds.

    Real time, not the monotonic clock: that one stands still while a function is frozen.

    Raises:
        MissingSettingError: it is not there or may not be read; says what to do.
        UnavailableError: it could not be read just now.
    """
    now = time.time()
    value, read = _kept.get(name, ("", 0.0))
    if not 0 <= now - read < KEPT:
        value = _read(name)
        _kept[name] = (value, now)
    return value


def forget() -> None:
    """Read everything anew: a process of tests stands for many."""
    _kept.clear()


def _read(name: str) -> str:
    try:
        answer = _store().get_parameter(Name=name, WithDecryption=True)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        remedy = _REMEDIES.get(code)
        if remedy:
            raise MissingSettingError(f"the parameter {name} {remedy}") from error
        raise UnavailableError(f"the parameter {name} could not be read: {code}") from error
    except BotoCoreError as error:
        raise UnavailableError(f"the parameter {name} could not be read: {type(error).__name__}") from error
    return answer["Parameter"]["Value"]


@cache
def _store() -> "SSMClient":
    from botocore.config import Config  # noqa: PLC0415 - beside its only use
    from botocore.session import Session  # noqa: PLC0415 - boto3 would add to the wait for a sign-in

    limits = Config(
        connect_timeout=_CONNECT,
        read_timeout=_READ,
        retries={"mode": "standard", "total_max_attempts": _TRIES},
    )
    return cast("SSMClient", Session().create_client("ssm", config=limits))
