"""Names of files: as people gave them, as far as every machine bears them."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.attaching import names
from services.core.attaching.attachment import FileKind


@pytest.mark.parametrize(
    ("sent", "kind", "kept"),
    [
        ("Kế hoạch số 12.pdf", FileKind.PDF, "Kế hoạch số 12.pdf"),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf"), FileKind.PDF, "Kế hoạch.pdf"),
        (r"C:\Users\Lan\ảnh.JPG", FileKind.JPEG, "ảnh.jpg"),
        ("/sdcard/DCIM/../IMG_1.jpeg", FileKind.JPEG, "IMG_1.jpeg"),
        ("ảnh.heic", FileKind.JPEG, "ảnh.jpg"),
        ("Báo cáo quý 1.2025", FileKind.DOCX, "Báo cáo quý 1.2025.docx"),
        ("setup.exe", FileKind.PDF, "setup.exe.pdf"),
        ("hoa\u202efdp.exe", FileKind.PDF, "hoafdp.exe.pdf"),
        ("a\x00b\r\nc.pdf", FileKind.PDF, "ab c.pdf"),
        ('a<b>"c"?.pdf', FileKind.PDF, "a-b--c--.pdf"),
        ("...", FileKind.PNG, "file.png"),
        ("", FileKind.PNG, "file.png"),
        (".pdf", FileKind.PDF, "pdf.pdf"),
        ("d" * 300 + ".pdf", FileKind.PDF, "d" * 115 + "….pdf"),
    ],
)
def test_a_name_is_kept_as_it_was_meant(sent: str, kind: FileKind, kept: str) -> None:
    """No folder, nothing that is not seen, nothing that Windows refuses, and the ending that is true."""
    assert names.kept_name(sent, kind) == kept


@given(st.text(max_size=400), st.sampled_from(FileKind))
def test_every_name_can_be_saved_anywhere(sent: str, kind: FileKind) -> None:
    """Whatever is sent as a name: one line, in NFC, not too long, with its ending, and the same again."""
    kept = names.kept_name(sent, kind)
    assert 0 < len(kept) <= names.LONGEST
    assert unicodedata.is_normalized("NFC", kept)
    assert kept.isprintable() or all(c.isprintable() or c.isspace() for c in kept)
    assert not re.search(r'[<>:"/\\|?*\r\n\0]', kept)
    assert not kept.startswith((".", " "))
    assert re.search(rf"[^.]\.({kind.value}|jpeg|jpe|jfif|heif)$", kept)
    assert names.kept_name(kept, kind) == kept
