"""A work in the table: one conditional put, nothing lost, nothing twice; and commands carried out on it."""

from datetime import timedelta
from hashlib import sha512

import msgspec
import pytest

from services.core import events
from services.core.record import store
from services.core.record.decide import decide
from services.core.record.handle import NoSuchRecordError, StaleError, find, handle
from services.core.record.history import Entry, event_of
from services.core.record.record import State
from services.core.record.refusal import NotYoursError
from services.core.record.store import Stored
from services.core.table import ConflictError
from services.core.work import commands as c
from tests.conftest import TestCloud
from tests.unit.work.lives import COMMANDS, FACTS, PEOPLE, SITUATIONS, START, UNIT, Life, campaign

DRAFT = {"title": "Đường", "area": "economy"}


@pytest.fixture(autouse=True)
def table(cloud: TestCloud) -> TestCloud:
    """An empty table."""
    return cloud


def keep(life: Life) -> Stored:
    """Store a life, entry by entry, as it was lived."""
    stored = store.save_draft(store.new("w1", campaign(), UNIT, "author"), DRAFT, campaign(), START)
    for entry in life.history:
        stored = store.save(stored, entry, campaign())
    return stored


def item(cloud: TestCloud, sk: str = "R") -> dict[str, object]:
    """The stored item."""
    return dict(cloud.table.get_item(Key={"pk": "R#w1", "sk": sk})["Item"])


def read(record_id: str = "w1") -> Stored:
    """The record as the table gives it."""
    stored = store.get(record_id)
    assert stored is not None
    return stored


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_situation_is_read_as_it_was_written(situation: str) -> None:
    """State and history survive the table exactly."""
    life = SITUATIONS[situation]()
    stored = keep(life)
    found = read()
    assert found == stored
    assert found.history == life.history
    assert msgspec.structs.replace(found.record, number=life.work.number) == life.work
    assert found.draft == (None if life.history else DRAFT)


def test_what_was_never_stored_is_absent() -> None:
    """No item, no work."""
    assert store.get("nowhere") is None


def test_an_autosave_adds_neither_history_nor_event(table: TestCloud) -> None:
    """Typing is no news; handing in is, and takes the draft with it."""
    stored = store.save_draft(store.new("w1", campaign(), UNIT, "author"), DRAFT, campaign(), START)
    stored = store.save_draft(stored, DRAFT | {"title": "Đường mới"}, campaign(), START)
    assert (read().revision, read().record.sequence, read().history) == (2, 0, ())
    assert "event" not in item(table)
    life = SITUATIONS["submitted"]()
    store.save(stored, life.history[0], campaign())
    assert "draft" not in item(table)
    assert events.decode(str(item(table)["event"])) == event_of(life.work, life.history[0])


def test_of_two_writers_one_is_told() -> None:
    """Draft, event or deletion: whoever comes second is refused, and nothing changes."""
    new = store.new("w1", campaign(), UNIT, "author")
    first = store.save_draft(new, DRAFT, campaign(), START)
    with pytest.raises(ConflictError):
        store.save_draft(new, {"title": "Khác"}, campaign(), START)
    second = store.save_draft(first, DRAFT, campaign(), START)
    with pytest.raises(ConflictError):
        store.save(first, SITUATIONS["submitted"]().history[0], campaign())
    with pytest.raises(ConflictError):
        store.discard(first, START)
    assert read() == second
    store.discard(second, START)
    assert store.get("w1") is None


def test_what_was_submitted_is_never_discarded() -> None:
    """Only a draft can be deleted."""
    stored = keep(SITUATIONS["submitted"]())
    with pytest.raises(ConflictError):
        store.discard(stored, START)


def _noisy(monkeypatch: pytest.MonkeyPatch, count: int = 12) -> Life:
    """An approved work whose unit writes much; its history has to be moved away again and again."""
    monkeypatch.setattr(store, "HISTORY_LIMIT", 2_000)
    life = SITUATIONS["approved"]()
    for number in range(count):
        words = " ".join(sha512(f"{number}.{part}".encode()).hexdigest() for part in range(8))
        life.later(hours=1).do("author", c.ReportProgress(percent=number, note=words))
    return life


def test_a_long_history_is_kept_in_parts(table: TestCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the oldest part moves to items of its own, and is read as one with the rest."""
    life = _noisy(monkeypatch)
    stored = keep(life)
    assert read() == stored
    assert read().history == life.history
    assert len(bytes(item(table)["history"])) <= 2_000  # type: ignore[call-overload]
    parts = [row for row in table.table.scan()["Items"] if str(row["sk"]).startswith("H#")]
    assert len(parts) > 1
    assert not any("gsi1pk" in row or "event" in row for row in parts)


def test_a_part_that_was_moved_by_a_loser_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer who is overtaken between moving the old part and the put leaves no entry twice."""
    life = _noisy(monkeypatch, 3)
    stored = keep(life)
    monkeypatch.setattr(store, "HISTORY_LIMIT", 10)
    entry = decide(life.later(hours=1).case("author", COMMANDS["progress"]))
    stale = msgspec.structs.replace(stored, revision=stored.revision - 1)
    with pytest.raises(ConflictError):
        store.save(stale, entry, campaign())
    assert read().history == life.history
    monkeypatch.setattr(store, "HISTORY_LIMIT", 10)
    again = store.save(read(), entry, campaign())
    assert read() == again
    assert [one.sequence for one in read().history] == list(range(1, len(life.history) + 2))


def test_a_slow_loser_takes_no_entry_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who read before others wrote, and moves the shorter part that it knows, leaves theirs in place."""
    life = _noisy(monkeypatch, 1)
    monkeypatch.setattr(store, "HISTORY_LIMIT", 100_000)
    slow = keep(life)
    late_entry = decide(life.later(hours=1).case("author", COMMANDS["progress"]))
    stored = store.save(slow, late_entry, campaign())
    monkeypatch.setattr(store, "HISTORY_LIMIT", 10)
    entry = msgspec.structs.replace(late_entry, sequence=late_entry.sequence + 1)
    done = store.save(stored, entry, campaign())
    with pytest.raises(ConflictError):
        store.save(slow, late_entry, campaign())
    assert read() == done
    assert [one.sequence for one in done.history] == list(range(1, entry.sequence + 1))


def test_a_units_list_shows_first_what_it_has_to_do() -> None:
    """Returned works by their term, then drafts, then what is under way; others' turn; concluded last."""
    order = ["returned", "draft", "approved", "submitted", "verified"]
    for number, situation in enumerate(reversed(order)):
        life = SITUATIONS[situation]()
        new = store.new(situation, campaign(), UNIT, "author")
        stored = store.save_draft(new, DRAFT, campaign(), START + timedelta(minutes=number))
        for entry in life.history:
            stored = store.save(stored, entry, campaign())
    lines = store.of_unit("vinh-linh-70", UNIT).rows
    assert [line.id for line in lines] == order
    assert [line.state for line in lines] == order
    assert lines[3].holders == ("body:phong-tckh",)
    assert lines[4].holders == ()
    assert lines[4].due is None
    assert lines[1].title == DRAFT["title"]
    assert lines[0].title == FACTS.title


def test_a_list_comes_in_pages() -> None:
    """25 a page, each work once."""
    for number in range(27):
        store.save_draft(store.new(f"d{number:02}", campaign(), UNIT, "author"), DRAFT, campaign(), START)
    first = store.of_unit("vinh-linh-70", UNIT)
    second = store.of_unit("vinh-linh-70", UNIT, first.cursor)
    ids = [line.id for line in (*first.rows, *second.rows)]
    assert (len(first.rows), len(ids), len(set(ids)), second.cursor) == (25, 27, 27, None)


def test_the_same_title_in_the_same_unit_is_found() -> None:
    """The other record is named, not this one, and an empty title is the same as none."""
    keep(SITUATIONS["submitted"]())
    same = "  đường giao thông nội đồng. "
    another = store.new("w2", campaign(), UNIT, "author").record
    found = store.of_same_title(another, same)
    assert found is not None
    assert found.id == "w1"
    assert store.of_same_title(read().record, same) is None
    assert store.of_same_title(store.new("w2", campaign(), "vinh-thuy", "author").record, same) is None
    assert store.of_same_title(another, "Mô hình") is None
    assert store.of_same_title(another, " . ") is None


# --- carrying out a command --------------------------------------------------------------------


def _give(who: str, command: str, seen: int, causation: str = "") -> Stored:
    return handle("w1", COMMANDS[command], PEOPLE[who], campaign(), START, seen=seen, causation=causation)


def test_a_command_is_decided_and_stored() -> None:
    """What comes back is what stands in the table."""
    keep(SITUATIONS["submitted"]())
    done = _give("appraiser", "appraise", 1)
    assert done == read()
    assert done.record.state is State.APPRAISED


@pytest.mark.parametrize("who", ["stranger", "other body", "party seat", "leader", "nobody"])
def test_for_a_stranger_there_is_no_record(who: str) -> None:
    """Finding and acting look the same as if it did not exist."""
    keep(SITUATIONS["submitted"]())
    with pytest.raises(NoSuchRecordError):
        find("w1", PEOPLE[who], campaign(), START)
    with pytest.raises(NoSuchRecordError):
        _give(who, "appraise", 1)
    with pytest.raises(NoSuchRecordError):
        find("nowhere", PEOPLE["office"], campaign(), START)


def test_a_record_of_another_campaign_is_not_found() -> None:
    """Each campaign's pages show its own records."""
    keep(SITUATIONS["submitted"]())
    with pytest.raises(NoSuchRecordError):
        find("w1", PEOPLE["office"], msgspec.structs.replace(campaign(), id="another"), START)


def test_acting_on_an_old_reading_is_refused_with_the_new_one() -> None:
    """The error brings the record as it stands, and nothing is stored."""
    keep(SITUATIONS["appraised"]())
    with pytest.raises(StaleError) as caught:
        _give("second appraiser", "appraise", 1)
    assert caught.value.stored == read()
    assert read().record.sequence == 2


def test_the_same_command_again_is_found_done() -> None:
    """Also after others acted since."""
    keep(SITUATIONS["submitted"]())
    _give("appraiser", "appraise", 1)
    _give("party seat", "approve, party", 2)
    assert _give("appraiser", "appraise", 1) == read()
    assert read().record.sequence == 3


def test_history_and_event_keep_the_request_that_led_to_them(table: TestCloud) -> None:
    """The event in the item and the one told again out of the history are one and the same."""
    keep(SITUATIONS["submitted"]())
    done = _give("appraiser", "appraise", 1, causation="the-first-request")
    told = events.decode(str(item(table)["event"]))
    assert told.causation == "the-first-request"
    assert told == event_of(done.record, read().history[-1])


def test_a_form_posted_twice_is_two_requests_and_one_entry() -> None:
    """The second request finds it done, and the history keeps the one that did it."""
    keep(SITUATIONS["submitted"]())
    _give("appraiser", "appraise", 1, causation="the-first-request")
    assert _give("appraiser", "appraise", 1, causation="the-second-request") == read()
    assert [entry.causation for entry in read().history] == ["", "the-first-request"]


def _overtaken(monkeypatch: pytest.MonkeyPatch, entry: Entry) -> None:
    """Let somebody else's entry be stored between the next command's reading and its writing."""
    real = store.save

    def save(stored: Stored, mine: Entry, rules: object) -> Stored:
        monkeypatch.setattr(store, "save", real)
        real(stored, entry, campaign())
        assert rules is not None
        return real(stored, mine, campaign())

    monkeypatch.setattr(store, "save", save)


def test_of_two_at_the_same_moment_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table's condition decides; whoever comes second reads what the first did."""
    life = SITUATIONS["submitted"]()
    keep(life)
    _overtaken(monkeypatch, decide(life.case("second appraiser", COMMANDS["appraise against"])))
    with pytest.raises(StaleError) as caught:
        _give("appraiser", "appraise", 1)
    assert caught.value.stored.record.opinion is not None
    assert not caught.value.stored.record.opinion.favourable


def test_a_double_click_at_the_same_moment_is_found_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both presses are told that it is done, and it is stored once."""
    life = SITUATIONS["submitted"]()
    keep(life)
    _overtaken(monkeypatch, decide(life.case("appraiser", COMMANDS["appraise"])))
    assert _give("appraiser", "appraise", 1) == read()
    assert read().record.sequence == 2


def test_the_rules_have_the_last_word() -> None:
    """A refusal stores nothing."""
    keep(SITUATIONS["submitted"]())
    with pytest.raises(NotYoursError):
        _give("office", "appraise", 1)
    assert read().record.sequence == 1
