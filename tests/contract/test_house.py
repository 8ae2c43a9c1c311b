"""The shape of the house: who may import whom, where AWS is known, and how large a room may get."""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STAGES = ("registration", "review", "notify", "report", "relay")
SOURCES = sorted((ROOT / "services").rglob("*.py"))

#: What a rule must not know: the cloud, HTTP, the clock, the environment.
EDGE = {
    "boto3",
    "botocore",
    "pynamodb",
    "chalice",
    "jinja2",
    "aws_lambda_powertools",
    "os",
    "time",
    "random",
    "secrets",
    "services.core.clock",
    "services.core.parameters",
    "services.core.settings",
    "services.core.table",
    "services.core.queue",
    "services.core.telemetry.log",
    "services.core.telemetry.metrics",
    "services.core.telemetry.invocation",
}

#: Modules of `core` that stand at the edge, each for the one reason in its docstring; all others are rules.
AT_THE_EDGE = {
    "services/core/clock.py",
    "services/core/settings.py",
    "services/core/parameters.py",
    "services/core/table.py",
    "services/core/templates.py",
    "services/core/queue.py",
    "services/core/telemetry/log.py",
    "services/core/telemetry/metrics.py",
    "services/core/telemetry/invocation.py",
    "services/core/record/handle.py",
    "services/core/record/identity.py",
    "services/core/record/many.py",
    "services/core/record/store.py",
    "services/core/campaign/store.py",
    "services/core/people/store.py",
    "services/core/people/addresses/store.py",
    "services/core/people/roll/store.py",
    "services/core/people/roll/acts.py",
    "services/core/trail/store.py",
    "services/core/mailing/store.py",
    "services/core/units/acts.py",
    "services/core/people/session.py",
    "services/core/people/entrance/entry.py",
    "services/core/people/entrance/limit.py",
    "services/core/people/entrance/store.py",
    "services/core/acting/answer.py",
    "services/core/acting/showing.py",
    "services/core/acting/store.py",
    "services/core/presence/store.py",
    "services/core/permit/store.py",
    "services/core/reorganising/store.py",
    "services/core/reorganising/carrying.py",
    "services/core/reporting/store.py",
    "services/core/rights/store.py",
    "services/core/people/forgotten/store.py",
    "services/core/subjects/store.py",
    "services/core/reporting/files.py",
    "services/core/bucket.py",
    "services/core/uploads/bucket.py",
    "services/core/attaching/store.py",
    "services/core/attaching/shelf.py",
    "services/core/attaching/opening.py",
}


@cache
def imports(path: Path) -> set[str]:
    """Every module that a file imports, `from a import b` as both `a` and `a.b`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def place(path: Path) -> str:
    """The file's path from the top of the repository."""
    return path.relative_to(ROOT).as_posix()


def is_a_rule(path: Path) -> bool:
    """Whether the file belongs to the pure part of the core."""
    where = place(path)
    return where.startswith("services/core/") and where not in AT_THE_EDGE and "/web/" not in where


def those(paths: Iterable[Path], faulty: Callable[[Path], object]) -> dict[str, object]:
    """Each file where something is wrong, and what."""
    return {place(path): found for path in paths if (found := faulty(path))}


def test_no_stage_knows_another_and_core_knows_none() -> None:
    """Stages talk through events only, so that each can be deployed, replaced and read alone."""

    def known(path: Path) -> set[str]:
        room = path.relative_to(ROOT / "services").parts[0]
        others = {f"services.{stage}" for stage in STAGES if stage != room}
        return {name for name in imports(path) if any(f"{name}.".startswith(f"{one}.") for one in others)}

    assert those(SOURCES, known) == {}


def test_rules_know_no_aws_no_http_and_no_clock() -> None:
    """A rule is a pure function: what it depends on is passed in, so that it can be tested by its values."""

    def known(path: Path) -> set[str]:
        return {name for name in imports(path) if name in EDGE or name.split(".")[0] in EDGE}

    assert those(filter(is_a_rule, SOURCES), known) == {}


def test_a_file_is_a_room_one_can_see_at_a_glance() -> None:
    """A file of more than 350 lines is about two things; most stay below 300."""

    def lines(path: Path) -> int:
        return len(path.read_text().splitlines())

    files = [*SOURCES, *(ROOT / "infra").rglob("*.py")]
    assert len(files) > 300
    assert those(files, lambda path: lines(path) if lines(path) > 350 else 0) == {}


@pytest.mark.parametrize(
    ("made", "where"),
    [
        ("aws_lambda_powertools.Logger", "services/core/telemetry/log.py"),
        ("logging", ""),
        ("aws_lambda_powertools.single_metric", "services/core/telemetry/metrics.py"),
        ("aws_lambda_powertools.Metrics", ""),
    ],
)
def test_logs_and_metrics_come_from_one_place(made: str, where: str) -> None:
    """Names, levels and what a line may hold are settled there, and nowhere anew."""
    assert [place(path) for path in SOURCES if made in imports(path) and place(path) != where] == []


def test_the_edge_is_listed_exactly() -> None:
    """A file that left the edge is checked as a rule again."""
    assert [where for where in AT_THE_EDGE if not (ROOT / where).is_file()] == []
