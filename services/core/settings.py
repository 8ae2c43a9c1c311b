"""The environment of a function, typed, read where it is used.

Everything that differs between a laptop, a test and a deployment stands here and nowhere else.
"""

import os

_SHORTEST_KEY = 32


class MissingSettingError(RuntimeError):
    """A setting is missing, or too weak, without which the function cannot work; says what to do."""


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
    """`BUCKET_NAME`: the private bucket, of issued files and of attachments."""
    return _required("BUCKET_NAME")


def bucket_url() -> str:
    """`BUCKET_URL`: where browsers reach the bucket, where that is not its own host; else empty."""
    return os.environ.get("BUCKET_URL", "")


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
    """The secret under which links and codes are derived (at least 32 characters).

    `SIGNING_KEY` on this machine; deployed, the SSM parameter that `SIGNING_KEY_PARAMETER` names, so that the
    secret stands in no environment that the console shows. Only whoever signs or counts asks for it.

    Raises:
        MissingSettingError: there is none, it is too short, or it may not be read.
        services.core.parameters.UnavailableError: it could not be read just now.
    """
    given = os.environ.get("SIGNING_KEY")
    name = "SIGNING_KEY" if given else _required("SIGNING_KEY_PARAMETER")
    if not given:
        from services.core import parameters  # noqa: PLC0415 - it needs AWS; most functions never sign

        given = parameters.secret(name)
    if len(given.encode()) < _SHORTEST_KEY:
        raise MissingSettingError(f"{name} is shorter than {_SHORTEST_KEY} characters: make a new one")
    return given.encode()


def edge_key() -> str:
    """`EDGE_KEY`: what CloudFront sends in `x-thidua-edge`; empty where no edge stands before the pages."""
    return os.environ.get("EDGE_KEY", "")


def mail_configuration_set() -> str:
    """`MAIL_CONFIGURATION_SET`: the SES configuration set whose events come back to us; empty for none."""
    return os.environ.get("MAIL_CONFIGURATION_SET", "")


def metrics_namespace() -> str:
    """`POWERTOOLS_METRICS_NAMESPACE`: under which name CloudWatch counts; empty where nobody counts."""
    return os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "")


def own_engine() -> bool:
    """`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_S3`: whether files lie on an engine that is not AWS's own."""
    return any(os.environ.get(name) for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"))


def secure_cookies() -> bool:
    """`COOKIES`: `secure` (default) for `__Host-` cookies over https, `loopback` for http on this machine."""
    return os.environ.get("COOKIES", "secure") != "loopback"
