"""The environment of a function, typed, read where it is used.

Everything that differs between a laptop, a test and a deployment stands here and nowhere else.
"""

import os

_SHORTEST_KEY = 32


class MissingSettingError(RuntimeError):
    """An environment variable is missing, or too weak, without which the function cannot work."""


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise MissingSettingError(f"{name} is not set; infra/core.yaml and the local cloud set it")
    return value


def table_name() -> str:
    """`TABLE_NAME`: the one DynamoDB table."""
    return _required("TABLE_NAME")


def bus_name() -> str:
    """`BUS_NAME`: the EventBridge bus."""
    return _required("BUS_NAME")


def bucket_name() -> str:
    """`BUCKET_NAME`: the private bucket of issued files."""
    return _required("BUCKET_NAME")


def campaign_id() -> str:
    """`CAMPAIGN_ID`: the campaign that this installation shows first."""
    return _required("CAMPAIGN_ID")


def site_url() -> str:
    """`SITE_URL`: scheme and host of the pages, without a final slash, for links in e-mails."""
    return _required("SITE_URL")


def sender() -> str:
    """`MAIL_FROM`: the address that e-mails come from."""
    return _required("MAIL_FROM")


def signing_key() -> bytes:
    """`SIGNING_KEY`: the secret under which links and codes are derived (at least 32 characters)."""
    key = _required("SIGNING_KEY").encode()
    if len(key) < _SHORTEST_KEY:
        raise MissingSettingError(f"SIGNING_KEY is shorter than {_SHORTEST_KEY} characters: make a new one")
    return key


def secure_cookies() -> bool:
    """`COOKIES`: `secure` (default) for `__Host-` cookies over https, `loopback` for http on this machine."""
    return os.environ.get("COOKIES", "secure") != "loopback"
