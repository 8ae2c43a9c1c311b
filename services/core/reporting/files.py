"""The files of issued reports in the private bucket. Nobody reads them but through a stage that asks who."""

import functools
from typing import TYPE_CHECKING

from services.core import settings
from services.core.reporting.issued import File

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def save(file: File, content: bytes) -> None:
    """Put `content` under the file's key; doing it again replaces it by the same."""
    _bucket().put_object(Bucket=settings.bucket_name(), Key=file.key, Body=content, ContentType=file.type)


def load(file: File) -> bytes:
    """The file's content.

    Raises:
        botocore.exceptions.ClientError: the bucket has no such file, or cannot be reached.
    """
    return _bucket().get_object(Bucket=settings.bucket_name(), Key=file.key)["Body"].read()


@functools.cache
def _bucket() -> "S3Client":
    import boto3  # noqa: PLC0415 - most functions that know of reports never open a file

    return boto3.client("s3")
