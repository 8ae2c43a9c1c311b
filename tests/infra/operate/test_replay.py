"""Events from the histories: they mend what stages keep, change nothing that is right, write to nobody."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

import pytest

from infra.local import moto_inside
from infra.local.cloud import REGION
from infra.operate.letters import Queue
from infra.operate.replay import CONSUMERS, Happened, happened, moment_of, send
from infra.operate.stopped import StoppedError
from infra.operate.table import Table
from services.core.campaign.model import Campaign
from services.core.events import REPLAYED, decode
from services.core.language.catalogue import say
from services.core.vietnam import VIETNAM
from tests.conftest import TestCloud
from tests.flow.visitor import announce
from tests.infra.operate.conftest import Keep, Operator
from tests.unit.work import lives
from tests.unit.work.lives import SITUATIONS, Life

EVER = (datetime(2024, 1, 1, tzinfo=VIETNAM), datetime(2030, 1, 1, tzinfo=VIETNAM))

#: A work that went all the way, others that stand where somebody has them, one that came back.
WORKS = ("verified", "amending", "returned", "half_approved", "withdrawn")

Replay: TypeAlias = Callable[..., Happened]


def quiet(_count: int) -> None:
    """Nobody listens to the progress."""


@pytest.fixture
def season(cloud: TestCloud, keep: Keep) -> TestCloud:
    """Works, and all that followed from them: tasks, summaries, e-mails."""
    announce("Phạm Thị Hoa", "body:phong-tckh", home="phong-tckh", email="hoa@tckh.example")
    announce("Hoàng Văn Đức", "seat:huyen-uy", home="huyen-uy", email="duc@huyen-uy.example")
    for situation in WORKS:
        keep(SITUATIONS[situation](), situation)
    cloud.pump.drain()
    assert cloud.mails()
    return cloud


@pytest.fixture
def replay(cloud: TestCloud, operator: Operator) -> Replay:
    """Send what happened between two moments to these stages, and let it arrive."""

    def one(since: datetime, until: datetime, stages: tuple[str, ...] = CONSUMERS) -> Happened:
        found = happened(operator.table, since, until, quiet)
        for queue in cloud.inner.queues:
            if queue.name.removeprefix("thidua-") in stages:
                send(cloud.inner.sqs, queue, found.events, quiet)
        cloud.pump.drain()
        return found

    return one


def _queue(cloud: TestCloud, stage: str) -> Queue:
    return next(one for one in cloud.inner.queues if one.name == f"thidua-{stage}")


def _kept(operator: Operator, *prefixes: str) -> dict[tuple[str, str], Any]:
    return {key: image for key, image in operator.everything().items() if key[0].startswith(prefixes)}


def _rows() -> dict[str, list[str]]:
    """Each unit's rows, in an order of their own."""
    from services.report import summary  # noqa: PLC0415 - its model needs the cloud's environment

    return {unit: sorted(map(repr, rows)) for unit, rows in summary.load("vinh-linh-70").items()}


def test_replaying_a_journey_changes_nothing(season: TestCloud, operator: Operator, replay: Replay) -> None:
    """Not one item of the table, and nobody gets an e-mail."""
    before, mails = operator.everything(), len(season.mails())
    found = replay(*EVER)
    assert len(found.events) == sum(len(SITUATIONS[situation]().history) for situation in WORKS)
    assert found.works == len(WORKS)
    assert operator.everything() == before
    assert len(season.mails()) == mails
    assert season.inner.dead_letters() == {}


def test_what_was_lost_is_made_anew(season: TestCloud, operator: Operator, replay: Replay) -> None:
    """Without a single task or summary, a replay brings back the same tasks and the same rows."""
    tasks, rows, mails = _kept(operator, "T#"), _rows(), len(season.mails())
    assert tasks
    assert rows
    for pk, sk in _kept(operator, "T#", "Y#"):
        season.table.delete_item(Key={"pk": pk, "sk": sk})
    assert _rows() == {}
    replay(*EVER)
    assert _kept(operator, "T#") == tasks
    assert _rows() == rows
    assert len(season.mails()) == mails


def test_a_replay_that_reaches_notify_writes_to_nobody(
    season: TestCloud, operator: Operator, replay: Replay
) -> None:
    """Even where every trace of the e-mails that were sent is gone."""
    for pk, sk in _kept(operator, "M#"):
        season.table.delete_item(Key={"pk": pk, "sk": sk})
    mails = len(season.mails())
    replay(*EVER, stages=("notify",))
    assert len(season.mails()) == mails
    assert _kept(operator, "M#") == {}
    assert season.inner.dead_letters() == {}


def test_only_what_happened_in_that_time_is_sent_in_its_order(
    operator: Operator, campaign: Campaign, keep: Keep
) -> None:
    """Both ends are included; works take turns as they did then."""
    assert campaign
    for record in ("w1", "w2"):
        life = Life().do("author", lives.COMMANDS["submit"])
        life.later(hours=1 if record == "w1" else 2).do("appraiser", lives.COMMANDS["appraise"])
        life.later(hours=2).do("party seat", lives.COMMANDS["approve, party"])
        keep(life, record)
    start = lives.START
    found = happened(operator.table, start, start.replace(hour=11), quiet)
    assert [(event.subject, event.sequence) for event in found.events] == [
        ("w1", 1), ("w2", 1), ("w1", 2), ("w2", 2), ("w1", 3),
    ]  # fmt: skip
    last = happened(operator.table, start.replace(hour=12), EVER[1], quiet)
    assert [(event.subject, event.sequence) for event in last.events] == [("w2", 3)]
    assert happened(operator.table, start.replace(hour=13), EVER[1], quiet).events == ()


def test_a_message_looks_as_if_the_bus_had_sent_it(season: TestCloud, operator: Operator) -> None:
    """The same envelope, around the same event, but for its sender."""
    queue = _queue(season, "review")
    found = happened(operator.table, *EVER, quiet).events
    heard: list[int] = []
    send(season.inner.sqs, queue, found, heard.append)
    assert heard[-1] == len(found)
    bodies = [json.loads(body) for body in moto_inside.bodies(REGION, queue.name)]
    assert {frozenset(body) for body in bodies} == {
        frozenset(
            ("version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail")
        )
    }
    assert {body["source"] for body in bodies} == {REPLAYED}
    assert {body["account"] for body in bodies} == {moto_inside.ACCOUNT}
    assert len({body["id"] for body in bodies}) == len(bodies)
    assert [decode(body["detail"]) for body in bodies] == list(found)
    assert [body["detail-type"] for body in bodies] == [event.type for event in found]


def test_what_a_batch_leaves_out_is_sent_alone(season: TestCloud, operator: Operator) -> None:
    """SQS may take nine of ten; the tenth is not forgotten."""
    queue = _queue(season, "report")
    found = happened(operator.table, *EVER, quiet).events

    class _Picky:
        def send_message_batch(self, **asked: Any) -> Any:  # noqa: ANN401 - boto3's
            first, *rest = asked["Entries"]
            if rest:
                season.inner.sqs.send_message_batch(**asked | {"Entries": rest})
            return {"Failed": [{"Id": first["Id"], "Code": "InternalError", "SenderFault": False}]}

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - boto3's
            return getattr(season.inner.sqs, name)

    send(_Picky(), queue, found, quiet)  # type: ignore[arg-type]  # it stands for the client
    subjects = sorted(json.loads(body)["detail"]["id"] for body in moto_inside.bodies(REGION, queue.name))
    assert subjects == sorted(event.id for event in found)


def test_one_broken_work_does_not_keep_the_others_from_being_mended(
    season: TestCloud, operator: Operator
) -> None:
    """It is named instead, however it is broken."""
    for record, name, value in (
        ("verified", "history", b"no zlib"),
        ("returned", "data", "{no json"),
        ("withdrawn", "data", 7),
    ):
        season.table.update_item(
            Key={"pk": f"R#{record}", "sk": "R"},
            UpdateExpression="SET #name = :value",
            ExpressionAttributeNames={"#name": name},
            ExpressionAttributeValues={":value": value},
        )
    found = happened(operator.table, *EVER, quiet)
    assert sorted(found.unreadable) == ["returned", "verified", "withdrawn"]
    assert {event.subject for event in found.events} == {"amending", "half_approved"}


def test_works_are_read_where_they_are_sent_from(operator: Operator) -> None:
    """A process that entered another installation replays nothing of this one."""
    assert operator
    with pytest.raises(ValueError, match="not from thidua-other"):
        happened(Table("thidua-other"), *EVER, quiet)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-10-07", "2024-10-07T00:00:00+07:00", "2024-10-07T23:59:59+07:00"),
        ("7/10/2024", "2024-10-07T00:00:00+07:00", "2024-10-07T23:59:59+07:00"),
        ("2024-10-07T07:30", "2024-10-07T07:30:00+07:00", "2024-10-07T07:30:00+07:00"),
        ("07/10/2024 07:30", "2024-10-07T07:30:00+07:00", "2024-10-07T07:30:00+07:00"),
        ("2024-10-07T00:30:00Z", "2024-10-07T07:30:00+07:00", "2024-10-07T07:30:00+07:00"),
    ],
)
def test_a_day_is_vietnams_and_whole(text: str, first: str, last: str) -> None:
    """A day begins and ends in Vietnam; a moment is one, in Vietnam unless it says otherwise."""
    assert moment_of(text) == datetime.fromisoformat(first)
    assert moment_of(text, end=True) == datetime.fromisoformat(last)


@pytest.mark.parametrize("text", ["", "yesterday", "31/02/2024", "2024-13-01", "10/07", "2024"])
def test_what_is_no_day_is_told(text: str) -> None:
    """With the two forms that are understood."""
    with pytest.raises(StoppedError) as stopped:
        moment_of(text)
    assert say(stopped.value.why, "en") == (
        f"Write a day as 2024-10-07 or a moment as 2024-10-07T07:00, not “{text}”."
    )
