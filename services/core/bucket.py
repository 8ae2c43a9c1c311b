"""The private bucket: the one client through which every file goes in and out."""

import functools
from typing import TYPE_CHECKING, Literal

from services.core import settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@functools.cache
def client() -> "S3Client":
    """S3, made when first needed: most functions that know of files never open one."""
    import boto3  # noqa: PLC0415 - see above
    from botocore.config import Config  # noqa: PLC0415 - the same

    # The region's own host answers without a detour, and what KMS encrypts is given to SigV4 only. An engine
    # of one's own often has no name for each bucket.
    style: Literal["auto", "virtual"] = "auto" if settings.own_engine() else "virtual"
    return boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": style}))
