"""The read model is the same in the end, whatever order, repetition or delay the news arrive in."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.core.people.person import Role
from services.core.record.history import blank, event_of, fold
from services.core.record.standing import tasks
from services.core.record.store import Stored
from services.review import tasks as model
from services.review.board import board
from tests.conftest import TestCloud
from tests.unit.work import lives
from tests.unit.work.lives import COMMANDS, PARTY, SITUATIONS, UBND, Life

_REVIEWERS = (f"{Role.BODY.value}:", f"{Role.SEAT.value}:")


def reading(life: Life, until: int) -> Stored:
    """The record as somebody read it after its first `until` entries."""
    history = life.history[:until]
    return Stored(record=fold(blank(life.work), history), history=history)


def open_places(life: Life) -> dict[str, int]:
    """Who owes something by the board, since which entry."""
    places = board(life.stored, lives.campaign())
    return {holder: place.sequence for holder, place in places.items() if place.owed}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(lives.lives())
def test_the_board_is_who_has_the_work_now(life: Life) -> None:
    """Its open places are exactly those that the record itself names, with their duty and due."""
    owed = {
        task.holder: (task.duty, task.due)
        for task in tasks(life.work, lives.campaign())
        if task.holder.startswith(_REVIEWERS)
    }
    places = board(life.stored, lives.campaign())
    assert {h: (p.owed.duty, p.owed.due) for h, p in places.items() if p.owed} == owed


@settings(max_examples=100, deadline=None, derandomize=True)
@given(lives.lives())
def test_places_only_ever_move_on(life: Life) -> None:
    """A later reading never gives a place an older sequence, nor the same sequence another content."""
    for until in range(1, len(life.history)):
        before = board(reading(life, until), lives.campaign())
        after = board(reading(life, until + 1), lives.campaign())
        for holder, place in before.items():
            assert after[holder] == place or after[holder].sequence > place.sequence


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lives.lives(10), st.data())
def test_shuffled_and_repeated_news_give_the_same_end(
    cloud: TestCloud, monkeypatch: pytest.MonkeyPatch, life: Life, data: st.DataObject
) -> None:
    """Each consumer reads at some moment and writes at a later one, in any order, any number of times."""
    last = len(life.history)
    readings = data.draw(st.lists(st.integers(1, last), max_size=2 * last))
    order = data.draw(st.permutations([*readings, last]))
    assert _projected(cloud, monkeypatch, life, order) == _projected(cloud, monkeypatch, life, [last])


def _projected(
    cloud: TestCloud, monkeypatch: pytest.MonkeyPatch, life: Life, order: list[int]
) -> list[dict[str, Any]]:
    """What the table holds after these readings were projected, one after the other."""
    cloud.inner.reset()
    monkeypatch.setattr(model.campaigns, "current", lambda _: lives.campaign())
    for until in order:
        stored = reading(life, until)
        monkeypatch.setattr(model.works, "get", lambda _, stored=stored: stored)
        model.project(event_of(stored.record, stored.history[-1]))
    found: list[dict[str, Any]] = cloud.table.scan()["Items"]
    return sorted(found, key=lambda item: item["sk"])


def test_a_place_is_not_rewritten_by_what_does_not_concern_it() -> None:
    """Progress of the unit is no news for reviewers; a second vote is none for the seat that voted first."""
    life = SITUATIONS["half_approved"]()
    assert open_places(life) == {f"seat:{UBND}": 2}
    life.do("ubnd seat", COMMANDS["approve, ubnd"]).do("author", COMMANDS["progress"])
    assert open_places(life) == {}
    closed = board(life.stored, lives.campaign())
    assert {holder: place.sequence for holder, place in closed.items()} == {
        f"body:{lives.BODY}": 2,
        f"seat:{PARTY}": 3,
        f"seat:{UBND}": 4,
    }


def test_a_conflict_is_news_for_those_who_have_it() -> None:
    """Whoever declared it sees the record among those for a colleague from then on."""
    life = SITUATIONS["submitted"]().do("appraiser", COMMANDS["conflict"])
    owed = board(life.stored, lives.campaign())[f"body:{lives.BODY}"].owed
    assert owed is not None
    assert owed.barred == ("author", "appraiser")


def test_a_handed_over_task_moves() -> None:
    """The former holder's place is closed by the same entry that opens the substitute's."""
    life = SITUATIONS["submitted"]().do("office", COMMANDS["reassign, body"])
    places = board(life.stored, lives.campaign())
    assert places[f"body:{lives.BODY}"] == msgspec.structs.replace(
        places[f"body:{lives.BODY}"], sequence=2, owed=None
    )
    assert open_places(life) == {f"body:{lives.SUBSTITUTE}": 2}


def test_a_draft_is_nobodys_task() -> None:
    """Before it is submitted, no reviewer hears of it."""
    assert board(SITUATIONS["draft"]().stored, lives.campaign()) == {}
