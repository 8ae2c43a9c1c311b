"""The form of a backup: whole or refused, and never larger in memory than a line."""

import gzip
import io
import json
import random
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest

from infra.operate.archive import File, Footer, Header, Writer, read
from infra.operate.items import Image
from infra.operate.stopped import StoppedError
from services.core.language.catalogue import say

HEADER = Header(installation="thidua-try", table="thidua-try", begun=datetime(2024, 10, 7, tzinfo=UTC))
FILE = File(key="reports/c/weekly.xlsx", type="text/plain", size=5)


def quiet(_items: int, _bytes: int) -> None:
    """Nobody listens."""


def _image(number: int) -> Image:
    return {"pk": {"S": f"R#{number}"}, "sk": {"S": "R"}, "data": {"B": bytes([number % 256]) * 9}}


def packed(images: Iterable[Image] = (), files: Iterable[tuple[File, list[bytes]]] = ()) -> bytes:
    """A whole backup."""
    out = io.BytesIO()
    writer = Writer(out, HEADER, quiet)
    for image in images:
        writer.item(image)
    for file, content in files:
        writer.file(file, content)
    writer.end()
    return out.getvalue()


def _why(content: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(StoppedError) as stopped:
        list(read(io.BytesIO(content), "kept.gz", quiet))
    return say(stopped.value.why, "en")


def test_what_goes_in_comes_out_in_order() -> None:
    """Header, items, files with their content, and a footer that counts them."""
    images = [_image(1), {"pk": {"S": "C#tet"}, "sk": {"S": "#"}}]
    empty = File(key="reports/empty", type="text/plain", size=0)
    content = packed(images, [(FILE, [b"hel", b"lo"]), (empty, [])])
    *entries, footer = read(io.BytesIO(content), "kept.gz", quiet)
    assert entries == [HEADER, *images, FILE, b"hel", b"lo", empty]
    assert isinstance(footer, Footer)
    assert (footer.items, footer.files, footer.campaigns) == (2, 2, ("tet",))


def test_the_header_says_what_is_not_in_it() -> None:
    """Whoever looks at a backup in ten years reads that it opens no sessions."""
    first = json.loads(gzip.decompress(packed()).splitlines()[0])
    assert first["format"] == "thidua-backup"
    assert first["version"] == 1
    assert first["left_out"] == ["text not sent", "session", "sign-in request", "limit"]


def test_the_same_content_is_the_same_file() -> None:
    """No hour and no name of a file hides in the compressed stream."""
    assert packed([_image(1)]) == packed([_image(1)])


def test_whoever_listens_hears_how_far_it_is() -> None:
    """Items and bytes, on the way out and on the way in."""
    heard: list[tuple[int, int]] = []
    out = io.BytesIO()
    writer = Writer(out, HEADER, lambda items, size: heard.append((items, size)))
    writer.item(_image(1))
    writer.item(_image(2))
    footer = writer.end()
    assert heard[-1] == (2, footer.bytes)
    again: list[tuple[int, int]] = []
    list(read(io.BytesIO(out.getvalue()), "kept.gz", lambda items, size: again.append((items, size))))
    assert again == heard


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not compressed",
        gzip.compress(b""),
        gzip.compress(b"hello\n"),
        gzip.compress(b'{"id":"x"}\n'),
        gzip.compress(b'{"format":"tar","version":1}\n'),
        gzip.compress(b"x" * 5_000_000),
    ],
    ids=["empty", "plain", "nothing inside", "no JSON", "other JSON", "other format", "one long line"],
)
def test_a_file_that_is_no_backup_is_called_so(content: bytes) -> None:
    """A wrong path is the likeliest mistake."""
    assert _why(content) == "kept.gz is no backup that thidua wrote."


def test_an_unknown_version_is_not_guessed_at() -> None:
    """A newer form may mean something else by the same words."""
    newer = gzip.compress(b'{"format":"thidua-backup","version":2,"all":"new"}\n')
    assert _why(newer).startswith("kept.gz has format 2, which is not known here")


def test_whatever_is_cut_off_is_noticed() -> None:
    """At every byte: a copy that broke off is never taken for a whole one."""
    whole = packed([_image(n) for n in range(3)], [(FILE, [b"hello"])])
    for length in range(1, len(whole)):
        assert "kept.gz" in _why(whole[:length])
    lines = gzip.decompress(whole).splitlines(keepends=True)
    for count in range(1, len(lines)):
        why = _why(gzip.compress(b"".join(lines[:count])))
        assert why == "kept.gz breaks off before its end: use another copy of the backup."


def _with(*changes: tuple[bytes, bytes]) -> bytes:
    """A backup with something replaced in its lines."""
    text = gzip.decompress(packed([_image(1), _image(2)], [(FILE, [b"hello"])]))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return gzip.compress(text)


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        (_with((b"R#1", b"R#3")), 6),
        (_with((b'"items":2', b'"items":3')), 6),
        (_with((b'"size":5', b'"size":4')), 5),
        (_with((b'"size":5', b'"size":6')), 6),
        (_with((b'{"item"', b'{"thing"')), 2),
        (_with((b'{"item"', b'{"part":"","item"')), 2),
        (_with((b'"B":"', b'"B":"?')), 2),
        (_with((b'{"part"', b'{"file"')), 5),
        (_with((b'"begun":"2', b'"begun":"x')), 1),
        (_with((b'{"item"', b'{"part":"aGVsbG8="}\n{"item"')), 2),
        (_with((b'}\n{"end', b'}\n{"item":{"pk":{"S":"a"},"sk":{"S":"b"}}}\n{"end')), 6),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_noticed(changed: bytes, line: int) -> None:
    """An item, a count, a size, a word: the line is named at which it shows."""
    assert _why(changed) == f"kept.gz is damaged at line {line}: use another copy of the backup."


def test_nothing_may_follow_the_end() -> None:
    """Two backups in one file are not one."""
    whole = packed([_image(1)])
    assert _why(whole + whole) == "kept.gz is damaged at line 3: use another copy of the backup."
    assert _why(whole + b"\x01more") == "kept.gz is damaged at line 4: use another copy of the backup."


def test_flipping_any_byte_is_noticed() -> None:
    """Whatever a bad disk does to the compressed stream, nothing wrong is read as right."""
    whole = packed([_image(n) for n in range(3)], [(FILE, [b"hello"])])
    right = list(read(io.BytesIO(whole), "kept.gz", quiet))
    refused = 0
    for at in range(10, len(whole)):  # before it stands gzip's own header: its hour and system mean nothing
        broken = bytearray(whole)
        broken[at] ^= 0x40
        try:
            assert list(read(io.BytesIO(broken), "kept.gz", quiet)) == right  # a bit that fills up a byte
        except StoppedError:
            refused += 1
    assert refused >= len(whole) - 12


def test_a_file_that_changes_under_way_makes_no_backup() -> None:
    """What is said of a file and what follows must agree."""
    writer = Writer(io.BytesIO(), HEADER, quiet)
    with pytest.raises(ValueError, match="changed while it was read"):
        writer.file(FILE, [b"hell"])


class _Random(Iterator[Image]):
    """Items that hardly compress, made when they are asked for: 10 KB each."""

    def __init__(self, count: int) -> None:
        self._chance = random.Random(1)  # noqa: S311 - reproducible, no secret
        self._left = count

    def __next__(self) -> Image:
        if not self._left:
            raise StopIteration
        self._left -= 1
        return _image(self._left) | {"history": {"B": self._chance.randbytes(10_000)}}


def test_memory_stays_flat() -> None:
    """Thousands of items and a large file pass through a few hundred kilobytes, out and in."""
    held = io.BytesIO()
    big = File(key="reports/big", type="x", size=100 * 100_000)
    piece = random.Random(2).randbytes(100_000)  # noqa: S311 - the same
    tracemalloc.start()
    try:
        writer = Writer(_Nowhere(), HEADER, quiet)
        for image in _Random(2000):
            writer.item(image)
        writer.file(big, (piece for _ in range(100)))
        assert writer.end().bytes > 40_000_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    writer = Writer(held, HEADER, quiet)
    for image in _Random(1000):
        writer.item(image)
    writer.end()
    held.seek(0)
    tracemalloc.start()
    try:
        assert sum(isinstance(entry, dict) for entry in read(held, "kept.gz", quiet)) == 1000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


class _Nowhere:
    """Takes everything, keeps nothing."""

    def write(self, data: bytes, /) -> int:
        """All of it."""
        return len(data)
