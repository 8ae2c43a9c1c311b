"""Bodies and seats end while works wait for them: whoever comes then has what they had, and says so."""

from datetime import timedelta

import msgspec
import pytest

from services.core import clock
from services.core.campaign import store as campaigns
from services.core.campaign.model import Body, Campaign, Seat
from services.core.language.message import Text
from services.core.people.person import Person
from services.core.record import store as records
from services.core.record.handle import NoSuchRecordError, find, handle
from services.core.record.record import State
from services.core.record.refusal import NotYoursError
from services.core.record.standing import tasks
from services.core.work import commands as c
from services.review.app import app
from tests.flow.reorganising.conftest import MORNING, World
from tests.flow.visitor import Visitor, announce
from tests.unit.reorganising.planning import DAY
from tests.unit.work import lives
from tests.unit.work.lives import BODY, PARTY, UBND

EVE = MORNING - timedelta(days=1)


class After(msgspec.Struct):
    """The campaign in which the district's People's Committee and one of its offices end on 1 July."""

    campaign: Campaign
    old: Person
    new: Person
    room: Person


@pytest.fixture
def after(world: World) -> After:
    """A file that says who comes then, and the people of both."""
    plan = world.campaign
    name = Text(vi="UBND tỉnh", en="Provincial People's Committee")
    seats = (
        *(
            msgspec.structs.replace(seat, until=DAY, successor="ubnd-tinh") if seat.id == UBND else seat
            for seat in plan.seats
        ),
        Seat(id="ubnd-tinh", name=name, unit="ubnd-huyen", substitute=plan.seat(UBND).substitute),
    )
    bodies = (
        *(
            msgspec.structs.replace(body, until=DAY, successor="so") if body.id == BODY else body
            for body in plan.bodies
        ),
        Body(id="so", name=Text(vi="Sở Tài chính", en="Department of Finance"), unit=plan.body(BODY).unit),
    )
    campaigns.load(msgspec.structs.replace(plan, seats=seats, bodies=bodies), EVE)
    return After(
        campaign=campaigns.current(plan.id),
        old=announce("Võ Thị Mai", f"seat:{UBND}", home="ubnd-huyen"),
        new=announce("Ngô Thị Tỉnh", "seat:ubnd-tinh", home="ubnd-huyen"),
        room=announce("Đặng Văn Sở", "body:so", home="phong-tckh"),
    )


def keep(record: str, life: lives.Life, world: World) -> None:
    stored = records.new(record, world.campaign, lives.UNIT, "author")
    for entry in life.history:
        stored = records.save(stored, entry, world.campaign)


def give(record: str, command: c.Command, person: Person, campaign: Campaign) -> None:
    stored = records.get(record)
    assert stored is not None
    handle(record, command, person, campaign, clock.now(), seen=stored.record.sequence)


def test_the_successor_decides_from_its_day_on(world: World, after: After) -> None:
    """On the eve the one, on the day the other; both seats once, and the history names who acted."""
    keep("waits", lives.appraised(), world)
    party = announce("Hoàng Văn Đức", f"seat:{PARTY}", home="huyen-uy")
    give("waits", c.Approve(seat=PARTY), party, after.campaign)
    world.cloud.clock.set(EVE)
    with pytest.raises(NotYoursError):
        give("waits", c.Approve(seat=UBND), after.new, after.campaign)
    world.cloud.clock.set(MORNING)
    with pytest.raises(NotYoursError):
        give("waits", c.Approve(seat=UBND), after.old, after.campaign)
    give("waits", c.Approve(seat=UBND), after.new, after.campaign)
    stored = records.get("waits")
    assert stored is not None
    assert stored.record.state is State.APPROVED
    assert stored.history[-1].holder == "seat:ubnd-tinh"
    assert set(stored.record.votes) == {PARTY, UBND}


def test_what_the_one_decided_the_other_need_not(world: World, after: After) -> None:
    """A seat and its successor are one approval."""
    keep("half", lives.appraised(), world)
    world.cloud.clock.set(EVE)
    give("half", c.Approve(seat=UBND), after.old, after.campaign)
    world.cloud.clock.set(MORNING)
    stored = records.get("half")
    assert stored is not None
    assert {task.holder for task in tasks(stored.record, after.campaign)} == {f"seat:{PARTY}"}


def test_the_queue_of_who_comes_has_what_waits(world: World, after: After) -> None:
    """Without an event on any record: it stands in the one queue on the eve, in the other on the day."""
    keep("waits", lives.submitted(), world)
    world.settle("review")
    before = announce("Phạm Thị Nga", f"body:{BODY}", home="phong-tckh")
    for moment, sees, not_ in ((EVE, before, after.room), (MORNING, after.room, before)):
        world.cloud.clock.set(moment)
        assert "/review/records/waits" in Visitor(app, sees).get("/review/").html
        assert "/review/records/waits" not in Visitor(app, not_).get("/review/").html
    page = Visitor(app, after.room).get("/review/records/waits")
    assert "Sở Tài chính" in page.text
    give("waits", c.Appraise(favourable=True, reasons="Phù hợp"), after.room, after.campaign)
    stored = records.get("waits")
    assert stored is not None
    assert stored.history[-1].holder == "body:so"


def test_who_comes_is_written_to(world: World, after: After) -> None:
    """What waits from the day on is told to whoever decides then."""
    keep("waits", lives.submitted(), world)
    world.settle("notify")
    told = len(world.cloud.mails())
    give("waits", c.Appraise(favourable=True, reasons="Phù hợp"), after.room, after.campaign)
    world.settle("notify")
    assert {mail.to.partition("<")[2] for mail in world.cloud.mails()[told:]} >= {f"{after.new.email}>"}
    assert all(after.old.email not in mail.to for mail in world.cloud.mails()[told:])


def test_a_stranger_still_sees_nothing(world: World, after: After) -> None:
    """Succeeding one seat opens nothing of another."""
    keep("waits", lives.submitted(), world)
    with pytest.raises(NoSuchRecordError):
        find("waits", after.new, after.campaign, MORNING)
