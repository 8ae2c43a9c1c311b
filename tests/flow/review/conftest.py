"""A commune, its appraising body, both seats and the office; and works that come to them."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec
import pytest

from infra.local import stages
from infra.local.pump import Pump
from services.core import clock
from services.core.campaign.model import Campaign, Track
from services.core.people.person import Person
from services.core.record import store
from services.core.record.filling import read_facts
from services.core.record.handle import handle
from services.core.record.store import Stored
from services.core.work import commands as c
from services.review.app import app
from tests.conftest import TestCloud
from tests.flow.registration.works import TYPED
from tests.flow.visitor import Visitor, announce

RECORD = "0192a5b4c3d2e1f0"

Give: TypeAlias = Callable[[Person, c.Command], Stored]


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody around the records of these tests."""

    author: Person
    appraiser: Person
    colleague: Person
    of_the_commune: Person
    other_body: Person
    party: Person
    ubnd: Person
    office: Person


@pytest.fixture
def cast(campaign: Campaign) -> Cast:  # noqa: ARG001 - they hold roles in it
    """Everybody, announced."""
    return Cast(
        author=announce("Nguyễn Thị Lan", "unit:vinh-lam"),
        appraiser=announce("Phạm Thị Hoa", "body:phong-tckh", home="phong-tckh"),
        colleague=announce("Đỗ Văn Nam", "body:phong-tckh", home="phong-tckh"),
        of_the_commune=announce("Bùi Thị Sen", "body:phong-tckh", home="vinh-lam"),
        other_body=announce("Ngô Văn Tài", "body:phong-vhtt", home="phong-vhtt"),
        party=announce("Hoàng Văn Đức", "seat:huyen-uy", home="huyen-uy"),
        ubnd=announce("Võ Thị Mai", "seat:ubnd", home="ubnd-huyen"),
        office=announce("Trần Văn Sơn", "office", home="phong-noi-vu"),
    )


@pytest.fixture
def settle(cloud: TestCloud) -> Callable[[], int]:
    """Lets everything arrive that flows between registration and review."""
    return Pump(cloud.inner, stages.load(("relay", "review"))).drain


@pytest.fixture
def submit(campaign: Campaign, settle: Callable[[], int], cast: Cast) -> Callable[..., str]:
    """Lets the commune submit a work; everything that follows from it has arrived."""

    def one(record_id: str = RECORD, **typed: str) -> str:
        facts, problems = read_facts(Track.WORK, TYPED | typed, campaign)
        assert facts is not None, problems
        new = store.new(record_id, campaign, "vinh-lam", cast.author.id)
        store.save_draft(new, {"title": facts.title}, campaign, clock.now())
        handle(record_id, c.Submit(facts=facts), cast.author, campaign, clock.now(), seen=0)
        settle()
        return record_id

    return one


@pytest.fixture
def give(campaign: Campaign, settle: Callable[[], int]) -> Give:
    """Lets somebody act on the record as it stands, straight through the rules."""

    def one(person: Person, command: c.Command) -> Stored:
        stored = store.get(RECORD)
        assert stored is not None
        done = handle(RECORD, command, person, campaign, clock.now(), seen=stored.record.sequence)
        settle()
        return done

    return one


@pytest.fixture
def approved(submit: Callable[..., str], give: Give, cast: Cast) -> str:
    """A work that both seats have approved, UBND last."""
    submit()
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp quy hoạch"))
    give(cast.party, c.Approve(seat="huyen-uy"))
    give(cast.ubnd, c.Approve(seat="ubnd"))
    return RECORD


@pytest.fixture
def browser() -> Callable[[Person], Visitor]:
    """A browser before the review stage, for whoever signs in."""

    def signed_in(person: Person) -> Visitor:
        return Visitor(app, person)

    return signed_in
