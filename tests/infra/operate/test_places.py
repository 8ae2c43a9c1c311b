"""Where backups lie: there is none before it is whole, and it is read as it was written."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from infra.operate import places
from infra.operate.archive import Sink
from infra.operate.places import place
from infra.operate.stopped import StoppedError
from services.core.language.catalogue import say
from tests.conftest import TestCloud

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SAFE = "thidua-safe"


@pytest.fixture
def safe(cloud: TestCloud) -> Iterator["S3Client"]:
    """Another bucket than the installation's, for backups."""
    assert cloud
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=SAFE, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
    yield s3
    for listed in s3.list_objects_v2(Bucket=SAFE).get("Contents", []):
        s3.delete_object(Bucket=SAFE, Key=listed["Key"])
    s3.delete_bucket(Bucket=SAFE)


class _BrokenError(RuntimeError):
    """Whatever ends a backup before its end."""


def _half(sink: Sink) -> None:
    sink.write(b"half")
    raise _BrokenError


def _why(stopped: pytest.ExceptionInfo[StoppedError]) -> str:
    return say(stopped.value.why, "en")


def _read(name: str) -> bytes:
    """All of it, in small bites."""
    with place(name).reading() as source:
        return b"".join(iter(lambda: source.read(7), b""))


# --- a file of this machine --------------------------------------------------------------------


def test_a_file_comes_into_being_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    """While it is written nothing has its name; people's addresses are in it, so nobody else reads it."""
    target = tmp_path / "kept.gz"
    with place(str(target)).writing() as sink:
        sink.write(b"one ")
        assert not target.exists()
        sink.write(b"two")
    assert _read(str(target)) == b"one two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    """Neither a half file nor its temporary beginning."""
    with pytest.raises(_BrokenError), place(str(tmp_path / "kept.gz")).writing() as sink:
        _half(sink)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_takes_nobodys_place(tmp_path: Path) -> None:
    """The backup of yesterday may be the only whole one."""
    target = tmp_path / "kept.gz"
    target.write_bytes(b"yesterday")
    with pytest.raises(StoppedError) as stopped, place(str(target)).writing():
        pytest.fail("it was written over")
    assert _why(stopped) == f"There is something called {target} already: give the backup another name."
    assert target.read_bytes() == b"yesterday"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Before anything is read of the table."""
    target = tmp_path / "nowhere" / "kept.gz"
    with pytest.raises(StoppedError) as stopped, place(str(target)).writing():
        pytest.fail("it was written")
    assert _why(stopped) == f"{target} cannot be written: No such file or directory."


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("size", [10, 1_000_000])
def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """The reason of the system, in one sentence, and nothing is left."""
    target = tmp_path / "kept.gz"
    begun = tmp_path / "kept.gz.partial"

    def full(**_where: object) -> tuple[int, str]:
        begun.touch()
        return os.open("/dev/full", os.O_WRONLY), str(begun)

    monkeypatch.setattr(places, "mkstemp", full)
    with pytest.raises(StoppedError) as stopped, place(str(target)).writing() as sink:
        sink.write(bytes(size))
    assert _why(stopped) == f"{target} cannot be written: No space left on device."
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A wrong path, or a folder."""
    for target, reason in ((tmp_path / "none.gz", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(StoppedError) as stopped:
            _read(str(target))
        assert _why(stopped) == f"{target} cannot be read: {reason}."


# --- an object in S3 ---------------------------------------------------------------------------


def test_an_object_is_written_in_parts_and_read_in_pieces(
    safe: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there when the last part is confirmed; parts and pieces need not fit each other."""
    monkeypatch.setattr(places, "_UPLOAD", 5 * 1024 * 1024)
    monkeypatch.setattr(places, "_DOWNLOAD", 1_000_000)
    content = os.urandom(11_000_003)
    with place(f"s3://{SAFE}/night/kept.gz").writing() as sink:
        for start in range(0, len(content), 700_000):
            sink.write(content[start : start + 700_000])
        assert "Contents" not in safe.list_objects_v2(Bucket=SAFE)
    where = place(f"s3://{SAFE}/night/kept.gz")
    for _ in range(2):
        with where.reading() as source:
            assert b"".join(iter(lambda: source.read(65_536), b"")) == content
    with where.reading() as source:
        assert len(source.read()) == 1_000_000


def test_an_upload_that_breaks_off_is_given_up(safe: "S3Client") -> None:
    """No object, and no parts that somebody pays for."""
    with pytest.raises(_BrokenError), place(f"s3://{SAFE}/kept.gz").writing() as sink:
        _half(sink)
    assert "Contents" not in safe.list_objects_v2(Bucket=SAFE)
    assert not safe.list_multipart_uploads(Bucket=SAFE).get("Uploads")


def test_an_object_takes_nobodys_place(safe: "S3Client") -> None:
    """As for files."""
    safe.put_object(Bucket=SAFE, Key="kept.gz", Body=b"yesterday")
    with pytest.raises(StoppedError) as stopped, place(f"s3://{SAFE}/kept.gz").writing():
        pytest.fail("it was written over")
    assert _why(stopped).startswith(f"There is something called s3://{SAFE}/kept.gz already")


def test_an_object_that_is_not_there_is_told(safe: "S3Client") -> None:
    """A wrong key reads as a sentence."""
    assert safe
    with pytest.raises(StoppedError) as stopped:
        _read(f"s3://{SAFE}/none.gz")
    assert _why(stopped) == f"There is no object s3://{SAFE}/none.gz, or you may not read it."


def test_another_version_in_its_place_is_not_read(safe: "S3Client") -> None:
    """What was verified is what is restored, or nothing is."""
    safe.put_object(Bucket=SAFE, Key="kept.gz", Body=b"verified")
    where = place(f"s3://{SAFE}/kept.gz")
    with where.reading() as source:
        assert source.read() == b"verified"
    safe.put_object(Bucket=SAFE, Key="kept.gz", Body=b"exchanged")
    with pytest.raises(safe.exceptions.ClientError, match="PreconditionFailed"), where.reading() as source:
        source.read()


@pytest.mark.parametrize("name", ["s3://", "s3://safe", "s3://safe/", "s3:///kept.gz", "s3://safe/night/"])
def test_an_address_without_bucket_or_name_is_told(name: str) -> None:
    """A bucket alone is no place for a file."""
    with pytest.raises(StoppedError) as stopped:
        place(name)
    assert _why(stopped) == f"“{name}” names no object: write s3://bucket/name-of-the-backup."
