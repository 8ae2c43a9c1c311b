"""The libraries of a package: what is imported, at the versions that the tests ran with, and nothing else."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from infra.packaging import archive, libraries, package, reach
from infra.packaging.libraries import BuildError
from infra.packaging.target import Target

_ALWAYS = {"aws-lambda-powertools", "msgspec", "typing-extensions"}
_TABLE = _ALWAYS | {"jinja2", "markupsafe", "pynamodb"}
CARRIED = {
    "relay": _ALWAYS,
    "registration": _TABLE | {"et-xmlfile", "openpyxl", "xlsxwriter"},
    "review": _TABLE | {"et-xmlfile", "openpyxl", "xlsxwriter"},
    "notify": _TABLE,
    "report": _TABLE | {"xlsxwriter"},
}

#: Loaded on a working copy, and not carried as a library.
ELSEWHERE = {
    "blinker": "Flask, a peer of the benchmark, brings it; PynamoDB does without",
    "chalice": "Chalice puts the one file of itself that runs into the package",
    "certifi": "botocore has certificates of its own where it is missing",
}

#: Imports every module of ours that is named, and says which top modules that loaded.
_LOAD = """
import importlib, json, sys
before = set(sys.modules)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules.keys() - before})))
"""


def normal(name: str) -> str:
    """A distribution's normal name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(stage: str) -> set[str]:
    """The distributions that are loaded once everything was imported that a stage can ever import of ours."""
    files = reach.of_stage(stage).files
    names = [
        ".".join(path.relative_to(reach.ROOT).with_suffix("").parts)
        for path in files
        if path.name != "__init__.py"
    ]
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", _LOAD, *sorted(names)],
        cwd=reach.ROOT,
        env=os.environ | {"TABLE_NAME": "thidua"},
        capture_output=True,
        text=True,
        check=True,
    )
    known = packages_distributions()
    return {normal(name) for top in json.loads(done.stdout) for name in known.get(top, ())}


def test_a_stage_carries_what_is_written_here(stage: str) -> None:
    """Each library costs its size at every cold start, so that one more is noticed by a person."""
    assert libraries.needed(stage) == CARRIED[stage]


def test_what_is_imported_goes_along(stage: str) -> None:
    """Whatever importing all that a stage reaches loads is carried, or brought by Lambda."""
    assert imported(stage) - libraries.provided() - ELSEWHERE.keys() <= libraries.needed(stage)


def test_the_runtime_stays_with_lambda(target: Path, stage: str) -> None:
    """What Lambda's Python has is not carried there again: it would be ten times as much as all else."""
    names = archive.contents(target / stage / "code.zip")
    tops = {name.partition("/")[0].partition(".")[0] for name in names}
    known = packages_distributions()
    runtime = {top for top, names in known.items() if {normal(name) for name in names} & libraries.provided()}
    assert {"boto3", "botocore"} <= runtime
    assert not tops & runtime


def test_the_versions_are_those_that_were_tested(target: Path) -> None:
    """What is deployed is what the tests run with, to the last digit."""
    found = {path.name for path in (target.parent / "libraries").glob("*.dist-info")}
    wanted = frozenset().union(*map(libraries.needed, package.STAGES))
    assert found == {f"{name.replace('-', '_')}-{version(name)}.dist-info" for name in wanted}


def test_documents_lie_in_layers(target: Path, stage: str) -> None:
    """Libraries of documents lie in the layer of a stage that needs them, and in no function's code."""
    names = archive.contents(target / stage / "code.zip")
    assert not [name for name in names if name.partition("/")[0] in libraries.DOCUMENTS]
    layer = target / stage / "layer.zip"
    wanted = {name.replace("-", "_") for name in CARRIED[stage]} & libraries.DOCUMENTS
    assert layer.exists() is bool(wanted)
    if layer.exists():
        assert {name.split("/")[1] for name in archive.contents(layer)} == wanted


def test_a_library_of_many_is_pruned(target: Path) -> None:
    """Of Powertools goes what is reached, not the router, the parsers and the events that nobody here has.

    Of Jinja goes what shows a template, not what compiles one.
    """
    installed = target.parent / "libraries" / "aws_lambda_powertools"
    whole = {
        path.relative_to(installed.parent).with_suffix("").as_posix() for path in installed.rglob("*.py")
    }
    names = archive.contents(target / "notify" / "code.zip")
    taken = {name.rpartition(".")[0] for name in names if name.startswith("aws_lambda_powertools/")}
    assert taken < whole
    assert len(taken) < len(whole) / 2
    assert not [name for name in taken if "event_handler" in name or "alb_event" in name]
    shown = {name.rpartition(".")[0] for name in names if name.startswith("jinja2/")}
    assert "jinja2/idtracking" not in shown
    assert "jinja2/runtime" in shown


def test_a_target_without_wheels_is_one_clear_error(tmp_path: Path) -> None:
    """Nothing is compiled on the way: what has no wheel for the target is named, with the target."""
    with pytest.raises(BuildError, match=r"(?s)^the libraries for python3\.99-arm64 .*msgspec"):
        libraries.install(Target(python="3.99"), ["msgspec"], tmp_path / "libraries")
