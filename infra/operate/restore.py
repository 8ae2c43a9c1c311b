"""Bringing back what a backup holds."""

from collections import Counter, deque
from collections.abc import Iterator
from typing import TypeVar

import msgspec

from infra.operate.archive import Entry, File, Footer, Header, Heard, read
from infra.operate.bucket import Bucket
from infra.operate.items import Image, kind_of, marked
from infra.operate.places import Place
from infra.operate.stopped import StoppedError
from infra.operate.table import Table
from services.core.language.message import message

T = TypeVar("T")


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """A whole backup, and what it says of itself."""

    source: Place
    header: Header
    footer: Footer


class Restored(msgspec.Struct, kw_only=True):
    """What was written, and what stood there already and was newer; both by the kind's name."""

    written: Counter[str] = msgspec.field(default_factory=Counter)
    kept: Counter[str] = msgspec.field(default_factory=Counter)
    files: int = 0
    files_kept: int = 0


def verify(source: Place, heard: Heard) -> Verified:
    """Read a backup to its end, which proves it whole and unchanged.

    Raises:
        StoppedError: it is no backup, of an unknown version, broken off or damaged.
    """
    with source.reading() as stream:
        entries = read(stream, source.name, heard)
        header = next(entries)
        (footer,) = deque(entries, maxlen=1)
    if not (isinstance(header, Header) and isinstance(footer, Footer)):
        raise TypeError("a backup begins with its header and ends with its footer")
    return Verified(source=source, header=header, footer=footer)


def restore(backup: Verified, table: Table, bucket: Bucket, heard: Heard, *, merge: bool = False) -> Restored:
    """Write a backup into a table that nobody has used yet.

    The campaign that a deployment loaded there gives way to the backup's; people whom it invited stay beside
    the backup's. With `merge` the table may hold anything: what is missing there is added, what is older
    there is replaced. Whoever was erased there stays erased: of people of records the erasure is newer, and
    nothing of an erased account is added again.

    Nothing that happened in the items' first life is told again: services/relay/relay.py. What breaks off is
    completed by repeating it with `merge`: what is there stays, the rest is written.

    Raises:
        StoppedError: something is in the way. Where it is the table that is used, or not there, nothing has
            changed.
    """
    if not merge:
        if not table.is_unused():
            raise StoppedError(
                message(
                    "The table “{table}” is in use. To add what is missing or older there, repeat the "
                    "command with --merge.",
                    table=table.name,
                )
            )
        for campaign in backup.footer.campaigns:
            table.clear(f"C#{campaign}")
    done = Restored()
    with backup.source.reading() as stream:
        ahead = _Ahead(read(stream, backup.source.name, heard))
        images: Iterator[Image] = (marked(image) for image in ahead.of(dict))
        if merge:
            images = _without(images, _erased(table), done)
        outcomes = table.merge(images) if merge else ((image, True) for image in table.fill(images))
        for image, is_written in outcomes:
            (done.written if is_written else done.kept)[kind_of(image).name] += 1
        for file in ahead.of(File):
            _restore_file(file, ahead.of(bytes), bucket, done, merge=merge)
    return done


def _erased(table: Table) -> frozenset[str]:
    """The partitions of accounts that stand erased: services/core/people/forgotten."""
    profiles = table.scan("P", ("pk", "erased", "email"))
    return frozenset(one["pk"]["S"] for one in profiles if "erased" in one and not one["email"]["S"])


def _without(images: Iterator[Image], erased: frozenset[str], done: Restored) -> Iterator[Image]:
    """The items that may come back; what belongs to an erased account counts as kept as it is."""
    for image in images:
        if image["pk"]["S"] in erased:
            done.kept[kind_of(image).name] += 1
        else:
            yield image


def _restore_file(
    file: File, content: Iterator[bytes], bucket: Bucket, done: Restored, *, merge: bool
) -> None:
    if merge and bucket.holds(file.key):
        done.files_kept += 1
        deque(content, maxlen=0)
        return
    bucket.put(file, content)
    done.files += 1


class _Ahead:
    """The entries of a backup after its header, given out by their kind as long as the next one is of it."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        next(entries)
        self._entries = entries
        self._next: Entry | None = next(entries)

    def of(self, kind: type[T]) -> Iterator[T]:
        while isinstance(self._next, kind):
            given, self._next = self._next, next(self._entries, None)
            yield given
