"""Files of every kind, made as their programs make them, as small as they can be."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping


def pdf() -> bytes:
    """One empty page."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def png() -> bytes:
    """One grey pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00\x80"))
        + chunk(b"IEND", b"")
    )


def jpeg(size: int = 200) -> bytes:
    """What a telephone's picture begins with, `size` bytes long."""
    return b"\xff\xd8\xff\xe1\x00\x18Exif\x00\x00MM\x00*".ljust(size - 2, b"\x00") + b"\xff\xd9"


def webp() -> bytes:
    """A picture in a RIFF container."""
    return (
        b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
    )


def boxes(major: bytes, *compatible: bytes) -> bytes:
    """The first box of a picture or film, with these brands."""
    inner = b"ftyp" + major + bytes(4) + b"".join(compatible)
    return struct.pack(">I", len(inner) + 4) + inner + b"\x00\x00\x00\x08free"


def archive(parts: Mapping[str, bytes] | Iterable[str], *, stored: Iterable[str] = ()) -> bytes:
    """A ZIP of these parts, in this order."""
    with_content = parts if isinstance(parts, Mapping) else dict.fromkeys(parts, b"<x/>")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in with_content.items():
            made.writestr(name, content, zipfile.ZIP_STORED if name in stored else None)
    return packed.getvalue()


def docx() -> bytes:
    """As Word writes it: the list of contents first."""
    return archive(["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"])


def xlsx() -> bytes:
    """A real workbook of openpyxl, which writes the list of contents last."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import

    packed = io.BytesIO()
    Workbook().save(packed)
    return packed.getvalue()


def odt(kind: str = "text") -> bytes:
    """As LibreOffice writes it: `mimetype` first, unpacked."""
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": b"<office/>",
        },
        stored=["mimetype"],
    )


def compound(*streams: str, sector: int = 512) -> bytes:
    """An old Office document with these streams: header, one sector of the table, then the directory."""
    names = ["Root Entry", *streams]
    each = sector // 128
    needed = -(-len(names) // each)
    chain = [0xFFFFFFFD, *range(2, needed + 1), 0xFFFFFFFE]
    table = struct.pack(f"<{sector // 4}I", *chain, *[0xFFFFFFFF] * (sector // 4 - len(chain)))
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:32] = (sector.bit_length() - 1).to_bytes(2, "little")
    head[48:52] = (1).to_bytes(4, "little")
    head[76:512] = struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    directory = b""
    for name in names:
        text = name.encode("utf-16-le") + b"\x00\x00"
        directory += text.ljust(64, b"\x00") + len(text).to_bytes(2, "little") + bytes(62)
    return bytes(head).ljust(sector, b"\x00") + table + directory.ljust(needed * sector, b"\x00")


def program() -> bytes:
    """What every program for Windows begins with."""
    return b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(300)


#: The test file at which every scanner has to cry out (eicar.org); it does nothing. In two parts, so that
#: this file itself is not taken for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
