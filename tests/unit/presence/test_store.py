"""Spans in the table: read in one query, written once, whoever begins at the same time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from services.core.presence import store
from services.core.presence.spans import Span
from services.core.table import ConflictError
from services.core.vietnam import VIETNAM
from tests.conftest import TestCloud

NOW = datetime(2024, 10, 7, 8, tzinfo=VIETNAM)
LATER = datetime(2024, 10, 8, 8, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def table(cloud: TestCloud) -> TestCloud:
    """An empty table."""
    return cloud


def _between_read_and_write(monkeypatch: pytest.MonkeyPatch, doing: Callable[[], object], times: int) -> None:
    """Let a colleague do something after each of the first `times` reads."""
    put, left = store.put, [times]

    def late(*args: Any) -> None:  # noqa: ANN401 - passed on as they are
        if left[0]:
            left[0] -= 1
            doing()
        put(*args)

    monkeypatch.setattr(store, "put", late)


def test_units_are_read_together_and_campaigns_apart() -> None:
    """One query gives the units of one campaign, and of no other."""
    store.begin("c", "ho-xa", "d1", NOW)
    store.begin("c", "vinh-o", "d2", LATER)
    store.begin("other", "ho-xa", "d3", NOW)
    assert store.of_campaign("c") == {"ho-xa": (Span("d1", NOW),), "vinh-o": (Span("d2", LATER),)}


def test_others_are_looked_for_only_when_the_one_that_stands_for_them_goes() -> None:
    """Discarding any other draft costs no query of the unit's list."""
    asked: list[bool] = []

    def others() -> str:
        asked.append(True)
        return "d2"

    store.begin("c", "ho-xa", "d1", NOW)
    store.discard("c", "ho-xa", "d3", others, LATER)
    assert asked == []
    store.discard("c", "ho-xa", "d1", others, LATER)
    assert asked == [True]
    assert store.of_campaign("c")["ho-xa"] == (Span("d1", NOW, LATER), Span("d2", LATER))


def test_colleagues_who_begin_at_once_are_both_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second reads again; the unit has had a draft since the first."""

    def colleague() -> None:
        store.begin("c", "ho-xa", "d2", NOW)

    _between_read_and_write(monkeypatch, colleague, 1)
    store.begin("c", "ho-xa", "d1", NOW)
    assert store.of_campaign("c")["ho-xa"] == (Span("d1", NOW),)


def test_whoever_is_overtaken_again_and_again_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is half done: the draft is not saved where its note could not be made."""
    turn = [0]

    def colleague() -> None:
        turn[0] += 1
        with monkeypatch.context() as alone:
            alone.setattr(store, "put", put)
            store.discard("c", "ho-xa", f"x{turn[0] - 1}", lambda: None, NOW)
            store.begin("c", "ho-xa", f"x{turn[0]}", NOW)
            store.discard("c", "ho-xa", f"x{turn[0]}", lambda: None, NOW)

    put = store.put
    _between_read_and_write(monkeypatch, colleague, 100)
    with pytest.raises(ConflictError):
        store.begin("c", "ho-xa", "d1", NOW)
