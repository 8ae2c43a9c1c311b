"""The bucket's own address on this machine.

A stage sends a browser to the bucket by a signed link that is good for a minute. From here no such host can
be reached, so the front lets the link lead to `/_s3/` instead, where this answers as S3 does: only with the
very signature, only in time, under the name and type that were signed. moto checks nothing of that.
"""

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, urlsplit

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

from infra.local.cloud import REGION
from services.core.language.message import message
from services.core.web import security
from services.core.web.visit import ErrorPage, NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX: Final = "/_s3"

#: How far clocks may differ (S3 API Reference, "RequestTimeTooSkewed").
_SKEW: Final = timedelta(minutes=15)
_MOMENT: Final = "%Y%m%dT%H%M%SZ"
_SIGNATURE: Final = "X-Amz-Signature"


def at_home(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers, with a redirect to the bucket leading to this machine."""
    return [(name, _home(value) if name == "Location" else value) for name, value in headers]


def _home(location: str) -> str:
    parts = urlsplit(location)
    return f"{PREFIX}{parts.path}?{parts.query}" if parts.netloc == _host() else location


def answer(method: str, path: str, query: str) -> tuple[list[tuple[str, str]], bytes]:
    """Headers and content for a signed link that leads here; `path` is decoded, `query` as it was sent.

    Raises:
        ErrorPage: another signature, or too late.
        NotFound: there is no such file.
    """
    signed = dict(parse_qsl(query, keep_blank_values=True))
    key = path.removeprefix(f"{PREFIX}/")
    if not (_is_signed(method, key, query, signed) and _is_in_time(signed)):
        raise ErrorPage(
            403,
            message("This link no longer works"),
            message("A link to a file is good for one minute. Go back to the page and open the file again."),
        )
    try:
        content = _s3().get_object(Bucket=os.environ["BUCKET_NAME"], Key=key)["Body"].read()
    except ClientError as error:
        raise NotFound from error
    return [
        ("Content-Type", signed.get("response-content-type", "binary/octet-stream")),
        ("Content-Disposition", signed.get("response-content-disposition", "inline")),
    ], content


def _is_signed(method: str, key: str, query: str, signed: Mapping[str, str]) -> bool:
    """Whether whoever has our credentials signed exactly this.

    Source: S3 API Reference, "Authenticating Requests: Using Query Parameters".
    """
    import boto3  # noqa: PLC0415 - slow; most who import the front fetch no file

    credentials = boto3.Session().get_credentials()
    if credentials is None:
        raise RuntimeError("set_environment must have run: nobody can sign without credentials")
    sent = "&".join(pair for pair in query.split("&") if not pair.startswith(f"{_SIGNATURE}="))
    request = AWSRequest(method, f"https://{_host()}/{quote(key)}?{sent}")
    request.context["timestamp"] = signed.get("X-Amz-Date", "")
    auth = S3SigV4QueryAuth(credentials, "s3", REGION)
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return security.same(signed.get(_SIGNATURE, ""), str(auth.signature(text, request)))


def _is_in_time(signed: Mapping[str, str]) -> bool:
    """Whether the link is not over; by the real clock, as signatures are."""
    made = datetime.strptime(signed["X-Amz-Date"], _MOMENT).replace(tzinfo=UTC)
    now = datetime.now(UTC)
    return made - _SKEW <= now <= made + timedelta(seconds=int(signed["X-Amz-Expires"]))


def _host() -> str:
    return f"{os.environ['BUCKET_NAME']}.s3.{REGION}.amazonaws.com"


@cache
def _s3() -> "S3Client":
    import boto3  # noqa: PLC0415 - as above

    return boto3.client("s3", region_name=REGION)
