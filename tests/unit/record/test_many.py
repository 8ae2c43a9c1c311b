"""Many drafts at once: read by the hundred, saved by threads, noted once."""

import msgspec
import pytest

from services.core.presence import store as presence
from services.core.record import many, store
from services.core.record.store import Stored
from tests.conftest import TestCloud
from tests.unit.work.lives import START, UNIT, campaign, submitted


@pytest.fixture(autouse=True)
def table(cloud: TestCloud) -> TestCloud:
    """An empty table."""
    return cloud


def new(*names: str) -> list[tuple[Stored, dict[str, str]]]:
    """Drafts that nobody has saved."""
    return [(store.new(name, campaign(), UNIT, "lan"), {"title": f"Đường {name}"}) for name in names]


def test_what_is_saved_together_is_read_together() -> None:
    """More than one call's worth comes back whole, and an id that nobody saved is missing."""
    names = [f"r{number}" for number in range(130)]
    saved = many.save_drafts(new(*names), campaign(), START)
    found = store.without_history([*names, "never", names[0]])
    assert found == {one.record.id: one for one in saved if one}
    assert len(found) == 130
    assert sorted(line.id for line in store.all_of_unit(campaign().id, UNIT)) == sorted(names)


def test_that_drafts_began_is_noted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The unit is not silent, at the price of one write; drafts that were known before cost none."""
    noted: list[str] = []
    real = presence.begin

    def begin(campaign_id: str, unit: str, record: str, now: object) -> None:
        noted.append(record)
        real(campaign_id, unit, record, now)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(presence, "begin", begin)
    saved = many.save_drafts(new("a", "b", "c"), campaign(), START)
    many.save_drafts([(one, {"title": "x"}) for one in saved if one], campaign(), START)
    assert noted == ["a"]
    assert UNIT in presence.of_campaign(campaign().id)


def test_whoever_saved_first_keeps_their_text() -> None:
    """A draft that somebody else saved meanwhile is left as it is, and said; the others are saved."""
    (first,) = many.save_drafts(new("a"), campaign(), START)
    assert first is not None
    store.save_draft(first, {"title": "theirs"}, campaign(), START)
    results = many.save_drafts([(first, {"title": "ours"}), *new("b")], campaign(), START)
    assert [result is None for result in results] == [True, False]
    assert store.without_history(["a"])["a"].draft == {"title": "theirs"}


def test_a_record_with_a_history_is_not_saved_by_the_many() -> None:
    """Read without its history it would be written without it."""
    stored = msgspec.structs.replace(submitted().stored, history=())
    with pytest.raises(ValueError, match="only drafts"):
        many.save_drafts([(stored, {"title": "x"})], campaign(), START)
