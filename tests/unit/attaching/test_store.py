"""A record's files in the table."""

from datetime import timedelta

import msgspec
import pytest

from services.core import clock
from services.core.attaching import store
from services.core.attaching.attachment import MOST, Attachment, FileKind, Purpose
from services.core.table import ConflictError
from services.core.uploads.scan import Scan
from tests.conftest import TestCloud

pytestmark = pytest.mark.usefixtures("cloud")


def file(number: int, record: str = "r") -> Attachment:
    """The file of that number, attached so many seconds later."""
    return Attachment(
        id=f"{number:032x}",
        record=record,
        name=f"{number}.pdf",
        kind=FileKind.PDF,
        size=number,
        purpose=Purpose.EVIDENCE,
        by="lan",
        at=clock.now() + timedelta(seconds=number),
    )


def test_files_come_back_in_their_order() -> None:
    """As they were attached, whatever place they have; of this record only."""
    for number in (3, 1, 2):
        store.add(file(number))
    store.add(file(9, "another"))
    assert store.of_record("r") == (file(1), file(2), file(3))
    assert store.find("r", file(2).id) == file(2)
    assert store.find("r", file(9).id) is None


def test_the_same_upload_is_one_file() -> None:
    """A button pressed twice takes one place, and what was known of the file stays."""
    store.add(file(1))
    store.note_scan(file(1), Scan.CLEAN)
    assert store.add(file(1)).scan is Scan.CLEAN
    assert len(store.of_record("r")) == 1


def test_an_eleventh_file_finds_no_place() -> None:
    """Ten, and after one is taken away one more."""
    for number in range(MOST):
        store.add(file(number))
    with pytest.raises(store.FullError):
        store.add(file(99))
    store.remove(file(4))
    store.add(file(99))
    assert len(store.of_record("r")) == MOST


def test_two_at_the_same_moment_take_two_places(cloud: TestCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds a place just taken looks again, and the last place goes to one of the two only."""
    for number in range(MOST - 1):
        store.add(file(number))
    look, looks = store._items, []  # noqa: SLF001 - what both have read before either writes

    def stale(record: str) -> list[store.FileItem]:
        looks.append(record)
        found = look(record)
        if len(looks) == 1:
            store.FileItem("F#r", "09", file="f" * 32, data=msgspec.json.encode(file(50)).decode()).save()
        return found

    monkeypatch.setattr(store, "_items", stale)
    with pytest.raises(store.FullError):
        store.add(file(99))
    assert len(looks) == 2
    assert len(cloud.table.scan()["Items"]) == MOST


def test_what_was_taken_away_stays_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A late word of the scanner brings no file back; taking away twice does no harm."""
    store.add(file(1))
    items = store._items("r")  # noqa: SLF001 - as they were before
    store.remove(file(1))
    store.remove(file(1))
    with monkeypatch.context() as patched:
        patched.setattr(store, "_items", lambda _: items)
        assert store.note_scan(file(1), Scan.CLEAN).scan is Scan.CLEAN
        with pytest.raises(ConflictError):
            store.remove(file(1))
    assert store.of_record("r") == ()
