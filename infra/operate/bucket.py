"""The files of the bucket, one after the other and piece by piece."""

import tempfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from infra.installation import PACKAGES
from infra.operate.archive import PART, File
from services.core.attaching.attachment import SENT

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

#: Bytes of a file that wait in memory before they go to the disk.
_IN_MEMORY: Final = 8 * 1024 * 1024


class Bucket:
    """A bucket by its name."""

    def __init__(self, name: str) -> None:
        import boto3  # noqa: PLC0415 - slow to import; only a command that goes there pays for it

        self.name = name
        self._s3: S3Client = boto3.client("s3")

    def files(self) -> Iterator[tuple[File, Iterator[bytes]]]:
        """Every file as it stands now, each with its content, which is read before the next one is asked for.

        One that is deleted in between is left out; so is what was built to be deployed, and what browsers
        have sent and nobody attached yet.
        """
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.name):
            for listed in page.get("Contents", []):
                if listed["Key"].startswith((PACKAGES, SENT)):
                    continue
                try:
                    got = self._s3.get_object(Bucket=self.name, Key=listed["Key"])
                except self._s3.exceptions.NoSuchKey:
                    continue
                file = File(key=listed["Key"], type=got["ContentType"], size=got["ContentLength"])
                yield file, got["Body"].iter_chunks(PART)

    def holds(self, key: str) -> bool:
        """Whether there is a file of that key."""
        found = self._s3.list_objects_v2(Bucket=self.name, Prefix=key, MaxKeys=1)
        return any(one["Key"] == key for one in found.get("Contents", []))

    def put(self, file: File, content: Iterable[bytes]) -> None:
        """Put a file in its place, whatever stands there; the bucket keeps the version before."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as whole:
            for piece in content:
                whole.write(piece)
            whole.seek(0)
            self._s3.upload_fileobj(whole, self.name, file.key, ExtraArgs={"ContentType": file.type})
