"""A file of a record, as it is kept."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from services.core.uploads.scan import Scan

#: Files that a record may have.
MOST: Final = 10
#: Bytes that one may have.
LARGEST: Final = 20 * 1024 * 1024

#: Where browsers put files; infra/core.yaml lets what lies there disappear after a day.
SENT: Final = "uploads/"

_ID: Final = re.compile(r"[0-9a-f]{32}")


class Purpose(StrEnum):
    """What a file is for."""

    PLAN = "plan"  # kế hoạch của đơn vị
    EVIDENCE = "evidence"
    PICTURE = "picture"


class FileKind(StrEnum):
    """What a file may be, by the ending that its name gets."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    DOC = "doc"
    XLS = "xls"
    ODT = "odt"


PICTURES: Final = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC})

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_TYPES: Final = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.HEIC: "image/heic",
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileKind.PPTX: f"{_OFFICE}.presentationml.presentation",
    FileKind.DOC: "application/msword",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
}


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a record: `size` in bytes, `by` a person's id, `at` when it was attached (aware, UTC)."""

    id: str
    record: str
    name: str
    kind: FileKind
    size: int
    purpose: Purpose
    by: str
    at: datetime
    scan: Scan = Scan.PENDING

    @property
    def key(self) -> str:
        """Where it lies in the bucket, beyond the reach of any browser's ticket."""
        return f"files/{self.record}/{self.id}"

    @property
    def type(self) -> str:
        """Its media type."""
        return _TYPES[self.kind]


def is_attachment_id(text: str) -> bool:
    """Whether it can be the id of an attachment."""
    return _ID.fullmatch(text) is not None


def upload_key(record: str, attachment: str) -> str:
    """Where a browser puts the file that is to become this attachment; it is gone after a day."""
    return f"{SENT}{record}/{attachment}"
