"""Subjects in the table: one item each, read together, and nothing left of whoever is erased."""

from datetime import datetime

import msgspec
import pytest

from services.core.subjects import store
from services.core.subjects.correcting import corrections
from services.core.subjects.subject import Details, Erasure, Kind, Why
from services.core.table import PROJECTED, ConflictError
from services.core.vietnam import VIETNAM
from tests.conftest import TestCloud

NOW = datetime(2025, 6, 1, 8, tzinfo=VIETNAM)
NOTE = Erasure(at=NOW, by="p1", holder="office", why=Why.REQUEST, request="q1")
BINH = Details(name="Trần Văn Bình", birth=1980, telephone="0912345678", email="binh@vinh-lam.example")


@pytest.fixture(autouse=True)
def table(cloud: TestCloud) -> TestCloud:
    """An empty table."""
    return cloud


def an_author(record: str = "r1", place: str = "author-1", unit: str = "vinh-lam") -> store.Stored:
    """Somebody new."""
    return store.new(record, place, "c", unit, Kind.AUTHOR)


def everything(cloud: TestCloud) -> str:
    """Every item of the table, as text."""
    return repr(cloud.table.scan()["Items"])


def test_what_is_typed_stands_with_the_person_until_it_is_handed_in() -> None:
    """A draft is kept as typed; handing in takes its place."""
    drafted = store.save_draft(an_author(), {"name": " Bình ", "birth": "2/80"}, NOW)
    assert store.get("r1.author-1") == drafted
    (line,) = store.of_unit("c", "vinh-lam")
    assert (line.name, line.handed_in, line.erased) == ("Bình", False, False)
    saved = store.save(drafted, BINH, NOW)
    assert store.get("r1.author-1") == saved
    assert saved.typed is None
    edited = store.save_draft(saved, {"name": "Bính"}, NOW)
    assert edited.subject.details == BINH
    assert store.of_unit("c", "vinh-lam")[0].name == BINH.name


def test_whoever_saves_second_is_told() -> None:
    """Two colleagues type about the same person: the later one does not overwrite unseen."""
    first = store.save_draft(an_author(), {"name": "An"}, NOW)
    store.save_draft(first, {"name": "Bình"}, NOW)
    with pytest.raises(ConflictError):
        store.save(first, BINH, NOW)
    with pytest.raises(ConflictError):
        store.save_draft(an_author(), {"name": "An"}, NOW)


def test_many_are_read_together() -> None:
    """A page of a list reads its people in one call; who is not there is left out."""
    ids = [store.save(an_author(f"r{n}"), BINH, NOW).subject.id for n in range(3)]
    ids.reverse()
    assert list(store.get_many([*ids, ids[0], "r9.author-1"])) == ids
    assert store.get_many([]) == {}


def test_a_units_people_are_its_own() -> None:
    """One query of the index gives the people of one unit, and of no other."""
    store.save(an_author("r1"), BINH, NOW)
    store.save(an_author("r2", unit="vinh-o"), BINH, NOW)
    assert [line.id for line in store.of_unit("c", "vinh-o")] == ["r2.author-1"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("binh", True), ("Van Binh", True), ("tran van BINH", True), ("đặng", False), ("", False),
        ("inh", False), ("0912 345 678", True), ("+84912345678", True), ("0912", False), ("r1", False),
    ],
)  # fmt: skip
def test_somebody_is_found_as_one_types_in_a_hurry(wanted: str, found: bool) -> None:  # noqa: FBT001 - a table
    """Without marks, by the beginning of words or by the whole number, in whichever unit or in one alone."""
    saved = store.save(an_author(), BINH, NOW)
    store.save(an_author("r2", unit="vinh-o"), Details(name="Đặng Lan", telephone="0233 3820 123"), NOW)
    ids = ["r1.author-1"] if found else []
    assert [line.id for line in store.find("c", wanted, 9) if line.unit != "vinh-o"] == ids
    assert [line.id for line in store.find("c", wanted, 9, "vinh-lam")] == ids
    assert store.find("d", wanted, 9) == ()
    store.move(saved.subject.id, "vinh-o")
    assert store.find("c", wanted, 9, "vinh-lam") == ()
    store.erase(saved.subject.id, NOTE)
    assert [line.id for line in store.find("c", wanted, 9) if line.id == "r1.author-1"] == []


def test_the_index_carries_the_name_alone() -> None:
    """Neither keys nor projected attributes hold a telephone number, an address or a birth."""
    store.save(an_author(), BINH, NOW)
    item = store.SubjectItem.get("S#r1.author-1", "S").attribute_values
    shown = {
        name: text for name, text in item.items() if name in (*PROJECTED, "pk", "sk", "gsi1pk", "gsi1sk")
    }
    text = repr({name: value for name, value in shown.items() if name not in {"name", "title"}})
    assert not any(part in text for part in ("Bình", "0912345678", "binh@", "1980"))


def test_erasing_leaves_nothing(cloud: TestCloud) -> None:
    """Handed in and typed anew: both are gone, the note stays, and nothing comes back by typing it again."""
    saved = store.save(an_author(), BINH, NOW)
    stale = store.save_draft(saved, {"name": "Trần Văn Bình", "telephone": "0912345678"}, NOW)
    erased = store.erase("r1.author-1", NOTE)
    assert erased is not None
    assert erased.subject.erased == NOTE
    left = everything(cloud)
    assert not any(part in left for part in ("Bình", "0912345678", "binh@", "1980"))
    assert store.erase("r1.author-1", Erasure(at=NOW, by="p2", holder="office", why=Why.TERM)) == erased
    with pytest.raises(store.ErasedError):
        store.save(erased, BINH, NOW)
    with pytest.raises(store.ErasedError):
        store.save_draft(erased, {"name": "Bình"}, NOW)
    with pytest.raises(ConflictError):
        store.save(stale, BINH, NOW)
    (line,) = store.of_unit("c", "vinh-lam")
    assert (line.name, line.erased) == ("", True)


def test_erasing_nobody_does_no_harm() -> None:
    """An id without anybody behind it leaves no item."""
    assert store.erase("r1.author-1", NOTE) is None
    assert store.of_unit("c", "vinh-lam") == ()


def test_a_person_who_was_only_typed_goes_with_the_draft() -> None:
    """A row taken out of a draft leaves nothing; one that a history names stays."""
    store.discard(store.save_draft(an_author(), {"name": "An"}, NOW), NOW)
    assert store.get("r1.author-1") is None
    store.discard(an_author(), NOW)
    saved = store.save(an_author(), BINH, NOW)
    store.discard(saved, NOW)
    assert store.get("r1.author-1") == saved


def test_a_correction_leaves_the_unit_its_text() -> None:
    """What the unit left as it was follows the correction; what both touched stays, and is told."""
    saved = store.save(an_author(), BINH, NOW)
    typed = {"name": "Trần Văn Bính", "birth": "1980", "telephone": "0912345678", "email": "b@x.example"}
    drafted = store.save_draft(saved, typed, NOW)
    better = msgspec.structs.replace(BINH, name="Trần Văn Bình An", telephone="0233 3820 123")
    corrected = store.correct(drafted, better, NOW)
    assert corrected.subject.details == better
    assert corrected.typed
    own = {name: corrected.typed[name] for name in typed}
    assert own == typed | {"telephone": "0233 3820 123"}
    (told,) = corrections(Kind.AUTHOR, corrected.typed, better)
    assert told[1] == "Trần Văn Bình An"
    again = store.correct(corrected, msgspec.structs.replace(better, birth=1981), NOW)
    assert again.typed
    assert (again.typed["birth"], list(corrections(Kind.AUTHOR, again.typed, better))) == ("1981", [told])
    read = store.save_draft(again, own, NOW)
    assert list(corrections(Kind.AUTHOR, read.typed, better)) == []
    assert store.correct(store.save(read, better, NOW), BINH, NOW).typed is None
