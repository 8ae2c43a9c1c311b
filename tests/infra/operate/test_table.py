"""The table and the bucket from outside: large, narrow, and never all at once in memory."""

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from infra.installation import PACKAGES
from infra.operate.archive import File
from infra.operate.items import Image
from infra.operate.places import place
from infra.operate.restore import verify
from infra.operate.stopped import StoppedError
from infra.operate.table import SEGMENTS, Table
from services.core.attaching.attachment import upload_key
from services.core.language.catalogue import say
from tests.conftest import TestCloud
from tests.infra.operate.conftest import Operator, quiet


def _images(count: int) -> list[Image]:
    return [
        {"pk": {"S": f"R#{n}"}, "sk": {"S": "R"}, "data": {"S": "đ" * (n % 7 * 90)}} for n in range(count)
    ]


def test_a_large_table_passes_through_page_by_page(
    cloud: TestCloud, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of items: never more pages in hand than the table is read in parts, and none is missed."""
    images = _images(1000)
    assert len(list(operator.table.fill(images))) == 1000
    client, pages = operator.table._dynamodb, [0]  # noqa: SLF001 - what is counted

    class _Counting:
        def scan(self, **asked: Any) -> Any:  # noqa: ANN401 - boto3's
            pages[0] += 1
            return client.scan(**asked, Limit=100)

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - boto3's
            return getattr(client, name)

    monkeypatch.setattr(operator.table, "_dynamodb", _Counting())
    scan = operator.table.scan()
    assert isinstance(scan, Generator)
    next(scan)
    assert pages[0] <= SEGMENTS + 1
    scan.close()
    path = operator.back_up()
    assert pages[0] > 10
    assert verify(place(path), quiet).footer.items == 1000
    cloud.inner.reset()
    assert operator.restore(path).written == {"record": 1000}
    assert sorted(operator.everything()) == sorted((one["pk"]["S"], "R") for one in images)


def test_a_scan_may_ask_for_some_items_and_some_attributes(operator: Operator) -> None:
    """What a command does not need stays in the table."""
    other: Image = {"pk": {"S": "R#0"}, "sk": {"S": "H#1"}, "updated": {"S": "now"}}
    assert len(list(operator.table.fill([*_images(3), other]))) == 4
    found = sorted(str(image) for image in operator.table.scan("R", ("pk", "updated")))
    assert found == [str({"pk": {"S": f"R#{n}"}}) for n in range(3)]


def test_a_partition_is_read_in_order_and_cleared_alone(operator: Operator) -> None:
    """Its neighbours stay."""
    rows: list[Image] = [{"pk": {"S": "C#1"}, "sk": {"S": sk}} for sk in ("V#1", "#U#b", "#")]
    other: Image = {"pk": {"S": "C#12"}, "sk": {"S": "#"}}
    assert len(list(operator.table.fill([*rows, other]))) == 4
    assert [image["sk"]["S"] for image in operator.table.partition("C#1")] == ["#", "#U#b", "V#1"]
    operator.table.clear("C#1")
    assert list(operator.everything()) == [("C#12", "#")]


def test_what_the_table_does_not_take_is_given_again(
    cloud: TestCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a pause that doubles; a table that takes nothing for minutes ends it with a sentence."""
    pauses: list[float] = []
    table = Table(cloud.inner.name, wait=pauses.append)
    client = table._dynamodb  # noqa: SLF001 - the door that is narrow

    class _Narrow:
        takes = 1

        def batch_write_item(self, RequestItems: dict[str, Any]) -> Any:  # noqa: ANN401, N803 - boto3's
            ((name, asked),) = RequestItems.items()
            if taken := asked[: self.takes]:
                client.batch_write_item(RequestItems={name: taken})
            left = asked[self.takes :]
            return {"UnprocessedItems": {name: left} if left else {}}

    monkeypatch.setattr(table, "_dynamodb", _Narrow())
    images = _images(4)
    assert list(table.fill(images)) == images
    assert len(cloud.table.scan()["Items"]) == 4
    assert pauses == [0.03, 0.06, 0.12]
    monkeypatch.setattr(_Narrow, "takes", 0)
    with pytest.raises(StoppedError) as stopped:
        list(table.fill(images))
    assert "Repeat the command later, with --merge" in say(stopped.value.why, "en")
    assert 60 < sum(pauses) < 180


def test_files_pass_through_in_pieces(operator: Operator, cloud: TestCloud) -> None:
    """A file of the bucket is read and written piece by piece, and one of no bytes is a file, too."""
    cloud.inner.store_file("reports/large", b"x" * 700_001)
    cloud.inner.store_file("reports/none", b"")
    found = {file.key: [len(piece) for piece in content] for file, content in operator.bucket.files()}
    assert found == {"reports/large": [196_608, 196_608, 196_608, 110_177], "reports/none": []}

    def pieces() -> Iterator[bytes]:
        yield from (b"y" * 4_000_000 for _ in range(3))

    operator.bucket.put(File(key="reports/new", type="text/plain", size=12_000_000), pieces())
    sizes = {file.key: sum(len(piece) for piece in content) for file, content in operator.bucket.files()}
    assert sizes["reports/new"] == 12_000_000
    assert operator.bucket.holds("reports/none")
    assert not operator.bucket.holds("reports/non")


def test_what_will_be_there_anew_or_goes_by_itself_is_no_data(operator: Operator, cloud: TestCloud) -> None:
    """Packages lie in the same bucket, whoever deploys builds them anew; so does what nobody has attached."""
    cloud.inner.store_file(f"{PACKAGES}abc.zip", b"code")
    cloud.inner.store_file(upload_key("r", "a"), b"not attached")
    cloud.inner.store_file("files/r/a", b"attached")
    cloud.inner.store_file("reports/one.xlsx", b"cells")
    assert [file.key for file, _ in operator.bucket.files()] == ["files/r/a", "reports/one.xlsx"]
