"""Queues deliver at least once, in any order: whatever they do, the stages end up knowing the same."""

import random
from collections import Counter
from typing import Any

import pytest

from infra.local import moto_inside, stages
from infra.local.cloud import REGION
from infra.local.pump import Pump
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.work import commands as c
from tests.conftest import TestCloud
from tests.flow.registration.works import TYPED, act, approve, send_back
from tests.flow.visitor import CAMPAIGN, Visitor, announce


@pytest.fixture
def people(campaign: Campaign) -> dict[str, Person]:  # noqa: ARG001 - people live in its cloud
    return {
        "unit": announce("Nguyễn Thị Lan", "unit:vinh-lam", email="lan@vinh-lam.example"),
        "body": announce("Phạm Thị Hoa", "body:phong-tckh", home="phong-tckh", email="hoa@tckh.example"),
        "party": announce("Hoàng Văn Đức", "seat:huyen-uy", home="huyen-uy", email="duc@hu.example"),
        "government": announce("Võ Thị Mai", "seat:ubnd", home="ubnd-huyen", email="mai@ubnd.example"),
    }


@pytest.fixture
def bodies(cloud: TestCloud, people: dict[str, Person]) -> dict[str, list[str]]:
    """The messages in each queue after three works went their ways while no stage listened."""
    cloud.clock.set("2024-10-20T08:00:00+07:00")
    _submit(people, "Công trình chờ thẩm định")
    returned = _submit(people, "Công trình bị trả lại")
    send_back(returned, people["body"], "Bổ sung dự toán")
    done = _submit(people, "Công trình hoàn thành")
    approve(done, people["body"], (people["party"], people["government"]))
    cloud.clock.set("2025-04-29T08:00:00+07:00")
    act(done, people["unit"], c.ReportProgress(percent=90, note="Sắp xong"))
    evidence = c.ClaimCompletion(done_on=cloud.clock.now.date(), evidence="Biên bản nghiệm thu")
    act(done, people["unit"], evidence)
    act(done, people["body"], c.Verify(done_on=cloud.clock.now.date()))
    Pump(cloud.inner, stages.load(["relay"])).drain()
    return {queue.name: moto_inside.bodies(REGION, queue.name) for queue in cloud.inner.queues}


def _submit(people: dict[str, Person], title: str) -> str:
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    visitor = Visitor(app, people["unit"])
    check = visitor.press(visitor.get("/registration/records/new"), do="continue", **TYPED | {"title": title})
    assert visitor.press(check).status == 200
    return check.action.split("/")[3]


def _known(cloud: TestCloud) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """What review and report know: tasks and register, and each unit's rows, in an order of their own."""
    from services.report import summary  # noqa: PLC0415 - its model needs the cloud's environment

    tasks = [item for item in cloud.table.scan()["Items"] if str(item["pk"]).startswith(("T#", "O#"))]
    rows = summary.load(CAMPAIGN)
    return (
        sorted(tasks, key=lambda item: (item["pk"], item["sk"])),
        {unit: sorted(repr(row) for row in found) for unit, found in rows.items()},
    )


def _deliver(cloud: TestCloud, bodies: dict[str, list[str]]) -> None:
    for queue in cloud.inner.queues:
        for body in bodies[queue.name]:
            cloud.inner.sqs.send_message(QueueUrl=queue.url, MessageBody=body)
    cloud.pump.drain()


def _forget_what_is_known(cloud: TestCloud) -> None:
    for item in cloud.table.scan()["Items"]:
        if str(item["pk"]).startswith(("T#", "O#", "Y#", "M#")):
            cloud.table.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    cloud.pump.drain()


def test_any_order_and_any_repetition_end_the_same(cloud: TestCloud, bodies: dict[str, list[str]]) -> None:
    """Ten ways of shuffling, with half of the messages doubled, leave the same tasks and the same summary."""
    assert {name: len(found) for name, found in bodies.items()}["thidua-report"] >= 10
    cloud.pump.drain()
    expected = _known(cloud)
    assert all(expected)
    for seed in range(10):
        chance = random.Random(seed)  # noqa: S311 - reproducible, no secret
        _forget_what_is_known(cloud)
        shuffled = {name: found + chance.sample(found, len(found) // 2) for name, found in bodies.items()}
        for found in shuffled.values():
            chance.shuffle(found)
        _deliver(cloud, shuffled)
        assert _known(cloud) == expected, f"seed {seed}"
    assert cloud.inner.dead_letters() == {}


def test_what_is_delivered_again_mails_nobody_again(cloud: TestCloud, bodies: dict[str, list[str]]) -> None:
    """Everything delivered three times over sends each e-mail once."""
    cloud.pump.drain()
    sent = Counter((mail.to, mail.subject) for mail in cloud.mails())
    assert sent
    known = _known(cloud)
    _deliver(cloud, bodies)
    _deliver(cloud, {name: found[::-1] for name, found in bodies.items()})
    assert Counter((mail.to, mail.subject) for mail in cloud.mails()) == sent
    assert _known(cloud) == known
