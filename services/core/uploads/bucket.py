"""The edge to the bucket: tickets for browsers, what arrived, and what the scanner says of it.

A ticket is a presigned POST (S3 API Reference, "Browser-based uploads using POST"): the browser sends the
file to the bucket itself, since the gateway takes ten megabytes at most, and S3 sends the browser on to a
page of ours. S3 takes up to `LARGEST` bytes, far more than any page of ours accepts: a refusal by S3 is a
page of XML, so that only what nobody sends by mistake is left to it. Nothing that arrives is believed: a page
looks at what lies there.
"""

import unicodedata
from datetime import UTC, datetime
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

import msgspec
from botocore.exceptions import ClientError

from services.core import bucket, settings
from services.core.uploads.scan import Scan, said

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

#: Bytes that S3 takes.
LARGEST: Final = 100 * 1024 * 1024
#: Bytes of a file that `arrived` reads unless it is asked for more: enough to tell most kinds by.
HEAD: Final = 64 * 1024
#: Seconds for which a ticket is good: choosing a file, and a slow line.
LIFETIME: Final = 15 * 60
#: Seconds for which a link is good: as long as a browser takes to follow it.
LINK_LIFETIME: Final = 60

#: In what S3 keeps the name that the file has on the person's own machine.
_NAME: Final = "name"
#: Without the right to list the bucket S3 says of a file that is not there that access is denied
#: (S3 API Reference, "GetObject", "Permissions").
_NOT_THERE: Final = frozenset({"NoSuchKey", "404", "AccessDenied", "403"})
_CHANGED: Final = frozenset({"PreconditionFailed", "412", *_NOT_THERE})


class ChangedError(RuntimeError):
    """What lies there is not what was looked at, or no longer there: look again."""


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What a form needs to send one file: its address, its hidden fields, and until when it is good.

    The field with the file is called `file` and has to be the last.
    """

    url: str
    fields: dict[str, str]
    until: datetime

    @property
    def origin(self) -> str:
        """Scheme and host of the address, for a page's policy; empty where it is this very site."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """A file that lies in the bucket: `head` is what was read of its beginning, `name` as it was sent."""

    size: int
    etag: str
    head: bytes
    name: str = ""


def ticket(key: str, redirect: str, now_real: float) -> Ticket:
    """Let a browser put one file under `key`, from now on for `LIFETIME` seconds, as often as it likes.

    S3 then leads to `redirect`, an absolute address; where that is empty it answers 204, for a script.
    `now_real` is the real clock's, as signatures are.
    """
    conditions: list[Any] = [
        ["content-length-range", 0, LARGEST],
        ["starts-with", f"$x-amz-meta-{_NAME}", ""],
    ]
    fields = {f"x-amz-meta-{_NAME}": "${filename}"}
    if redirect:
        conditions.append({"success_action_redirect": redirect})
        fields["success_action_redirect"] = redirect
    made = bucket.client().generate_presigned_post(
        settings.bucket_name(), key, Fields=fields, Conditions=conditions, ExpiresIn=LIFETIME
    )
    return Ticket(
        url=settings.bucket_url() or made["url"],
        fields=made["fields"],
        until=datetime.fromtimestamp(now_real + LIFETIME, UTC),
    )


def arrived(key: str, most: int = HEAD) -> Arrived | None:
    """What lies under `key`, at most `most` bytes of it read; `None` where nothing does."""
    try:
        found = bucket.client().get_object(Bucket=settings.bucket_name(), Key=key)
    except ClientError as error:
        if _code(error) in _NOT_THERE:
            return None
        raise
    with found["Body"] as body:
        head = body.read(most)
    return Arrived(size=found["ContentLength"], etag=found["ETag"], head=head, name=_name_of(found))


def read(key: str, most: int) -> bytes:
    """The first `most` bytes of a file, all of it where it is shorter.

    Raises:
        ChangedError: it is not there.
    """
    found = arrived(key, most)
    if found is None:
        raise ChangedError(f"{key} is not there")
    return found.head


def keep(key: str, etag: str, to: str, kind: str) -> None:
    """Copy just the file that was looked at, known by its `etag`, to where it stays, as media type `kind`.

    A ticket stays good for a while after its file was looked at; the copy is beyond its reach.

    Raises:
        ChangedError: another file lies there by now, or none.
    """
    name = settings.bucket_name()
    try:
        bucket.client().copy_object(
            Bucket=name,
            Key=to,
            CopySource={"Bucket": name, "Key": key},
            CopySourceIfMatch=etag,
            MetadataDirective="REPLACE",
            ContentType=kind,
            TaggingDirective="REPLACE",
        )
    except ClientError as error:
        if _code(error) in _CHANGED:
            raise ChangedError(f"{key} is not what was looked at") from error
        raise


def remove(key: str) -> None:
    """Delete a file; one that is not there is gone already."""
    bucket.client().delete_object(Bucket=settings.bucket_name(), Key=key)


def link(key: str, name: str, kind: str) -> str:
    """An address at the bucket itself, at which whoever has it gets the file within `LINK_LIFETIME` seconds.

    It comes under that name and media type, to be saved. Made without asking S3.
    """
    wanted = {
        "Bucket": settings.bucket_name(),
        "Key": key,
        "ResponseContentType": kind,
        "ResponseContentDisposition": _disposition(name),
    }
    return bucket.client().generate_presigned_url("get_object", Params=wanted, ExpiresIn=LINK_LIFETIME)


def scan(key: str) -> Scan:
    """What the scanner has said of a file so far; `Scan.GONE` where no file lies there (any more)."""
    try:
        found = bucket.client().get_object_tagging(Bucket=settings.bucket_name(), Key=key)
    except ClientError as error:
        if _code(error) in _NOT_THERE:
            return Scan.GONE
        raise
    return said({tag["Key"]: tag["Value"] for tag in found["TagSet"]})


def _name_of(found: "GetObjectOutputTypeDef") -> str:
    """The name as it was sent; what is not ASCII comes back as in RFC 2047 (S3 User Guide, "Metadata")."""
    sent = found["Metadata"].get(_NAME, "")
    try:
        return str(make_header(decode_header(sent)))
    except (ValueError, LookupError):
        return sent


def _disposition(name: str) -> str:
    """RFC 6266: the name as it is, and for old programs one without diacritics."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in plain if c.isascii() and (c.isalnum() or c in " ._-()")) or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
