"""The world that `--cloud` chooses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.worlds import World, on_this_machine


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An empty movement: in this process, or deployed to the emulator of `make rehearse`."""
    if request.config.getoption("--cloud") == "moto":
        with on_this_machine(request.getfixturevalue("cloud"), tmp_path, monkeypatch) as here:
            yield here
        return
    told = request.config.getoption("--rehearsal")
    if told is None:
        raise pytest.UsageError("--cloud=ministack needs --rehearsal FILE, which `make rehearse` writes")
    # Here and not above: it is for those who rehearse.
    from tests.journey.ministack import deployed  # noqa: PLC0415 - see above

    yield deployed(told)
