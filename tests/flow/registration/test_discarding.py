"""A draft is thrown away, or a record withdrawn, and the line breaks after any write of it."""

from collections.abc import Callable
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key
from botocore.client import BaseClient

from services.core import clock
from services.core.attaching import store as attachments
from services.core.attaching.attachment import Attachment, FileKind, Purpose
from services.core.campaign import store as campaigns
from services.core.campaign.model import Track
from services.core.people.person import Person
from services.core.presence import store as presence
from services.core.record import people as drafts
from services.core.record import store as records
from services.core.subjects import store as subjects
from services.core.subjects.subject import Kind
from tests.conftest import TestCloud
from tests.flow.registration.works import send_back
from tests.flow.visitor import CAMPAIGN, Visitor
from tests.unit.attaching import samples

LIST = "/registration/records"
_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "DeleteObject"})


class _BrokenError(RuntimeError):
    """The machine was switched off."""


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """After that many writes from now on everything stops; the writes that were made."""
    call = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 - its one door

    def after(count: int) -> list[str]:
        made: list[str] = []

        def one(self: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - any answer
            answer = call(self, operation, arguments)
            if operation in _WRITES:
                made.append(operation)
                if len(made) == count:
                    raise _BrokenError
            return answer

        monkeypatch.setattr(BaseClient, "_make_api_call", one)
        return made

    return after


def _begun(cloud: TestCloud, lan: Person, record: str, *authors: str) -> None:
    """A draft with these authors and a file."""
    campaign = campaigns.current(CAMPAIGN)
    draft = {"title": "Cấy lúa theo hàng"}
    for place in authors:
        draft = drafts.with_place(draft, place)
        subject = subjects.new(record, place, CAMPAIGN, "vinh-lam", Kind.AUTHOR)
        subjects.save_draft(subject, {"name": f"Trần Văn {place}"}, clock.now())
    new = records.new(record, campaign, "vinh-lam", lan.id, Track.INITIATIVE)
    records.save_draft(new, draft, campaign, clock.now())
    file = Attachment(
        id="0" * 32,
        record=record,
        name="a.pdf",
        kind=FileKind.PDF,
        size=9,
        purpose=Purpose.PLAN,
        by=lan.id,
        at=clock.now(),
    )
    attachments.add(file)
    cloud.inner.store_file(file.key, samples.pdf())


def _left(cloud: TestCloud, record: str) -> list[str]:
    """Everything in table and bucket that still belongs to the record."""
    items = [str(item["pk"]) for item in cloud.table.scan()["Items"] if record in str(item["pk"])]
    kept = cloud.inner.s3.list_objects_v2(Bucket=cloud.inner.outputs["BucketName"], Prefix=f"files/{record}")
    open_ = [span.record for span in presence.of_campaign(CAMPAIGN).get("vinh-lam", ()) if span.until is None]
    return [*items, *(one["Key"] for one in kept.get("Contents", ())), *open_]


def test_a_discarding_that_breaks_off_is_completed_by_the_next_press(
    visitor: Visitor, lan: Person, cloud: TestCloud, breaking: Callable[[int], list[str]]
) -> None:
    """After whichever write it stops: pressed once more, no person, file or sign of it is left."""
    every: list[str] = []
    for count in range(1, 9):
        record = f"{count:032x}"
        _begun(cloud, lan, record, "author-1", "author-2")
        ask = visitor.get(f"{LIST}/{record}/discard")
        every = breaking(count)
        first = visitor.press(ask)
        breaking(0)
        if len(every) < count:
            assert first.status == 200
            break
        assert first.status == 500
        assert "Đã xóa bản nháp" in visitor.press(ask).text
        assert _left(cloud, record) == []
    assert sorted(every) == ["DeleteItem"] * 4 + ["DeleteObject", "PutItem"]


def test_a_withdrawal_that_breaks_off_is_completed_by_the_next_press(
    visitor: Visitor,
    submitted: str,
    appraiser: Person,
    cloud: TestCloud,
    breaking: Callable[[int], list[str]],
) -> None:
    """What was typed about somebody after a return is no longer named by any draft, and goes all the same."""
    send_back(submitted, appraiser, "Nêu tác giả")
    added = subjects.new(submitted, "author-1", CAMPAIGN, "vinh-lam", Kind.AUTHOR)
    subjects.save_draft(added, {"name": "Trần Văn An"}, clock.now())
    ask = visitor.get(f"{LIST}/{submitted}/withdraw")
    breaking(1)
    assert visitor.press(ask, reason="Trùng hồ sơ").status == 500
    breaking(0)
    there = Key("pk").eq(f"S#{submitted}.author-1")
    assert cloud.table.query(KeyConditionExpression=there)["Items"]
    assert "Đã rút hồ sơ" in visitor.press(ask, reason="Trùng hồ sơ").text
    assert cloud.table.query(KeyConditionExpression=there)["Items"] == []
