"""The stages as they declare themselves: every queue is heard, every folder is a stage."""

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from chalice.app import Chalice

from infra.local import stages
from infra.local.stages import SERVICES, Stage, UnknownTriggerError
from tests.conftest import TestCloud

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent


@pytest.fixture
def loaded(cloud: TestCloud) -> dict[str, Stage]:  # noqa: ARG001 - stages are imported within a cloud
    return {stage.name: stage for stage in stages.load()}


def test_every_folder_is_a_stage(loaded: dict[str, Stage]) -> None:
    """Whatever lies beside the core in services/ has an app, and is named as its folder."""
    folders = {path.parent.name for path in SERVICES.glob("*/__init__.py")} - {"core"}
    assert set(loaded) == folders == {"registration", "review", "notify", "report", "relay"}
    assert {name: stage.app.app_name for name, stage in loaded.items()} == {
        name: f"thidua-{name}" for name in loaded
    }


def test_every_queue_has_one_consumer(cloud: TestCloud, loaded: dict[str, Stage]) -> None:
    """No event waits for nobody, and no two stages take each other's messages."""
    heard = [name for stage in loaded.values() for name in stage.queues]
    assert sorted(heard) == sorted(queue.name for queue in cloud.inner.queues)
    for stage in loaded.values():
        assert set(stage.queues) <= {f"thidua-{stage.name}"}
        assert all(size <= 10 for _, size in stage.queues.values())


def test_the_relay_alone_reads_the_stream(loaded: dict[str, Stage]) -> None:
    """A second reader would put every event on the bus twice."""
    assert [name for name, stage in loaded.items() if stage.streams] == ["relay"]


def test_the_tick_reaches_who_keeps_time(loaded: dict[str, Stage]) -> None:
    """Reminders and reports come with the tick."""
    assert {name for name, stage in loaded.items() if stage.ticks} == {"notify", "report"}


def test_an_unknown_trigger_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A schedule that the local cloud would never fire is a mistake, not silence."""
    app = Chalice(app_name="thidua-odd")

    @app.schedule("cron(0 0 ? * MON *)")
    def monday(event: "CloudWatchEvent") -> None:
        del event

    module = SimpleNamespace(app=app, monday=monday)
    monkeypatch.setitem(stages.sys.modules, "services.odd.app", module)
    monkeypatch.setattr(stages.importlib, "import_module", lambda _: module)
    with pytest.raises(UnknownTriggerError, match=r"services/odd/app\.py"):
        stages.load(["odd"])
