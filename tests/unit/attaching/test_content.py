"""A file is what its content says, whatever it is called."""

import zipfile
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.attaching import content
from services.core.attaching.attachment import FileKind
from services.core.language.message import Message
from tests.unit.attaching import samples

ACCEPTED: Final = {
    "pdf": (samples.pdf(), FileKind.PDF),
    "pdf behind a mark": (b"\xef\xbb\xbf\n" + samples.pdf(), FileKind.PDF),
    "png": (samples.png(), FileKind.PNG),
    "jpeg": (samples.jpeg(), FileKind.JPEG),
    "webp": (samples.webp(), FileKind.WEBP),
    "heic of a telephone": (samples.boxes(b"heic", b"mif1", b"heic"), FileKind.HEIC),
    "heic of another": (samples.boxes(b"mif1", b"mif1", b"heic"), FileKind.HEIC),
    "docx of word": (samples.docx(), FileKind.DOCX),
    "docx of libreoffice": (
        samples.archive(["_rels/.rels", "docProps/app.xml", "word/document.xml", "[Content_Types].xml"]),
        FileKind.DOCX,
    ),
    "docx of sharepoint": (samples.archive(["[Content_Types].xml", "word/document2.xml"]), FileKind.DOCX),
    "xlsx of openpyxl": (samples.xlsx(), FileKind.XLSX),
    "pptx": (samples.archive(["[Content_Types].xml", "ppt/presentation.xml"]), FileKind.PPTX),
    "odt": (samples.odt(), FileKind.ODT),
    "doc": (
        samples.compound("Data", "1Table", "\x01CompObj", "\x05SummaryInformation", "WordDocument"),
        FileKind.DOC,
    ),
    "doc in large sectors": (samples.compound(*"abcdefgh", "WordDocument", sector=4096), FileKind.DOC),
    "xls": (samples.compound("Workbook"), FileKind.XLS),
    "xls of 1995": (samples.compound("Book"), FileKind.XLS),
}  # fmt: skip

REFUSED: Final = {
    "program": (samples.program(), "a program"),
    "program of linux": (b"\x7fELF\x02\x01\x01" + bytes(99), "a program"),
    "script": (b"#!/bin/sh\nrm -r /\n", "a program"),
    "program with a document's mark in it": (b"MZ %PDF-1.7 " + bytes(99), "a program"),
    "shortcut": (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(99), "a program"),
    "java": (samples.archive(["META-INF/MANIFEST.MF", "A.class"]), "a program"),
    "page": (b"\n<!DOCTYPE html><script>alert(1)</script>", "a web page"),
    "drawing with script": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a web page"),
    "archive": (samples.archive(["a.pdf"]), "an archive of other files"),
    "empty archive": (samples.archive([]), "an archive of other files"),
    "rar": (b"Rar!\x1a\x07\x01\x00", "an archive of other files"),
    "docm": (
        samples.archive(["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]),
        "a document with macros",
    ),
    "xlsm of 1992": (
        samples.archive(["[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"]),
        "a document with macros",
    ),
    "doc with macros": (samples.compound("WordDocument", "Macros"), "a document with macros"),
    "locked": (samples.compound("EncryptionInfo", "EncryptedPackage"), "a document protected by a password"),
    "ppt": (samples.compound("PowerPoint Document"), "a document of another kind"),
    "xlsb": (samples.archive(["[Content_Types].xml", "xl/workbook.bin"]), "a document of another kind"),
    "ods": (samples.odt("spreadsheet"), "a document of another kind"),
    "odt template": (samples.odt("text-template"), "a document of another kind"),
    "gif": (b"GIF89a" + bytes(20), "a picture of another kind"),
    "avif": (samples.boxes(b"avif", b"mif1"), "a picture of another kind"),
    "film": (samples.boxes(b"isom", b"mp42"), "a film or a sound"),
    "sound": (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a film or a sound"),
    "text": ("Kế hoạch thi đua\n".encode(), "a plain text"),
    "text cut in a letter": ("Kế".encode()[:-1], "a plain text"),
    "half a document": (samples.docx()[:-30], "a damaged or incomplete document"),
    "half an old document": (samples.compound("WordDocument")[:600], "a damaged or incomplete document"),
    "noise": (b"\x00\x01\x02\x03" * 9, "a file of an unknown kind"),
    "nothing": (b"", "a file of an unknown kind"),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_may_be_attached_is_told_by_its_content(name: str) -> None:
    """Each kind as the programs that people have write it."""
    sample, kind = ACCEPTED[name]
    assert content.kind_of(sample) is kind


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_is_called_by_its_name(name: str) -> None:
    """A person who renamed a program hears that it is one."""
    sample, words = REFUSED[name]
    found = content.kind_of(sample)
    assert isinstance(found, Message)
    assert found.sentence == words


def test_only_archives_and_old_documents_have_to_be_read_whole() -> None:
    """All others are told by their first 64 KB, so that a picture is not fetched to be looked at."""
    whole = {name for name, (sample, _) in (ACCEPTED | REFUSED).items() if content.needs_all(sample)}
    assert {"docx of word", "odt", "doc", "archive"} <= whole
    for name in (ACCEPTED | REFUSED).keys() - whole:
        sample, kind = (ACCEPTED | REFUSED)[name]
        found = content.kind_of(sample.ljust(80_000, b"\x00")[: 64 * 1024])
        if not name.startswith("text"):
            assert (found.sentence if isinstance(found, Message) else found) == kind or name in (
                "noise",
                "nothing",
            )


def test_an_archive_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten gigabytes of nothing in a few bytes do no harm to whoever only reads the names."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a part was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", never)
    monkeypatch.setattr(zipfile.ZipFile, "read", never)
    bomb = {"[Content_Types].xml": b"", "word/document.xml": bytes(10_000_000)}
    monkeypatch.undo()
    packed = samples.archive(bomb)
    monkeypatch.setattr(zipfile.ZipFile, "open", never)
    assert content.kind_of(packed) is FileKind.DOCX


def test_an_archive_of_very_many_parts_is_not_looked_through() -> None:
    """No document has so many, and reading their names would take memory and time."""
    assert content.kind_of(samples.archive([f"word/document{n}.xml" for n in range(5_001)])) != FileKind.DOCX


@given(st.sampled_from(sorted(ACCEPTED)), st.data())
def test_whatever_is_broken_in_a_file_nothing_breaks_here(name: str, data: st.DataObject) -> None:
    """Cut anywhere, with bytes changed anywhere, a file is something or nothing, but never an error."""
    sample = bytearray(ACCEPTED[name][0])
    for _ in range(data.draw(st.integers(0, 4))):
        sample[data.draw(st.integers(0, len(sample) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(sample[: data.draw(st.integers(0, len(sample)))])
    assert isinstance(content.kind_of(cut), FileKind | Message)
