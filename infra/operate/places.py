"""Where a backup lies: a file of this machine, or an object in S3; neither is there before it is whole.

A file is written beside its place and moved there at the end; an object comes into being when the last of its
parts is confirmed. What breaks off leaves nothing behind that could be taken for a backup.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import IO, TYPE_CHECKING, Final, Protocol

from infra.operate.archive import Sink, Source
from infra.operate.stopped import StoppedError
from services.core.language.message import message

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

#: Bytes of one part of an upload; S3 takes 10,000 parts, so 160 GB in all.
#: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
_UPLOAD: Final = 16 * 1024 * 1024
#: Bytes that are asked for in one call: what breaks off on the way is asked for again, not the whole object.
_DOWNLOAD: Final = 8 * 1024 * 1024

_S3: Final = "s3://"
#: What S3 answers to a HEAD where there is nothing, or nothing that one may see.
#: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html, "Permissions"
_UNSEEN: Final = frozenset({"403", "404", "NoSuchKey"})


class Place(Protocol):
    """A place that a person named."""

    name: str

    def writing(self) -> AbstractContextManager[Sink]:
        """Take a new backup; it stands there when the block ends well, and only then.

        Raises:
            StoppedError: something stands there already, or it cannot be written.
        """

    def reading(self) -> AbstractContextManager[Source]:
        """Give the backup from its beginning; the second time the very same one.

        Raises:
            StoppedError: there is none, or it cannot be read.
        """


def place(name: str) -> Place:
    """The place that `name` means: `s3://bucket/key`, or else a path.

    Raises:
        StoppedError: an address in S3 lacks its bucket or its key.
    """
    if not name.startswith(_S3):
        return LocalFile(name)
    bucket, _, key = name.removeprefix(_S3).partition("/")
    if not bucket or not key or key.endswith("/"):
        raise StoppedError(
            message("“{place}” names no object: write s3://bucket/name-of-the-backup.", place=name)
        )
    return S3Object(name, bucket, key)


class LocalFile:
    """A file of this machine, readable by its owner alone, because people's names and addresses are in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._path = Path(name)

    @contextmanager
    def writing(self) -> Iterator[Sink]:
        """See `Place`."""
        if self._path.exists():
            raise _taken(self.name)
        with _told(self.name, _unwritable):
            number, partial = mkstemp(prefix=f"{self._path.name}.", suffix=".partial", dir=self._path.parent)
        try:
            with _closing(self.name, os.fdopen(number, "wb")) as file:
                yield _Written(self.name, file)
                with _told(self.name, _unwritable):
                    file.flush()
                    os.fsync(file.fileno())
                    Path(partial).rename(self._path)
        finally:
            Path(partial).unlink(missing_ok=True)

    @contextmanager
    def reading(self) -> Iterator[Source]:
        """See `Place`."""
        with _told(self.name, _unreadable):
            file = self._path.open("rb")
        with file:
            yield _Read(self.name, file)


class _Written:
    """A file that says in a sentence why it takes no more."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self._name, self._file = name, file

    def write(self, data: bytes, /) -> int:
        with _told(self._name, _unwritable):
            return self._file.write(data)


class _Read:
    """A file that says in a sentence why it gives no more."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self._name, self._file = name, file

    def read(self, size: int = -1, /) -> bytes:
        with _told(self._name, _unreadable):
            return self._file.read(size)


class S3Object:
    """An object in S3, which need not be in the installation's own bucket, and had better not be."""

    def __init__(self, name: str, bucket: str, key: str) -> None:
        self.name = name
        self._bucket, self._key = bucket, key
        self._seen: tuple[str, int] | None = None

    @contextmanager
    def writing(self) -> Iterator[Sink]:
        """See `Place`. Whoever may write there and not look has nothing looked at first."""
        s3 = _s3()
        if self._look(s3):
            raise _taken(self.name)
        upload = _Upload(s3, self._bucket, self._key)
        try:
            yield upload
            upload.complete()
        except BaseException:
            upload.abort()
            raise

    @contextmanager
    def reading(self) -> Iterator[Source]:
        """See `Place`."""
        s3 = _s3()
        self._seen = self._seen or self._look(s3)
        if self._seen is None:
            raise StoppedError(
                message("There is no object {place}, or you may not read it.", place=self.name)
            )
        yield _Download(s3, self._bucket, self._key, *self._seen)

    def _look(self, s3: "S3Client") -> tuple[str, int] | None:
        """Version and size of the object, if there is one that may be seen."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import, like boto3

        try:
            head = s3.head_object(Bucket=self._bucket, Key=self._key)
        except ClientError as error:
            if error.response["Error"]["Code"] in _UNSEEN:
                return None
            raise
        return head["ETag"], head["ContentLength"]


class _Upload:
    """An upload in parts; until it is completed nobody can see it."""

    def __init__(self, s3: "S3Client", bucket: str, key: str) -> None:
        self._s3, self._bucket, self._key = s3, bucket, key
        self._waiting = bytearray()
        self._parts: list[CompletedPartTypeDef] = []
        begun = s3.create_multipart_upload(Bucket=bucket, Key=key, ContentType="application/gzip")
        self._id = begun["UploadId"]

    def write(self, data: bytes, /) -> int:
        self._waiting += data
        while len(self._waiting) >= _UPLOAD:
            self._send(bytes(self._waiting[:_UPLOAD]))
            del self._waiting[:_UPLOAD]
        return len(data)

    def complete(self) -> None:
        self._send(bytes(self._waiting))
        self._s3.complete_multipart_upload(
            Bucket=self._bucket,
            Key=self._key,
            UploadId=self._id,
            MultipartUpload={"Parts": self._parts},
        )

    def abort(self) -> None:
        self._s3.abort_multipart_upload(Bucket=self._bucket, Key=self._key, UploadId=self._id)

    def _send(self, part: bytes) -> None:
        number = len(self._parts) + 1
        sent = self._s3.upload_part(
            Bucket=self._bucket, Key=self._key, UploadId=self._id, PartNumber=number, Body=part
        )
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})


class _Download:
    """One version of an object, asked for in pieces; S3 refuses another version that took its place."""

    def __init__(self, s3: "S3Client", bucket: str, key: str, version: str, size: int) -> None:
        self._s3, self._bucket, self._key, self._version, self._size = s3, bucket, key, version, size
        self._piece, self._at, self._next = b"", 0, 0

    def read(self, size: int = -1, /) -> bytes:
        if self._at == len(self._piece) and self._next < self._size:
            last = min(self._next + _DOWNLOAD, self._size) - 1
            got = self._s3.get_object(
                Bucket=self._bucket,
                Key=self._key,
                Range=f"bytes={self._next}-{last}",
                IfMatch=self._version,
            )
            self._piece, self._at, self._next = got["Body"].read(), 0, last + 1
        until = len(self._piece) if size < 0 else min(self._at + size, len(self._piece))
        piece, self._at = self._piece[self._at : until], until
        return piece


def _s3() -> "S3Client":
    import boto3  # noqa: PLC0415 - slow to import, and a file needs none of it

    return boto3.client("s3")


@contextmanager
def _closing(name: str, file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Close a file that was written; what it still held back may find the disk full, too."""
    try:
        yield file
    finally:
        with _told(name, _unwritable):
            file.close()


@contextmanager
def _told(name: str, how: Callable[[str, str], StoppedError]) -> Iterator[None]:
    """Say in a sentence what the machine says of this file."""
    try:
        yield
    except OSError as error:
        raise how(name, error.strerror or type(error).__name__) from error


def _unwritable(name: str, reason: str) -> StoppedError:
    return StoppedError(message("{file} cannot be written: {reason}.", file=name, reason=reason))


def _unreadable(name: str, reason: str) -> StoppedError:
    return StoppedError(message("{file} cannot be read: {reason}.", file=name, reason=reason))


def _taken(name: str) -> StoppedError:
    return StoppedError(
        message("There is something called {file} already: give the backup another name.", file=name)
    )
