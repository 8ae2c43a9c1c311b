"""The journal: what was acknowledged stands again after a start; what was handled is not repeated."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.local.journal import Journal, StaleError
from services.core import clock, uploads
from tests.conftest import TestCloud

RAW = "From: a@b.example\nTo: c@d.example\nSubject: Thu\n\nNoi dung"


@contextmanager
def _running(cloud: TestCloud, folder: Path) -> Iterator[tuple[Journal, int]]:
    """One life of the process: from its start to its end."""
    cloud.inner.reset()
    journal = Journal(folder)
    again = journal.open(cloud.inner)
    try:
        yield journal, again
    finally:
        journal.close(cloud.inner)


def _is_idle() -> bool:
    return True


def test_what_was_stored_stands_again(cloud: TestCloud, tmp_path: Path) -> None:
    """Items as they were last, files, and e-mails; what was deleted stays deleted."""
    with _running(cloud, tmp_path):
        cloud.table.put_item(Item={"pk": "a", "sk": "x", "n": 1, "data": b"\x00\xff"})
        cloud.table.put_item(Item={"pk": "a", "sk": "x", "n": 2, "data": b"\x00\xff"})
        cloud.table.put_item(Item={"pk": "b", "sk": "x"})
        cloud.table.delete_item(Key={"pk": "b", "sk": "x"})
        cloud.inner.store_file("r.xlsx", b"bytes", {"name": "=?utf-8?q?B=C3=A1o_c=C3=A1o.xlsx?="})
        cloud.inner.store_file("gone.pdf", b"other bytes")
        uploads.remove("gone.pdf")
        cloud.inner.heard_mail(clock.now(), RAW)  # type: ignore[misc]  # the journal has just set it
    with _running(cloud, tmp_path):
        stored = cloud.table.get_item(Key={"pk": "a", "sk": "x"})["Item"]
        assert stored["n"] == 2
        assert stored["data"].value == b"\x00\xff"  # type: ignore[union-attr]  # boto3's Binary
        assert "Item" not in cloud.table.get_item(Key={"pk": "b", "sk": "x"})
        assert [mail.to for mail in cloud.mails()] == ["c@d.example"]
        file = uploads.arrived("r.xlsx")
        assert file is not None
        assert (file.head, file.name) == (b"bytes", "Báo cáo.xlsx")
        assert uploads.arrived("gone.pdf") is None


def test_only_what_may_not_have_been_handled_flows_again(cloud: TestCloud, tmp_path: Path) -> None:
    """After a checkpoint nothing is repeated; what was written later reaches the stream once more."""
    with _running(cloud, tmp_path) as (journal, _):
        cloud.table.put_item(Item={"pk": "a", "sk": "x"})
        journal.checkpoint(cloud.inner, _is_idle)
        cloud.table.put_item(Item={"pk": "b", "sk": "x"})
        journal.checkpoint(cloud.inner, lambda: False)
    with _running(cloud, tmp_path) as (_, again):
        assert again == 1
        assert [r["dynamodb"]["Keys"]["pk"]["S"] for r in cloud.inner.stream.peek(10)] == ["b"]
    with _running(cloud, tmp_path) as (journal, again):
        assert again == 1, "a second crash before anything was handled must not lose it"
        cloud.inner.stream.forget(1)
        journal.checkpoint(cloud.inner, _is_idle)
    with _running(cloud, tmp_path) as (_, again):
        assert again == 0


def test_dead_letters_are_kept(cloud: TestCloud, tmp_path: Path) -> None:
    """A message that a person has to look at survives a restart."""
    queue = cloud.inner.queues[0]
    with _running(cloud, tmp_path) as (journal, _):
        cloud.table.put_item(Item={"pk": "a", "sk": "x"})
        cloud.inner.sqs.send_message(QueueUrl=queue.dead_url, MessageBody="xin xem lại")
        journal.checkpoint(cloud.inner, _is_idle)
    with _running(cloud, tmp_path):
        assert cloud.inner.dead_letters() == {queue.name: ["xin xem lại"]}


def test_a_torn_last_line_is_left_out(cloud: TestCloud, tmp_path: Path) -> None:
    """A kill in the middle of a write costs only what nobody was told about."""
    with _running(cloud, tmp_path):
        cloud.table.put_item(Item={"pk": "a", "sk": "x"})
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b'["item",{"pk":{"S":"to')
    with _running(cloud, tmp_path):
        assert "Item" in cloud.table.get_item(Key={"pk": "a", "sk": "x"})
        cloud.table.put_item(Item={"pk": "b", "sk": "x"})
    with _running(cloud, tmp_path):
        assert "Item" in cloud.table.get_item(Key={"pk": "b", "sk": "x"})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'["thidua-journal",2]\n["item",{\n["idle",{}]\n', "damaged at line 2"),
        (b'["thidua-journal",2]\n["dance",{}]\n', "damaged at line 2"),
        (b'["thidua-journal",99]\n', "another version"),
        (b"\x00\x00\x00\n", "damaged at line 1"),
    ],
)
def test_a_journal_that_cannot_be_read_is_told(
    cloud: TestCloud, tmp_path: Path, content: bytes, says: str
) -> None:
    """One line names the file, the trouble and the remedy, and the file is left as it is."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(content)
    with pytest.raises(StaleError, match=says) as caught:
        Journal(tmp_path).open(cloud.inner)
    assert str(path) in str(caught.value)
    assert "remove" in str(caught.value)
    assert path.read_bytes() == content


def test_a_start_makes_the_journal_short(cloud: TestCloud, tmp_path: Path) -> None:
    """A record written a hundred times is one line after the next start; what has expired is gone."""
    with _running(cloud, tmp_path) as (journal, _):
        for number in range(100):
            cloud.table.put_item(Item={"pk": "a", "sk": "x", "n": number})
        cloud.table.put_item(Item={"pk": "session", "sk": "x", "expires": 1})
        for content in (b"older", b"same"):
            cloud.inner.store_file("a", content)
        cloud.inner.store_file("b", b"same")
        journal.checkpoint(cloud.inner, _is_idle)
    with _running(cloud, tmp_path):
        pass
    lines = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    assert [line[0] for line in lines] == ["thidua-journal", "item", "file", "file", "idle"]
    assert len(list((tmp_path / "files").iterdir())) == 1, "the same content lies there once"


def test_a_content_that_is_missing_is_told(cloud: TestCloud, tmp_path: Path) -> None:
    """Whoever removes a file's content by hand hears which one it was."""
    with _running(cloud, tmp_path):
        cloud.inner.store_file("r.xlsx", b"bytes")
    (content,) = (tmp_path / "files").iterdir()
    content.unlink()
    with pytest.raises(StaleError, match=content.name):
        Journal(tmp_path).open(cloud.inner)
