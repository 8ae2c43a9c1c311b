"""Items outside of the table: one line each, exactly, and each kind either kept or left out on purpose."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.operate.items import KINDS, Image, counter_of, image_of, kind_of, line_of, marked, unmarked
from services.core import clock, events
from services.core.events import Event

ARCHITECTURE = Path(__file__).parents[3] / "docs" / "architecture.md"

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    [unicodedata.normalize(form, "Nguyễn Thị Ước, thôn Tiên Mỹ") for form in ("NFC", "NFD")]
)
#: As DynamoDB writes them: up to 38 digits, never a float on the way.
_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str) | st.integers(
    -(10**38) + 1, 10**38 - 1
).map(str)


def _values() -> st.SearchStrategy[dict[str, Any]]:
    """Every type that DynamoDB has, however they lie in one another."""
    plain = (
        st.builds(lambda text: {"S": text}, _TEXTS)
        | st.builds(lambda number: {"N": number}, _NUMBERS)
        | st.builds(lambda content: {"B": content}, st.binary(max_size=40))
        | st.builds(lambda yes: {"BOOL": yes}, st.booleans())
        | st.just({"NULL": True})
        | st.builds(lambda many: {"SS": sorted(many)}, st.sets(_TEXTS, min_size=1, max_size=4))
        | st.builds(lambda many: {"NS": sorted(many)}, st.sets(_NUMBERS, min_size=1, max_size=4))
        | st.builds(lambda many: {"BS": sorted(many)}, st.sets(st.binary(max_size=9), min_size=1, max_size=4))
    )
    return st.recursive(
        plain,
        lambda inner: (
            st.builds(lambda many: {"L": many}, st.lists(inner, max_size=4))
            | st.builds(lambda many: {"M": many}, st.dictionaries(_TEXTS | st.just("B"), inner, max_size=4))
        ),
        max_leaves=12,
    )


def images() -> st.SearchStrategy[dict[str, Any]]:
    """Items with any attributes."""
    keys = st.fixed_dictionaries(
        {"pk": st.just({"S": "R#1"}), "sk": st.builds(lambda text: {"S": text}, _TEXTS)}
    )
    more = st.dictionaries(_TEXTS.filter(lambda name: name not in {"pk", "sk"}), _values(), max_size=6)
    return st.builds(lambda one, other: one | other, keys, more)


@given(images())
def test_an_item_comes_back_exactly(image: dict[str, Any]) -> None:
    """Whatever DynamoDB can hold: no accent composed, no number rounded, no byte changed, one line."""
    line = line_of(image)
    assert b"\n" not in line
    assert image_of(line) == image


@given(images(), st.randoms(use_true_random=False))
def test_the_same_item_is_the_same_line(image: dict[str, Any], chance: Any) -> None:  # noqa: ANN401 - hypothesis's own
    """Neither the order of attributes nor that of a set's members, which the table is free in, shows."""
    assert line_of(_shuffled(image, chance)) == line_of(image)


def _shuffled(value: Any, chance: Any) -> Any:  # noqa: ANN401 - any value of DynamoDB's JSON
    if not isinstance(value, dict):
        return value
    pairs = list(value.items())
    chance.shuffle(pairs)
    return {
        name: chance.sample(inner, len(inner))
        if name in {"SS", "NS", "BS"} and isinstance(inner, list)
        else _shuffled(inner, chance)
        for name, inner in pairs
    }


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b"{}",
        b'{"pk":{"S":"a"}}',
        b'{"pk":{"S":"a"},"sk":{"N":"1"}}',
        b'{"pk":{"S":"a"},"sk":{"S":1}}',
        b'{"pk":{"S":"a"},"sk":{"S":"b"},"x":{}}',
        b'{"pk":{"S":"a"},"sk":{"S":"b"},"x":{"S":"a","N":"1"}}',
        b'{"pk":{"S":"a"},"sk":{"S":"b"},"x":{"B":"no base64"}}',
        b'{"pk":{"S":"a"},"sk":{"S":"b"},"x":{"N":1}}',
        b'{"pk":{"S":"a"},"sk":{"S":"b"},"x":{"Q":"1"}}',
        b'{"pk":{"S":"a"},"sk":{"S":"b"},"x":{"S":"\xff"}}',
    ],
)
def test_what_is_no_item_is_refused(line: bytes) -> None:
    """A line that somebody tampered with raises instead of writing something half right."""
    with pytest.raises(ValueError, match=r"."):
        image_of(line)


def _rows() -> dict[str, tuple[str, str]]:
    """The table "One table" of the architecture page: what each kind's keys begin with."""
    text = ARCHITECTURE.read_text(encoding="utf-8").partition("## One table")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if "`" in line]
    found = {}
    for name, pk, sk, *_ in (row for row in rows if len(row) > 3):
        found[name] = (_literal(pk), _literal(sk))
    return found


def _literal(cell: str) -> str:
    """What a key begins with, whatever stands in its places."""
    quoted = re.search(r"`([^`]*)`", cell)
    assert quoted, cell
    return quoted[1].partition("<")[0]


def test_every_kind_of_item_is_kept_or_left_out_on_purpose() -> None:
    """Whoever adds a row to the architecture page has to say here whether a backup holds it."""
    rows, kinds = _rows(), list(KINDS)
    for name, (pk, sk) in rows.items():
        found = [kind for kind in kinds if kind.pk == pk and sk.startswith(kind.sk)]
        assert len(found) == 1, f"{name}: infra/operate/items.py does not know it"
        kinds.remove(found[0])
    assert kinds == [], "no row of the architecture page"


def test_what_is_left_out_opens_a_session_proves_a_code_or_was_not_sent() -> None:
    """Sessions, sign-in requests and their counters, what waits half typed for a week, and nothing else."""
    left_out = [kind.name for kind in KINDS if not kind.kept]
    assert left_out == ["text not sent", "session", "sign-in request", "limit"]


@pytest.mark.parametrize(
    ("pk", "sk", "name"),
    [
        ("R#1", "R", "record"),
        ("R#1", "H#00000001-00000004", "older part of a record's history"),
        ("P#1", "P", "person"),
        ("P#1", "G#c#office", "grant"),
        ("P#1", "S#ab", "session"),
        ("N#ab", "N", "limit"),
        ("C#vinh-linh-70", "#U#ho-xa", "campaign"),
        ("Z#1", "Z", "reorganisation of units"),
        ("X#1", "X", "other"),
    ],
)
def test_a_kind_is_told_by_the_keys(pk: str, sk: str, name: str) -> None:
    """Also of an item that nobody thought of, which is kept."""
    kind = kind_of({"pk": {"S": pk}, "sk": {"S": sk}})
    assert kind.name == name
    assert kind.kept is (name not in {"session", "limit"})


def test_the_most_exact_counter_tells_which_is_newer() -> None:
    """Autosaves count revisions only, so a revision goes before a sequence."""
    assert counter_of({"sequence": {"N": "3"}, "revision": {"N": "9"}}) == "revision"
    assert counter_of({"sequence": {"N": "3"}}) == "sequence"
    assert counter_of({"version": {"N": "3"}}) == "version"
    assert counter_of({"revision": {"S": "3"}}) is None


def test_an_item_is_marked_with_the_event_that_it_carries() -> None:
    """And with nothing where it carries none, or one that nobody can read."""
    event = Event(
        id="w1.3",
        type="WorkSubmitted",
        version=1,
        occurred_at=clock.now(),
        campaign="c",
        subject="w1",
        sequence=3,
        actor="p",
    )
    image: Image = {"pk": {"S": "R#w1"}, "sk": {"S": "R"}, "event": {"S": events.encode(event)}}
    assert marked(image) == image | {"restored": {"S": "w1.3"}}
    assert unmarked(marked(image)) == image
    silent: Image = {"pk": {"S": "R#w1"}, "sk": {"S": "R"}}
    broken: Image = silent | {"event": {"S": "{"}}
    assert (marked(silent), marked(broken)) == (silent, broken)
