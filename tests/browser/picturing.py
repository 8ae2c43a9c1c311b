"""The pictures of the user guide: which test takes which, and where they are put.

`make pictures` sets PICTURES, and the tests of `test_guide.py` write what they take. Without it they walk the
same paths, and look at each place of which a picture would be taken.
"""

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import sideways

GUIDE: Final = Path(__file__).parents[2] / "docs" / "vi"
FOLDER: Final = GUIDE / "pictures"

#: Pixels of a picture for each of the page: legible, and small over a bad line.
SCALE: Final = 1
#: The paper that is left above and below what is shown.
_MARGIN: Final = 8
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

_Test = TypeVar("_Test", bound=Callable[..., None])


def takes(*names: str) -> Callable[[_Test], _Test]:
    """Declare which pictures a test takes; the fixture `camera` holds it to that."""

    def declared(test: _Test) -> _Test:
        test.takes = names  # type: ignore[attr-defined]
        return test

    return declared


def names_of(module: Any) -> list[str]:  # noqa: ANN401 - a module is its names
    """Every picture that the tests of a module declare, in their order."""
    tests = (found for name, found in vars(module).items() if name.startswith("test_"))
    return [name for test in tests for name in getattr(test, "takes", ())]


class Camera:
    """Takes pictures of pages."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def take(self, page: Page, name: str, *, first: str = "", last: str = "") -> None:
        """The page from what `first` selects, or its top, to what `last` selects, or its end.

        Every stylesheet has to leave what is shown within the window's width.
        """
        assert sideways(page) == [], name
        page.evaluate("document.activeElement?.blur()")
        size: dict[str, float] = page.evaluate(
            "({width: document.documentElement.clientWidth, height: document.documentElement.scrollHeight})"
        )
        top = _box(page.locator(first).first)["y"] - _MARGIN if first else 0
        end = _bottom(page.locator(last).last) + _MARGIN if last else size["height"]
        end = min(end, size["height"])
        assert end > top, name
        self.taken.append(name)
        if os.environ.get("PICTURES"):
            clip: Any = {"x": 0, "y": max(top, 0), "width": size["width"], "height": end - max(top, 0)}
            picture = page.screenshot(full_page=True, clip=clip, animations="disabled")
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / f"{name}.png").write_bytes(squeezed(picture))


def _box(place: Locator) -> dict[str, float]:
    """Where something stands on the whole page, whatever is scrolled."""
    box: dict[str, float] = place.evaluate(
        "e => { const b = e.getBoundingClientRect(); return {y: b.top + scrollY, height: b.height}; }"
    )
    return box


def _bottom(place: Locator) -> float:
    box = _box(place)
    return box["y"] + box["height"]


def squeezed(png: bytes) -> bytes:
    """The same picture in fewer bytes: what the browser packed quickly is packed tightly."""
    chunks = list(_chunks(png))
    packed = b"".join(content for kind, content in chunks if kind == b"IDAT")
    tight = zlib.compress(zlib.decompress(packed), 9)
    kept = [chunk for chunk in chunks if chunk[0] in (b"IHDR", b"IDAT", b"IEND")]
    once = [chunk for at, chunk in enumerate(kept) if chunk[0] != b"IDAT" or kept[at - 1][0] != b"IDAT"]
    return _SIGNATURE + b"".join(
        _chunk(kind, tight if kind == b"IDAT" else content) for kind, content in once
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and content of each chunk (PNG, third edition, 5.3)."""
    at = len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.fixture
def camera(request: pytest.FixtureRequest) -> Iterator[Camera]:
    """A camera that took exactly what its test declares, by the end of it."""
    one = Camera()
    yield one
    if request.session.testsfailed == 0:
        assert sorted(one.taken) == sorted(request.function.takes)
