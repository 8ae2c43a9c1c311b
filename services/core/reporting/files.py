"""The files of issued reports in the private bucket. Nobody reads them but through a stage that asks who."""

import functools
from typing import TYPE_CHECKING, Final, Literal

from services.core import settings
from services.core.reporting.issued import File

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


#: Seconds for which a link to a file is good: as long as a browser takes to follow it.
LINK_LIFETIME: Final = 60


def save(file: File, content: bytes) -> None:
    """Put `content` under the file's key; doing it again replaces it by the same."""
    _bucket().put_object(Bucket=settings.bucket_name(), Key=file.key, Body=content, ContentType=file.type)


def load(file: File) -> bytes:
    """The file's content.

    Raises:
        botocore.exceptions.ClientError: the bucket has no such file, or cannot be reached.
    """
    return _bucket().get_object(Bucket=settings.bucket_name(), Key=file.key)["Body"].read()


def link(file: File) -> str:
    """An address at the bucket itself, at which whoever has it gets the file within `LINK_LIFETIME` seconds.

    Made without asking S3: a file that is gone is noticed by whoever follows the link.
    """
    wanted = {
        "Bucket": settings.bucket_name(),
        "Key": file.key,
        "ResponseContentType": file.type,
        "ResponseContentDisposition": f'attachment; filename="{file.name}"',
    }
    return _bucket().generate_presigned_url("get_object", Params=wanted, ExpiresIn=LINK_LIFETIME)


@functools.cache
def _bucket() -> "S3Client":
    import boto3  # noqa: PLC0415 - most functions that know of reports never open a file
    from botocore.config import Config  # noqa: PLC0415 - the same

    # The region's own host answers without a detour, and what KMS encrypts is given to SigV4 only. An engine
    # of one's own often has no name for each bucket.
    style: Literal["auto", "virtual"] = "auto" if settings.own_engine() else "virtual"
    return boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": style}))
