"""Golden events: one file for each type and version, kept for ever. Whoever wrote one must still be heard."""

import json
from pathlib import Path

import pytest

from services.core import events

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*.json"))


def test_none_is_missing() -> None:
    """Every type that the code writes has its golden file; a new version adds one and changes none."""
    assert {f"{kind}.v{version}" for kind, version in events.VERSIONS.items()} <= {
        file.stem for file in FILES
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_is_read_as_it_was_written(file: Path) -> None:
    """Nothing of an event is lost, renamed or reordered between the writer of then and the code of now."""
    text = file.read_text(encoding="utf-8").strip()
    event = events.decode(text)
    assert file.stem == f"{event.type}.v{event.version}"
    assert events.encode(event) == text
    assert events.decode(json.loads(text)) == event


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_another_version_is_not_guessed_at(file: Path) -> None:
    """An event of the next version, or of a type nobody knows, is refused, not read as if it were this."""
    fields = json.loads(file.read_text(encoding="utf-8"))
    for changed in (
        {"version": fields["version"] + 1},
        {"type": f"{fields['type']}Anew"},
        {"sequence": "one"},
    ):
        with pytest.raises(events.UnknownEventError):
            events.decode(fields | changed)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_event_is_thin(file: Path) -> None:
    """Ids, a type, a moment and a count: no name, no address, no free text ever travels."""
    fields = json.loads(file.read_text(encoding="utf-8"))
    assert set(fields) == {
        "id", "type", "version", "occurred_at", "campaign", "subject", "sequence", "actor", "causation",
    }  # fmt: skip
    assert not any(" " in str(value) or "@" in str(value) for value in fields.values())
