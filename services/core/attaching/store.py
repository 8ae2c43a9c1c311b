"""A record's files in the table: one item in each of ten places. Keys: docs/architecture.md, "One table".

A place is taken by a conditional put, so that no race gives a record an eleventh file.
"""

from typing import Final

import msgspec
from pynamodb.attributes import UnicodeAttribute

from services.core.attaching.attachment import MOST, Attachment
from services.core.table import ConflictError, Item, again, put
from services.core.uploads.scan import Scan


class FullError(RuntimeError):
    """The record has as many files as it may have."""


class FileItem(Item):
    """One file; `file` is its id, by which it is found whatever its place."""

    file = UnicodeAttribute()
    data = UnicodeAttribute()


_PLACES: Final = tuple(f"{place:02}" for place in range(MOST))


def of_record(record: str) -> tuple[Attachment, ...]:
    """The files of a record in the order in which they were attached, in one query."""
    found = {item.file: _read(item) for item in _items(record)}
    return tuple(sorted(found.values(), key=lambda file: (file.at, file.id)))


def find(record: str, attachment: str) -> Attachment | None:
    """The file of that id; `None` where the record has none."""
    return next((file for file in of_record(record) if file.id == attachment), None)


def add(file: Attachment) -> Attachment:
    """Take a place for the file; one that has its place already keeps it, and is given back as it stands.

    Raises:
        FullError: all places are taken.
        ConflictError: others took places at the same time, again and again.
    """

    def attempt() -> Attachment:
        items = _items(file.record)
        there = next((item for item in items if item.file == file.id), None)
        if there:
            return _read(there)
        place = min(set(_PLACES) - {item.sk for item in items}, default=None)
        if place is None:
            raise FullError(file.record)
        put(_item(file, place), FileItem.pk.does_not_exist())
        return file

    return again(attempt)


def note_scan(file: Attachment, scan: Scan) -> Attachment:
    """Keep what the scanner said; gives the file as it stands then. One taken away meanwhile stays away."""
    changed = msgspec.structs.replace(file, scan=scan)
    for item in _items(file.record):
        if item.file == file.id:
            try:
                put(_item(changed, item.sk), FileItem.file == file.id)
            except ConflictError:
                break
    return changed


def remove(file: Attachment) -> None:
    """Free the file's place; it does no harm where it is free."""
    for item in _items(file.record):
        if item.file == file.id:
            put(item, FileItem.file == file.id, delete=True)


def _items(record: str) -> list[FileItem]:
    return list(FileItem.query(_partition(record), consistent_read=True))


def _item(file: Attachment, place: str) -> FileItem:
    return FileItem(_partition(file.record), place, file=file.id, data=msgspec.json.encode(file).decode())


def _read(item: FileItem) -> Attachment:
    return msgspec.json.decode(item.data, type=Attachment)


def _partition(record: str) -> str:
    return f"F#{record}"
