"""A browser's form with a file, as S3 takes it: only what the ticket allows, to the letter.

moto takes whatever comes. What is looked at here, as on AWS: the signature of the policy, until when it is
good, each of its conditions, and that no field came along that it does not name. Source: S3 API Reference,
"Browser-based uploads using POST" ("POST policy", "Authenticating requests").
"""

import base64
import binascii
import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.header import Header
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from botocore.auth import S3SigV4PostAuth
from botocore.awsrequest import AWSRequest
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header
from werkzeug.wsgi import LimitedStream

from infra.local.cloud import REGION
from services.core import uploads
from services.core.attaching.wording import size_words
from services.core.language.message import message
from services.core.web import security
from services.core.web.visit import ErrorPage

#: The fields around a file, with all their boundaries.
AROUND: Final = 64 * 1024
_IN_MEMORY: Final = 1024 * 1024
_CARRIED: Final = "x-amz-meta-"
_NAME: Final = "${filename}"
#: Fields that no condition has to name.
_FREE: Final = frozenset({"policy", "x-amz-signature", "file"})
_DONE: Final = 204
_SEE_OTHER: Final = 303


def receive(kind: str, length: int, body: IO[bytes]) -> tuple[int, list[tuple[str, str]]]:
    """Store the file of a form, and lead where its policy says; status and headers.

    `kind` is the request's content type, `length` what was announced of its body.

    Raises:
        ErrorPage: the form is no ticket of ours, is over, was changed, or did not arrive whole.
    """
    fields, name, content = _read(kind, length, body)
    policy = _policy(fields)
    _check(policy, fields, len(content))
    key = fields["key"].replace(_NAME, name)
    etag = _store(key, content, {part: text.replace(_NAME, name) for part, text in fields.items()})
    redirect = fields.get("success_action_redirect", "")
    if not redirect:
        return _DONE, []
    parts = urlsplit(redirect)
    told = urlencode({"bucket": os.environ["BUCKET_NAME"], "key": key, "etag": etag})
    query = f"{parts.query}&{told}" if parts.query else told
    return _SEE_OTHER, [("Location", urlunsplit(parts._replace(query=query)))]


def _read(kind: str, length: int, body: IO[bytes]) -> tuple[dict[str, str], str, bytes]:
    """The fields, by name in small letters, the file's own name, and its content."""
    media, options = parse_options_header(kind)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as whole:
        parser = FormDataParser(
            lambda *_, **__: whole,
            # Werkzeug counts a piece of the file and what waits for it as a field, so that this is no AROUND.
            max_form_memory_size=_IN_MEMORY,
            max_content_length=uploads.LARGEST + AROUND,
            silent=False,
        )
        try:
            _, form, files = parser.parse(
                cast("IO[bytes]", LimitedStream(body, length)), media, length, options
            )
            ((field, file),) = files.items(multi=True)
            if field != "file":
                raise _not_whole()
        except (HTTPException, ValueError) as error:
            raise _not_whole() from error
        # A browser may send a whole path; S3 takes what follows the last slash of either kind.
        name = re.split(r"[/\\]", file.filename or "")[-1]
        whole.seek(0)
        return {part.lower(): text for part, text in form.items()}, name, whole.read()


def _not_whole() -> ErrorPage:
    return ErrorPage(
        400,
        message("The file did not arrive"),
        message(
            "Nothing was stored: the line broke off, the file is larger than {most}, or no form of ours "
            "sent it. Go back and send it again.",
            most=size_words(uploads.LARGEST),
        ),
    )


def _policy(fields: Mapping[str, str]) -> dict[str, Any]:
    """The policy of a ticket that we signed and that is not over."""
    try:
        auth, request = _auth(), AWSRequest()
        request.context["timestamp"] = fields["x-amz-date"]
        is_ours = (
            fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
            and fields["x-amz-credential"] == auth.scope(request)
            and security.same(fields["x-amz-signature"], str(auth.signature(fields["policy"], request)))
        )
        policy: dict[str, Any] = json.loads(base64.b64decode(fields["policy"], validate=True))
        if is_ours and datetime.now(UTC) <= datetime.fromisoformat(policy["expiration"]):
            return policy
    except (KeyError, ValueError, binascii.Error):
        pass
    raise _over()


def _auth() -> S3SigV4PostAuth:
    import boto3  # noqa: PLC0415 - slow; most who import the front send no file

    credentials = boto3.Session().get_credentials()
    if credentials is None:
        raise RuntimeError("set_environment must have run: nobody can sign without credentials")
    return S3SigV4PostAuth(credentials, "s3", REGION)


def _over() -> ErrorPage:
    return ErrorPage(
        403,
        message("This form no longer works"),
        message(
            "A form for a file is good for a quarter of an hour, and for just what it was made for. "
            "Go back, reload the page and send the file again."
        ),
    )


def _check(policy: Mapping[str, Any], fields: Mapping[str, str], size: int) -> None:
    """Raises: ErrorPage: a condition does not hold, or a field is there that none of them names."""
    given = {**fields, "bucket": os.environ["BUCKET_NAME"]}
    named = {"bucket"}
    for kind, name, value in _conditions(policy):
        named.add(name)
        if kind == "content-length-range":
            if not int(name) <= size <= int(value):
                raise ErrorPage(
                    400,
                    message("The file is too large"),
                    message("Go back and choose a smaller file. Nothing was stored."),
                )
        elif name not in given or not _holds(kind, given[name], value):
            raise _over()
    if [name for name in fields if name not in named | _FREE and not name.startswith("x-ignore-")]:
        raise _over()


def _conditions(policy: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each condition as (kind, field, value)."""
    for condition in policy["conditions"]:
        if isinstance(condition, dict):
            for name, value in condition.items():
                yield "eq", name.lower(), str(value)
        else:
            kind, name, value = condition
            yield kind.lower(), str(name).lower().removeprefix("$"), str(value)


def _holds(kind: str, text: str, value: str) -> bool:
    return text == value if kind == "eq" else kind == "starts-with" and text.startswith(value)


def _store(key: str, content: bytes, fields: Mapping[str, str]) -> str:
    """Put the file into the bucket, with what it carries; its ETag."""
    import boto3  # noqa: PLC0415 - as above

    carried = {
        name.removeprefix(_CARRIED): _in_ascii(text)
        for name, text in fields.items()
        if name.startswith(_CARRIED)
    }
    answer = boto3.client("s3", region_name=REGION).put_object(
        Bucket=os.environ["BUCKET_NAME"], Key=key, Body=content, Metadata=carried
    )
    return answer["ETag"]


def _in_ascii(text: str) -> str:
    """As S3 gives metadata back: what is not ASCII as in RFC 2047 (S3 User Guide, "Metadata")."""
    return text if text.isascii() else Header(text, "utf-8").encode(maxlinelen=0)
