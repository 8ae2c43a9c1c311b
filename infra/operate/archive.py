"""The form of a backup: JSON lines, compressed, that prove themselves whole. Pure: streams in, streams out.

    {"format":"thidua-backup","version":1,"installation":…,"table":…,"begun":…,"left_out":[…]}
    {"item":{…}}                            one line an item, as infra/operate/items.py writes it
    {"file":{"key":…,"type":…,"size":…}}    a file of the bucket,
    {"part":"…"}                            followed by its content in base64
    {"end":{"items":…,"files":…,"bytes":…,"campaigns":[…],"sha256":"…"}}

The checksum is that of every line between the first and the last, line ends included. `zcat` and any JSON
tool can read it, and neither side ever holds more than one line of it. Why: docs/decisions/017.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final, Protocol, TypeAlias

import msgspec

from infra.operate.items import KINDS, Image, image_of, key_of, line_of
from infra.operate.stopped import StoppedError
from services.core.language.message import message

FORMAT: Final = "thidua-backup"
#: Raised whenever a reader of the version before would misunderstand something.
VERSION: Final = 1

#: Bytes of a file on one line: a multiple of three, so that base64 needs no padding in between.
PART: Final = 192 * 1024
#: Bytes of the longest line that is read: an item has 400 KB at most, and JSON may make six of one.
_LONGEST: Final = 4 * 1024 * 1024

#: Told how many items, and how many bytes of lines before compression, have gone through.
Heard: TypeAlias = Callable[[int, int], None]


class Sink(Protocol):
    """Where the bytes of a backup go."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""


class Source(Protocol):
    """Where the bytes of a backup come from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, none at the end."""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The first line: of which installation and table, begun when, and which kinds of items are not in it."""

    format: str = FORMAT
    version: int = VERSION
    installation: str
    table: str
    begun: datetime
    left_out: tuple[str, ...] = tuple(kind.name for kind in KINDS if not kind.kept)


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the bucket: key, media type and size in bytes. Its content follows it."""

    key: str
    type: str
    size: int


class Footer(msgspec.Struct, frozen=True, kw_only=True):
    """The last line: how much there is before it, and its checksum.

    `campaigns` are the ids of the campaigns in it; only a whole scan tells them, so they do not stand in the
    header. `bytes` are those of the lines, before compression.
    """

    items: int
    files: int
    bytes: int
    campaigns: tuple[str, ...]
    sha256: str


#: What `read` gives, in this order: header, items, files each followed by its content in pieces, footer.
Entry: TypeAlias = Header | Image | File | bytes | Footer


class Writer:
    """Writes a backup to `out` as it comes in. Without `end` it is none, and `read` says so."""

    def __init__(self, out: Sink, header: Header, heard: Heard) -> None:
        # Neither name nor time in the compressed stream: the same content is the same bytes.
        self._packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=out, mtime=0)  # type: ignore[call-overload]  # it writes, nothing else
        self._packed.write(msgspec.json.encode(header) + b"\n")
        self._count = _Count(heard)

    def item(self, image: Image) -> None:
        """Add an item. Items come before files."""
        self._count.item(image)
        self._line(b'{"item":' + line_of(image) + b"}\n")

    def file(self, file: File, content: Iterable[bytes]) -> None:
        """Add a file of the bucket, piece by piece.

        Raises:
            ValueError: `content` has not the size that `file` says.
        """
        self._count.files += 1
        self._line(msgspec.json.encode({"file": file}) + b"\n")
        left = file.size
        for piece in content:
            left -= len(piece)
            self._line(msgspec.json.encode({"part": piece}) + b"\n")
        if left:
            raise ValueError(f"{file.key} changed while it was read")

    def end(self) -> Footer:
        """Complete the backup; what it holds."""
        footer = self._count.footer()
        self._packed.write(msgspec.json.encode({"end": footer}) + b"\n")
        self._packed.close()
        return footer

    def _line(self, line: bytes) -> None:
        self._packed.write(line)
        self._count.line(line)


def read(source: Source, name: str, heard: Heard) -> Iterator[Entry]:
    """What a backup holds, proved on the way: whoever has got the footer has got a whole, unchanged backup.

    `name` is what the file is called in sentences.

    Raises:
        StoppedError: it is no backup, of a version that is not known here, broken off, or damaged.
    """
    lines = _lines(source, name)
    yield _header(next(lines, b""), name)
    count, left = _Count(heard), 0
    for number, text in enumerate(lines, start=2):
        entry = _entry(text, name, number)
        if isinstance(entry, bytes) != bool(left):
            raise _damaged(name, number)
        match entry:
            case Footer():
                if entry != count.footer() or next(lines, None) is not None:
                    raise _damaged(name, number)
                yield entry
                return
            case File():
                count.files += 1
                left = entry.size
            case bytes():
                left -= len(entry)
            case dict():
                count.item(entry)
        if left < 0 or (count.files and isinstance(entry, dict)):
            raise _damaged(name, number)
        count.line(text)
        yield entry
    raise _broken_off(name)


class _Count:
    """What went through so far."""

    def __init__(self, heard: Heard) -> None:
        self.items = self.files = self.bytes = 0
        self._heard = heard
        self._campaigns: set[str] = set()
        self._digest = hashlib.sha256()

    def line(self, line: bytes) -> None:
        self.bytes += len(line)
        self._digest.update(line)
        self._heard(self.items, self.bytes)

    def item(self, image: Image) -> None:
        self.items += 1
        pk, _ = key_of(image)
        if pk.startswith("C#"):
            self._campaigns.add(pk.removeprefix("C#"))

    def footer(self) -> Footer:
        return Footer(
            items=self.items,
            files=self.files,
            bytes=self.bytes,
            campaigns=tuple(sorted(self._campaigns)),
            sha256=self._digest.hexdigest(),
        )


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Any line but the first; one of the four stands there."""

    item: msgspec.Raw = msgspec.Raw()
    file: File | None = None
    part: bytes | None = None
    end: Footer | None = None


class _Version(msgspec.Struct, frozen=True):
    """What every first line says, whatever the version."""

    format: str
    version: int


def _lines(source: Source, name: str) -> Iterator[bytes]:
    """The lines with their ends.

    Raises:
        StoppedError: what is compressed cannot be opened, or a line is longer than any of ours.
    """
    packed = gzip.GzipFile(fileobj=source, mode="rb")  # type: ignore[call-overload]  # it reads, nothing else
    number = 0
    while True:
        try:
            line: bytes = packed.readline(_LONGEST + 1)
        except EOFError as error:
            raise _broken_off(name) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise (_damaged(name, number + 1) if number else _no_backup(name)) from error
        if not line:
            return
        number += 1
        if len(line) > _LONGEST:
            raise _damaged(name, number) if number > 1 else _no_backup(name)
        yield line


def _header(line: bytes, name: str) -> Header:
    try:
        head = msgspec.json.decode(line, type=_Version)
    except ValueError as error:
        raise _no_backup(name) from error
    if head.format != FORMAT:
        raise _no_backup(name)
    if head.version != VERSION:
        raise StoppedError(
            message(
                "{file} has format {version}, which is not known here: restore it with the version of thidua "
                "that wrote it.",
                file=name,
                version=head.version,
            )
        )
    try:
        return msgspec.json.decode(line, type=Header)
    except ValueError as error:
        raise _damaged(name, 1) from error


def _entry(text: bytes, name: str, number: int) -> Image | File | bytes | Footer:
    try:
        line = msgspec.json.decode(text, type=_Line)
        given: list[Any] = [one for one in (line.file, line.part, line.end) if one is not None]
        if bytes(line.item):
            given.append(image_of(line.item))
        (entry,) = given
    except ValueError as error:
        raise _damaged(name, number) from error
    return entry  # type: ignore[no-any-return]  # one of the four, as the lines above see to


def _no_backup(name: str) -> StoppedError:
    return StoppedError(message("{file} is no backup that thidua wrote.", file=name))


def _broken_off(name: str) -> StoppedError:
    return StoppedError(
        message("{file} breaks off before its end: use another copy of the backup.", file=name)
    )


def _damaged(name: str, number: int) -> StoppedError:
    return StoppedError(
        message("{file} is damaged at line {line}: use another copy of the backup.", file=name, line=number)
    )
