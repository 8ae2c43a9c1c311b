"""Files on their way: from what a browser brought to what a record carries, and out again to who may have it.

What a browser brings may be replaced as long as its ticket is good. So it is judged by its whole content, and
just what was judged is copied to where nobody's ticket reaches (docs/decisions/022-attachments.md).
"""

from hashlib import sha256

import msgspec

from services.core import uploads
from services.core.attaching import content, rules, store
from services.core.attaching.attachment import LARGEST, Attachment, upload_key
from services.core.attaching.rules import Accepted, Unfit
from services.core.uploads import Arrived, Scan


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What was found where a browser was to put a file: `etag` tells it from any other."""

    size: int
    etag: str
    verdict: Accepted | Unfit


def look(record: str, attachment: str) -> Look | None:
    """What a browser put there for the attachment, judged; `None` where nothing has arrived."""
    key = upload_key(record, attachment)
    found = uploads.arrived(key)
    if found and found.size <= LARGEST and content.needs_all(found.head):
        found = uploads.arrived(key, LARGEST)
    if found is None:
        return None
    verdict = rules.judge(found.name, found.size, found.head)
    if isinstance(verdict, Accepted) and (there := _same(record, attachment, found)):
        verdict = rules.attached_already(verdict.name, there.name)
    return Look(size=found.size, etag=found.etag, verdict=verdict)


def _same(record: str, attachment: str, found: Arrived) -> Attachment | None:
    """The file of the record that has the same content; only those of the same size are read.

    Under a key of KMS an ETag is no digest of the content and differs each time (S3 API Reference, "Object").
    """
    alike = [one for one in store.of_record(record) if one.size == found.size and one.id != attachment]
    if not alike:
        return None
    sent = _digest(upload_key(record, attachment))
    return next((one for one in alike if sent and _digest(one.key) == sent), None)


def _digest(key: str) -> bytes:
    """Of a file's whole content; nothing where it is no longer there, which is like no other."""
    try:
        return sha256(uploads.read(key, LARGEST)).digest()
    except uploads.ChangedError:
        return b""


def attach(file: Attachment, etag: str) -> Attachment:
    """Give a record the file that was looked at, known by its `etag`; doing it again finds it done.

    Raises:
        services.core.uploads.ChangedError: another file lies there by now, or none.
        store.FullError: the record has ten.
        services.core.table.ConflictError: others attach at the same time, again and again.
    """
    there = store.of_record(file.record)
    if file.id in {other.id for other in there}:
        return store.add(file)
    if rules.is_full(there):
        raise store.FullError(file.record)
    sent = upload_key(file.record, file.id)
    uploads.keep(sent, etag, file.key, file.type)
    try:
        kept = store.add(file)
    except store.FullError:
        uploads.remove(file.key)
        raise
    uploads.remove(sent)
    return kept


def take_away(file: Attachment) -> None:
    """Take a file out of the bucket, and from its record: what breaks off in between can be done again."""
    uploads.remove(file.key)
    store.remove(file)


def clear(record: str) -> None:
    """Take all files from a record that ends without a trace, as a discarded draft does."""
    for file in store.of_record(record):
        take_away(file)


def of_record(record: str) -> tuple[Attachment, ...]:
    """The files of a record with what the scanner says by now; it is asked until its word is final."""
    return tuple(_scanned(file) for file in store.of_record(record))


def find(record: str, attachment: str) -> Attachment | None:
    """One of them."""
    file = store.find(record, attachment)
    return _scanned(file) if file else None


def _scanned(file: Attachment) -> Attachment:
    if file.scan is not Scan.PENDING:
        return file
    said = uploads.scan(file.key)
    if said in (Scan.PENDING, Scan.GONE):
        return msgspec.structs.replace(file, scan=said)
    return store.note_scan(file, said)
