"""The secrets of an installation: made once, kept in SSM, shown to nobody."""

import secrets
from typing import TYPE_CHECKING

from infra.installation import Installation

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient


def edge_key_name(installation: Installation) -> str:
    """The SSM parameter that holds what the edge proves itself with."""
    return f"/{installation.name}/edge-key"


def ensure(installation: Installation, ssm: "SSMClient") -> tuple[str, tuple[str, ...]]:
    """Make what is missing; the edge's key, and the names of what was made.

    The key that signs links and codes is never read here: only the functions do.
    """
    names = (installation.signing_key_name, edge_key_name(installation))
    made = tuple(name for name in names if _make(ssm, name))
    found = ssm.get_parameter(Name=edge_key_name(installation), WithDecryption=True)
    return found["Parameter"]["Value"], made


def is_there(ssm: "SSMClient", name: str) -> bool:
    """Whether there is such a secret; it is not read."""
    return bool(ssm.get_parameters(Names=[name])["Parameters"])


def renew_signing_key(installation: Installation, ssm: "SSMClient") -> None:
    """A new key for links and codes: those that were sent in the last ten minutes end."""
    ssm.put_parameter(
        Name=installation.signing_key_name,
        Type="SecureString",
        Value=secrets.token_urlsafe(48),
        Overwrite=True,
    )


def remove(installation: Installation, ssm: "SSMClient") -> None:
    """Forget the secrets."""
    ssm.delete_parameters(Names=[installation.signing_key_name, edge_key_name(installation)])


def _make(ssm: "SSMClient", name: str) -> bool:
    """Whether it had to be made. Two that deploy at once get the same: the second finds it there."""
    from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import; only a deployment comes here

    try:
        ssm.put_parameter(Name=name, Type="SecureString", Value=secrets.token_urlsafe(48), Overwrite=False)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterAlreadyExists":
            return False
        raise
    return True
