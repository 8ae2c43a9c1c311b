"""The files of issued reports in the private bucket. Nobody reads them but through a stage that asks who."""

from typing import Final

from services.core import bucket, settings
from services.core.reporting.issued import File

#: Seconds for which a link to a file is good: as long as a browser takes to follow it.
LINK_LIFETIME: Final = 60


def save(file: File, content: bytes) -> None:
    """Put `content` under the file's key; doing it again replaces it by the same."""
    bucket.client().put_object(
        Bucket=settings.bucket_name(), Key=file.key, Body=content, ContentType=file.type
    )


def load(file: File) -> bytes:
    """The file's content.

    Raises:
        botocore.exceptions.ClientError: the bucket has no such file, or cannot be reached.
    """
    return bucket.client().get_object(Bucket=settings.bucket_name(), Key=file.key)["Body"].read()


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
    return bucket.client().generate_presigned_url("get_object", Params=wanted, ExpiresIn=LINK_LIFETIME)
