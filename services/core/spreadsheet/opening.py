"""Looks at a file that somebody sent as a workbook, and says what it is instead.

A file is looked at before a library opens it: how large it becomes unpacked, and whether it
declares anything that would grow when read. What is let through is small enough to be read within a request.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Final
from xml.parsers import expat
from zipfile import BadZipFile, LargeZipFile, ZipFile

from services.core.language.message import Message, message
from services.core.spreadsheet.sheet import UnusableFileError

#: Bytes of a file that is read; a thousand rows of long texts are half of it.
MOST_BYTES: Final = 2_000_000

#: Bytes of all its parts unpacked, and things that are in them: what a bomb is told by.
MOST_UNPACKED: Final = 40_000_000
MOST_THINGS: Final = 600_000
MOST_PARTS: Final = 1_000

_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_CHUNK: Final = 1 << 16
_ENCRYPTED: Final = 0x1
#: Enough of a text to tell a table in it.
_LOOKED_AT: Final = 4096
_SEPARATED: Final = re.compile(r"[^\n]*[,;\t][^\n]*(\n|$)")

_TOO_MUCH: Final = message(
    "Unpacked, this workbook is far larger than a list: it holds pictures, other sheets or thousands of "
    "formatted but empty rows. Copy the rows into a template downloaded anew, and send that"
)
DAMAGED: Final = message(
    "This workbook is damaged, or only a part of it arrived. Open it in Excel, save it again and send it anew"
)

#: What the parts of a packed file tell about it.
_PACKED: Final[Mapping[str, Message]] = {
    "xl/workbook.bin": message("a binary Excel workbook (.xlsb)"),
    "word/document.xml": message("a Word document"),
    "ppt/presentation.xml": message("a presentation"),
    "content.xml": message("an OpenDocument file (.ods or .odt)"),
    "Index/Document.iwa": message("a file of Apple Numbers or Pages"),
}
_BEGINNINGS: Final[Mapping[bytes, Message]] = {
    b"%PDF": message("a PDF file"),
    b"\x89PNG": message("a picture"),
    b"\xff\xd8\xff": message("a picture"),
    b"GIF8": message("a picture"),
    b"{\\rtf": message("a text document"),
    b"7z\xbc\xaf": message("a packed archive"),
    b"Rar!": message("a packed archive"),
}


def inspect(data: bytes) -> None:
    """Let `data` through when it is a workbook that a library may be given.

    Raises:
        UnusableFileError: it is none, is locked, damaged, or too large.
    """
    _weigh(data)
    if not data.startswith(b"PK"):
        raise UnusableFileError(_not_a_workbook(_kind(data)))
    _unpack(data)


def too_large(size: int) -> Message:
    """Why a file of so many bytes is not read."""
    return message(
        "The file has {size} kB; at most {most} kB are read. Take out pictures and other sheets, or split it "
        "into several files",
        size=size // 1000,
        most=MOST_BYTES // 1000,
    )


def _weigh(data: bytes) -> None:
    if not data:
        raise UnusableFileError(message("The file is empty: nothing arrived. Choose the file again"))
    if len(data) > MOST_BYTES:
        raise UnusableFileError(too_large(len(data)))


def _not_a_workbook(what: Message) -> Message:
    return message(
        "This is {what}, not an Excel workbook (.xlsx). Open it in Excel, choose “Save as”, then "
        "“Excel Workbook (.xlsx)”, and send that file",
        what=what,
    )


def _kind(data: bytes) -> Message:
    """What a file is that is not packed.

    Raises:
        UnusableFileError: it is a workbook behind a password.
    """
    if data.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnusableFileError(
                message("This workbook is locked with a password. Take the password off in Excel and send it")
            )
        return message("an old Office file (.xls or .doc)")
    for beginning, what in _BEGINNINGS.items():
        if data.startswith(beginning):
            return what
    text = _text(data[:_LOOKED_AT])
    if text is None:
        return message("a file of another kind")
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        return message("a web page or XML file under another name")
    return message("a table as text (CSV)") if _SEPARATED.match(text) else message("a text file")


def _text(data: bytes) -> str | None:
    """The beginning of a text; `None` for what is none."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "cp1258")
    for encoding in encodings:
        text = data.decode(encoding, errors="ignore")
        # Cutting may part the last letter; what is left out elsewhere tells that this is not the encoding.
        if len(text.encode(encoding)) >= len(data) - 3 and "\0" not in text:
            return text
    return None


def _unpack(data: bytes) -> None:
    """Let only a workbook through that unpacks to a bearable size and declares no document of its own.

    Raises:
        UnusableFileError: anything else.
    """
    try:
        with ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            _is_workbook(packed)
            if any(part.flag_bits & _ENCRYPTED for part in parts):
                raise UnusableFileError(DAMAGED)
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UnusableFileError(_TOO_MUCH)
            counter = _Counter()
            for part in parts:
                # No more than the declared size is ever unpacked of a part.
                with packed.open(part) as content:
                    counter.look(content)
    except (BadZipFile, LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        if isinstance(error, UnusableFileError):
            raise
        raise UnusableFileError(DAMAGED) from error


def _is_workbook(packed: ZipFile) -> None:
    names = set(packed.namelist())
    if "xl/workbook.xml" in names:
        return
    what = next((what for name, what in _PACKED.items() if name in names), message("a packed archive"))
    raise UnusableFileError(_not_a_workbook(what))


class _Counter:
    """Counts the elements of all parts; a part that is no XML counts as nothing."""

    def __init__(self) -> None:
        self._things = 0

    def look(self, part: IO[bytes]) -> None:
        """Read one part. Raises: UnusableFileError."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._element
        parser.StartDoctypeDeclHandler = self._declaration
        try:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)  # noqa: FBT003 - the standard library's own parameter
        except expat.ExpatError:
            return

    def _element(self, _name: str, _attributes: object) -> None:
        self._things += 1
        if self._things > MOST_THINGS:
            raise UnusableFileError(_TOO_MUCH)

    @staticmethod
    def _declaration(*_: object) -> None:
        raise UnusableFileError(DAMAGED)
