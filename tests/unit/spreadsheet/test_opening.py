"""A file that is no workbook, or a trap, is told apart before anything opens it."""

import random
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from services.core.spreadsheet import opening
from services.core.spreadsheet.writing import write
from tests.unit.spreadsheet.sheets import SHEET, TYPED, Filled, refused

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_parts(changed: Mapping[str, bytes]) -> bytes:
    """A template with some of its parts replaced."""
    with ZipFile(BytesIO(write(SHEET, "vi", [TYPED]))) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()} | dict(changed))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "trống"),
        (b"%PDF-1.7\n...", "PDF"),
        ("Tên,Loại\nĐường,Công trình\n".encode(), "CSV"),
        ("Tên;Loại\n".encode("utf-16"), "CSV"),
        ("Tên\tLoại\n".encode(), "CSV"),
        (b"hello", "tệp văn bản"),
        (COMPOUND + "Workbook".encode("utf-16-le"), ".xls"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "trang web"),
        (b"\x89PNG\r\n\x1a\n", "ảnh"),
        (b"\xff\xd8\xff\xe0", "ảnh"),
        (bytes(range(256)), "loại khác"),
        (packed({"word/document.xml": b"<a/>"}), "Word"),
        (packed({"xl/workbook.bin": b""}), ".xlsb"),
        (packed({"content.xml": b"<a/>"}), "OpenDocument"),
        (packed({"a.txt": b"a"}), "nén"),
        (b"PK\x03\x04 and then nothing", "hỏng"),
        (packed({"xl/workbook.xml": b"<a/>"}), "hỏng"),
    ],
)
def test_what_is_no_workbook_is_called_by_its_name(data: bytes, said: str) -> None:
    """A person reads what the file is and what to do, whatever it is called."""
    assert said in refused(data)


def test_a_large_file_is_not_opened() -> None:
    """What is above 2 MB is refused by its size alone, with the size."""
    noise = random.Random(1).randbytes(2_100_000)  # noqa: S311 - noise that does not pack
    assert "2.1" in refused(with_parts({"xl/media/a.bin": noise}))


def test_a_broken_upload_is_told() -> None:
    """Of half a file nothing is read."""
    data = write(SHEET, "vi", [TYPED])
    assert "hỏng" in refused(data[: len(data) // 2])


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that would become huge is refused by what it declares, before a byte is unpacked."""
    data = with_parts({"xl/media/a.bin": bytes(opening.MOST_UNPACKED)})
    monkeypatch.setattr(ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    assert "lớn hơn nhiều" in refused(data)


def test_thousands_of_empty_cells_are_refused() -> None:
    """A sheet that was formatted to its end is told, not read for minutes."""
    rows = b"".join(b"<row>" + b"<c/>" * 100 + b"</row>" for _ in range(opening.MOST_THINGS // 100))
    assert "lớn hơn nhiều" in refused(with_parts({"xl/worksheets/sheet1.xml": b"<s>" + rows + b"</s>"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "docProps/app.bin"])
def test_no_part_may_declare_a_document_of_its_own(part: str, encoding: str) -> None:
    """Neither expanding entities nor files of this machine get in, in whatever part and encoding."""
    text = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    assert "hỏng" in refused(with_parts({part: text.encode(encoding)}))


def test_a_locked_part_is_not_asked_for_its_password() -> None:
    """A part of an archive that is encrypted by itself cannot be read, and says so as any broken one."""
    data = bytearray(with_parts({}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark)
        data[at + flags] |= 1
    assert "hỏng" in refused(bytes(data))


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_broken_parts_are_one_clear_answer(part: str) -> None:
    """However the library breaks on a broken file, a person reads what to do."""
    assert "hỏng" in refused(with_parts({part: b"<unfinished"}))


def test_a_workbook_with_pictures_and_macros_is_read() -> None:
    """What a list does not need does no harm."""
    filled = Filled(TYPED)
    filled.book.create_sheet("Ảnh")
    assert len(filled.read().rows) == 1
