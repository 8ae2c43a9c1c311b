"""What is said of files."""

from decimal import ROUND_UP, Decimal
from typing import Final

from services.core.attaching.attachment import FileKind, Purpose
from services.core.language.message import Message, message
from services.core.uploads.scan import Scan

_KB: Final = 1024
_MB: Final = 1024 * 1024

_PURPOSES: Final = {
    Purpose.PLAN: message("Plan of the unit"),
    Purpose.EVIDENCE: message("Evidence"),
    Purpose.PICTURE: message("Picture"),
}
_KINDS: Final = {
    FileKind.PDF: message("PDF document"),
    FileKind.JPEG: message("JPEG picture"),
    FileKind.PNG: message("PNG picture"),
    FileKind.WEBP: message("WebP picture"),
    FileKind.HEIC: message("HEIC picture"),
    FileKind.DOCX: message("Word document (DOCX)"),
    FileKind.XLSX: message("Excel workbook (XLSX)"),
    FileKind.PPTX: message("PowerPoint presentation (PPTX)"),
    FileKind.DOC: message("Word document (DOC)"),
    FileKind.XLS: message("Excel workbook (XLS)"),
    FileKind.ODT: message("Text document (ODT)"),
}
#: In words, and by which shape (parts/record.html).
_SCANS: Final = {
    Scan.PENDING: (message("being scanned for malware"), "waiting"),
    Scan.CLEAN: (message("scanned, no malware found"), "good"),
    Scan.INFECTED: (message("blocked: it contains malware"), "refused"),
    Scan.GONE: (message("no longer there"), "refused"),
    Scan.UNCHECKED: (message("could not be scanned, perhaps because of a password"), "late"),
}


def purpose_name(purpose: Purpose) -> Message:
    """What a file is for."""
    return _PURPOSES[purpose]


def kind_name(kind: FileKind) -> Message:
    """What a file is."""
    return _KINDS[kind]


def scan_name(scan: Scan) -> Message:
    """How far its scan is."""
    return _SCANS[scan][0]


def scan_shape(scan: Scan) -> str:
    """The shape beside those words."""
    return _SCANS[scan][1]


def size_words(size: int) -> Message:
    """A size as people read it (`1,2 MB`), rounded up: what is too large never looks as if it fitted."""
    if size < _KB:
        return message("{size} bytes", size=size)
    if size < _MB:
        return message("{size} KB", size=-(-size // _KB))
    tenths = (Decimal(size) / _MB).quantize(Decimal("0.1"), ROUND_UP)
    return message("{size} MB", size=tenths.normalize() if tenths == tenths.to_integral() else tenths)
