"""What a file is, by its content alone: neither its name nor what a browser says of it is asked.

No file is unpacked or rendered for it. The eleven kinds that are accepted have to show their own marks; of
the others the most frequent are named, so that a person hears what it is that they sent. Libraries that guess
kinds were tried (docs/decisions/022-attachments.md). Sources: ISO 32000 7.5.2 (PDF), ISO 23008-12 (HEIC),
ECMA-376 part 2 (Office), OASIS OpenDocument 1.2 part 3 (ODT), [MS-CFB] (DOC, XLS), PKWARE's APPNOTE 4.3.16.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Final

from services.core.attaching.attachment import FileKind
from services.core.language.message import Message, message

#: What these begin with is told only by their whole content.
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_PROGRAM: Final = message("a program")
_PAGE: Final = message("a web page")
_ARCHIVE: Final = message("an archive of other files")
_MACROS: Final = message("a document with macros")
_LOCKED: Final = message("a document protected by a password")
_OTHER_DOCUMENT: Final = message("a document of another kind")
_OTHER_PICTURE: Final = message("a picture of another kind")
_FILM: Final = message("a film or a sound")
_TEXT: Final = message("a plain text")
_BROKEN: Final = message("a damaged or incomplete document")
_UNKNOWN: Final = message("a file of an unknown kind")

_MARKS: Final[tuple[tuple[bytes, FileKind | Message], ...]] = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"\xfe\xed\xfa", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"dex\n", _PROGRAM),
    (b"#!", _PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", _PROGRAM),  # a Windows shortcut, which starts one
    (b"PK\x05\x06", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"{\\rtf", _OTHER_DOCUMENT),
    (b"%!PS", _OTHER_DOCUMENT),
    (b"GIF8", _OTHER_PICTURE),
    (b"BM", _OTHER_PICTURE),
    (b"II*\x00", _OTHER_PICTURE),
    (b"MM\x00*", _OTHER_PICTURE),
    (b"ID3", _FILM),
    (b"OggS", _FILM),
    (b"\x1aE\xdf\xa3", _FILM),
)
_PAGE_MARKS: Final = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<head", b"<body", b"<?php")
#: Blanks, and the mark that some programs put before anything: a few files really begin after them.
_BEFORE: Final = b"\xef\xbb\xbf \t\r\n"

_HEIC: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_AVIF: Final = frozenset({b"avif", b"avis"})

#: The main part of each kind of Office document lies in its folder, and is called so; Office numbers some.
_PARTS: Final = (
    ("word/document", FileKind.DOCX),
    ("xl/workbook", FileKind.XLSX),
    ("ppt/presentation", FileKind.PPTX),
)
_CONTENT_TYPES: Final = "[content_types].xml"
_OF_PROGRAMS: Final = frozenset({"meta-inf/manifest.mf", "androidmanifest.xml"})
_ODF: Final = b"application/vnd.oasis.opendocument."
#: Office documents have some hundred parts; what has more is not looked through.
_MOST_PARTS: Final = 5_000


def needs_all(head: bytes) -> bool:
    """Whether the beginning does not tell what it is, so that `kind_of` needs the whole file."""
    return head.startswith((_ZIP, _OLE))


def kind_of(content: bytes) -> FileKind | Message:
    """The kind of a file, or in words what it is instead.

    `content` is its beginning, 64 KB at least where there are so many, or all of it where `needs_all`.
    """
    if content.startswith(_ZIP):
        return _odf(content) if content[30:38] == b"mimetype" else _zip(content)
    if content.startswith(_OLE):
        return _ole(content)
    return _boxes(content) or _marked(content) or (_TEXT if _is_text(content) else _UNKNOWN)


def _marked(content: bytes) -> FileKind | Message | None:
    """What the first bytes say."""
    real = content[:1024].lstrip(_BEFORE)
    for mark, kind in _MARKS:
        if content.startswith(mark) or (kind is FileKind.PDF and real.startswith(mark)):
            return kind
    return _PAGE if real[:100].lower().startswith(_PAGE_MARKS) else None


def _boxes(content: bytes) -> FileKind | Message | None:
    """Pictures and films in boxes, by the kind of the box or the brands in the first one."""
    if content.startswith(b"RIFF"):
        return FileKind.WEBP if content[8:12] == b"WEBP" else _FILM
    if content[4:8] != b"ftyp":
        return None
    size = int.from_bytes(content[:4], "big")
    brands = {content[at : at + 4] for at in (8, *range(16, min(size, 256), 4))}
    if brands & _AVIF:
        return _OTHER_PICTURE
    return FileKind.HEIC if brands & _HEIC else _FILM


def _odf(content: bytes) -> FileKind | Message:
    """Documents of OpenDocument, by the part that they store first and unpacked, to be read so."""
    begin = 38 + int.from_bytes(content[28:30], "little")
    kind = content[begin : begin + 64]
    if kind.startswith(_ODF + b"textPK"):
        return FileKind.ODT
    return _OTHER_DOCUMENT if kind.startswith(_ODF) else _ARCHIVE


def _zip(content: bytes) -> FileKind | Message:
    """Other archives and documents that are archives, by the names of their parts; none is unpacked."""
    names = _part_names(content)
    if names is None:
        return _BROKEN
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        return _MACROS
    if _CONTENT_TYPES not in names:
        return _PROGRAM if names & _OF_PROGRAMS else _ARCHIVE
    for part, kind in _PARTS:
        if any(name.startswith(part) and name.endswith(".xml") for name in names):
            return kind
    return _OTHER_DOCUMENT


def _part_names(content: bytes) -> frozenset[str] | None:
    """The names in an archive's directory, in small letters; `None` where it has none that can be read."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22:
        return None
    if int.from_bytes(content[end + 10 : end + 12], "little") > _MOST_PARTS:
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(name.lower() for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError):
        return None


def _ole(content: bytes) -> FileKind | Message:
    """Documents of old Office, by the names of their streams ([MS-CFB] 2.6)."""
    names = set(_streams(content))
    if "EncryptedPackage" in names:
        return _LOCKED
    if names & {"Macros", "_VBA_PROJECT_CUR", "VBA"}:
        return _MACROS
    if "WordDocument" in names:
        return FileKind.DOC
    if names & {"Workbook", "Book"}:
        return FileKind.XLS
    if "PowerPoint Document" in names:
        return _OTHER_DOCUMENT
    return _UNKNOWN if names else _BROKEN


def _streams(content: bytes) -> Iterator[str]:
    """The names in the directory of a compound file, which is a chain of sectors ([MS-CFB] 2.2, 2.3)."""
    size = {9: 512, 12: 4096}.get(int.from_bytes(content[30:32], "little"))
    if size is None or len(content) < size:
        return
    fats = struct.unpack("<109I", content[76:512])
    sector, seen = int.from_bytes(content[48:52], "little"), 0
    while seen < 256 and sector // (size // 4) < len(fats):  # noqa: PLR2004 - a thousand names and more
        begin = (sector + 1) * size
        for at in range(begin, min(begin + size, len(content) - 127), 128):
            length = int.from_bytes(content[at + 64 : at + 66], "little")
            if 2 < length <= 64:  # noqa: PLR2004 - of a name, its final zero included
                yield content[at : at + length - 2].decode("utf-16-le", "replace")
        place = (fats[sector // (size // 4)] + 1) * size + sector % (size // 4) * 4
        following = content[place : place + 4]
        if len(following) < 4:  # noqa: PLR2004 - the file ends before
            return
        sector, seen = int.from_bytes(following, "little"), seen + 1


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The beginning may end in the middle of a letter.
        if error.start < len(content) - 3:
            return False
        text = content[: error.start].decode("utf-8-sig")
    return bool(text) and all(c.isprintable() or c in "\r\n\t\f" for c in text[:4096])
