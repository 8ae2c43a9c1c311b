"""Keeps what happened in this process on disk, so that not even `kill -9` loses what was acknowledged.

moto holds everything in memory. Each item, upload and e-mail is appended here as it is stored, before whoever
stored it gets an answer; one `write` to the file outlives the process. Whenever the stream and all queues are
empty, a checkpoint says so. A start reads the journal, makes a short one of it, fills moto with what stood at
the last checkpoint while the stream is detached, and with the rest while it is attached: those events may not
have been handled, so they flow again, and consumers bear hearing them twice.

One line each: `["item", keys, image or null]`, `["file", key, digest]`, `["carries", key, metadata]`,
`["gone", key]`, `["mail", time, raw]`, `["idle", {queue: [dead letters]}]`, after a first line with the
format's version. The content of a file lies beside the journal, once for each digest.
"""

import base64
import hashlib
import json
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.local import moto_inside
from infra.local.cloud import REGION, Cloud
from services.core.vietnam import VIETNAM

#: The first line; another version's journal is refused with a remedy.
_FIRST = ["thidua-journal", 2]
#: How many e-mails a compaction keeps for the inbox.
_MAILS = 500


class StaleError(RuntimeError):
    """The journal cannot be read; the text says in one line why and what to do."""


class Journal:
    """The journal in `folder`, which must exist. One process at a time may have it open.

    Raises:
        StaleError: the journal is damaged, or was written by another version.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal.jsonl"
        self._contents = folder / "files"
        self._contents.mkdir(exist_ok=True)
        self._settled, self._rest = _split(list(self._lines()))
        self._lock = threading.Lock()
        self._file = -1
        self._dirty = False

    def open(self, cloud: Cloud) -> int:
        """Fill `cloud` with what the journal holds, and write down what happens from now on.

        Returns:
            How many lines flow again because their events may not have been handled.
        """
        settled, rest = self._settled, self._rest
        self._settled, self._rest = [], []
        self._write_anew(settled, rest)
        self._clear_out((*settled, *rest))
        with cloud.stream.detached():
            for line in settled:
                self._restore(cloud, line)
        for line in rest:
            self._restore(cloud, line)
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        self._dirty = bool(rest)
        cloud.stream.heard = self._item
        cloud.heard_mail = self._mail
        cloud.heard_file = self._heard_file
        return len(rest)

    def close(self, cloud: Cloud) -> None:
        """Write nothing any more."""
        cloud.stream.heard = None
        cloud.heard_mail = None
        cloud.heard_file = None
        os.close(self._file)

    def checkpoint(self, cloud: Cloud, is_idle: Callable[[], bool]) -> None:
        """Note that everything so far was handled, if that is so; nobody writes while it is looked at."""
        if not self._dirty:
            return
        with moto_inside.paused():
            if is_idle():
                self._append(["idle", cloud.dead_letters()])
                self._dirty = False

    def _item(self, keys: moto_inside.Item, image: moto_inside.Item | None) -> None:
        self._append(["item", keys, image])

    def _heard_file(self, key: str, what: bytes | dict[str, str] | None) -> None:
        match what:
            case bytes():
                self._append(["file", key, self._kept(what)])
            case None:
                self._append(["gone", key])
            case _:
                self._append(["carries", key, what])

    def _kept(self, content: bytes) -> str:
        """The digest under which the content lies on the disk; it is there before anybody names it."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._contents / digest
        if not path.exists():
            anew = path.with_suffix(f".{threading.get_ident()}")
            anew.write_bytes(content)
            anew.replace(path)
        return digest

    def _clear_out(self, lines: Iterable[list[Any]]) -> None:
        """Remove contents that no line names."""
        named = {line[2] for line in lines if line[0] == "file"}
        for path in self._contents.iterdir():
            if path.name not in named:
                path.unlink()

    def _restore(self, cloud: Cloud, line: list[Any]) -> None:
        kind, *rest = line
        if kind == "file":
            rest = [rest[0], self._content(rest[1])]
        _RESTORE[kind](cloud, *rest)

    def _content(self, digest: str) -> bytes:
        try:
            return (self._contents / digest).read_bytes()
        except FileNotFoundError:
            raise StaleError(_remedy(self._contents / digest, "is missing")) from None

    def _mail(self, at: datetime, raw: str) -> None:
        self._append(["mail", at.isoformat(), raw])

    def _append(self, line: list[Any]) -> None:
        data = memoryview(_encode(line))
        with self._lock:
            while data:
                data = data[os.write(self._file, data) :]
            self._dirty = True

    def _lines(self) -> Iterator[list[Any]]:
        """The journal's lines after the first; a last line that was cut off is left out."""
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            return
        whole, _, _torn = text.rpartition(b"\n")
        for number, line in enumerate(whole.split(b"\n") if whole else (), start=1):
            try:
                found = json.loads(line)
                kind = found[0]
            except (ValueError, LookupError, TypeError):
                raise StaleError(_remedy(self._path, f"is damaged at line {number}")) from None
            if number == 1:
                if found != _FIRST:
                    raise StaleError(_remedy(self._path, "was written by another version"))
            elif kind in _RESTORE:
                yield found
            else:
                raise StaleError(_remedy(self._path, f"is damaged at line {number}"))

    def _write_anew(self, settled: list[list[Any]], rest: list[list[Any]]) -> None:
        anew = self._path.with_suffix(".new")
        with anew.open("wb") as file:
            for line in (_FIRST, *settled, *rest):
                file.write(_encode(line))
            file.flush()
            os.fsync(file.fileno())
        anew.replace(self._path)


def _encode(line: list[Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=_text).encode() + b"\n"


def _text(value: object) -> str:
    """Binary values in base64: what moto takes, and what the wire carries."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"a journal holds no {type(value).__name__}")


def _remedy(path: Path, what: str) -> str:
    return f"{path} {what}: remove the folder {path.parent} to start afresh (everything in it is lost)."


def _split(lines: list[list[Any]]) -> tuple[list[list[Any]], list[list[Any]]]:
    """What stood at the last checkpoint, each thing once, with the checkpoint; and the lines after it."""
    last = max((n for n, line in enumerate(lines) if line[0] == "idle"), default=-1)
    items: dict[str, list[Any]] = {}
    files: dict[str, list[list[Any]]] = {}
    mails: deque[list[Any]] = deque(maxlen=_MAILS)
    for line in lines[: last + 1]:
        if line[0] == "item":
            items[json.dumps(line[1], sort_keys=True)] = line
        elif line[0] == "file":
            files[line[1]] = [line]
        elif line[0] == "carries":
            files[line[1]].append(line)
        elif line[0] == "gone":
            files.pop(line[1], None)
        elif line[0] == "mail":
            mails.append(line)
    living = [line for line in items.values() if _is_living(line[2])]
    stored = [line for about in files.values() for line in about]
    settled = [*living, *stored, *mails, *([lines[last]] if last >= 0 else ())]
    return settled, lines[last + 1 :]


def _is_living(image: moto_inside.Item | None) -> bool:
    """Whether the item was not deleted and has not outlived its `expires`: DynamoDB removes those, too."""
    if image is None:
        return False
    expires = image.get("expires", {}).get("N")
    return expires is None or float(expires) > time.time()


def _restore_item(cloud: Cloud, keys: moto_inside.Item, image: moto_inside.Item | None) -> None:
    moto_inside.restore(REGION, cloud.name, keys, image)


def _restore_file(cloud: Cloud, key: str, content: bytes) -> None:
    cloud.store_file(key, content)


def _restore_metadata(cloud: Cloud, key: str, metadata: dict[str, str]) -> None:
    name = os.environ["BUCKET_NAME"]
    content = cloud.s3.get_object(Bucket=name, Key=key)["Body"].read()
    cloud.store_file(key, content, metadata)


def _restore_removal(cloud: Cloud, key: str) -> None:
    cloud.s3.delete_object(Bucket=os.environ["BUCKET_NAME"], Key=key)


def _restore_mail(cloud: Cloud, at: str, raw: str) -> None:
    cloud.keep_mail(datetime.fromisoformat(at).astimezone(VIETNAM), raw)


def _restore_dead_letters(cloud: Cloud, bodies: dict[str, list[str]]) -> None:
    for queue in cloud.queues:
        for body in bodies.get(queue.name, ()):
            cloud.sqs.send_message(QueueUrl=queue.dead_url, MessageBody=body)


_RESTORE: dict[str, Callable[..., None]] = {
    "item": _restore_item,
    "file": _restore_file,
    "carries": _restore_metadata,
    "gone": _restore_removal,
    "mail": _restore_mail,
    "idle": _restore_dead_letters,
}
