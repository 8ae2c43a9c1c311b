"""README tells the truth: every command in it is run, every file it names is there."""

import os
import re
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from infra import cli
from infra.deploy.wishes import office_of
from infra.packaging import package
from infra.packaging.target import Target
from tests.faults.machines import free_port

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text().replace("\\\n", "")

#: What stands in code blocks and is neither a comment nor a diagram.
COMMANDS = re.findall(
    r"^    ((?:make|\./thidua|\.venv/bin/python) [^#\n]+?)\s*(?:#.*)?$", README, re.MULTILINE
)


def run(command: str, **environment: str) -> str:
    """The output of a command that must succeed, run at the top of the repository."""
    done = subprocess.run(  # noqa: S602 - the README's own words
        command,
        shell=True,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def make_run(folder: Path) -> None:
    """`make run` says that it is ready, and answers."""
    port = free_port()
    process = subprocess.Popen(
        ["make", "run"],  # noqa: S607 - the README's own words
        cwd=ROOT,
        env=os.environ | {"PORT": str(port), "THIDUA_LOCAL": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "ready after" in line:
                break
        assert "ready after" in said, said
        with urllib.request.urlopen(f"http://localhost:{port}/_local/", timeout=20) as answer:
            assert answer.status == 200
    finally:
        os.killpg(process.pid, 2)
        process.communicate(timeout=20)


def make_check(_: Path) -> None:
    """`make check` is green."""
    run("make check")


def deploy(_: Path) -> None:
    """The command as written is one that `thidua` understands; the rehearsal carries it out."""
    chosen = cli.parser().parse_args(shlex.split(DEPLOY)[1:])
    assert chosen.stage == "prod"
    assert chosen.campaign.exists()
    assert office_of(chosen.office) is not None
    assert run("./thidua deploy --help")


def command(text: str) -> Callable[[Path], None]:
    """A command that only has to succeed."""

    def check(_: Path) -> None:
        run(text.replace(".venv/bin/python", sys.executable))

    return check


CHECKED = "python -m infra.cli campaign check campaigns/vinh-linh-70.toml"
DEPLOY = next(text for text in COMMANDS if text.startswith("./thidua deploy"))
RUNS: dict[str, Callable[[Path], None]] = {
    "make run": make_run,
    "make check": make_check,
    DEPLOY: deploy,
    f".venv/bin/{CHECKED}": command(f".venv/bin/{CHECKED}"),
}
#: Not run by the test below: this very suite, what takes minutes (the nightly test at the end), what .ci/run
#: runs after it, and what is run once for all tests of packages.
ELSEWHERE = {"make test", "make bench", "make rehearse", "make package", "make pictures"}


def test_every_command_of_the_readme_is_known_here() -> None:
    """A command that is added to the README has to be run by a test."""
    assert set(COMMANDS) == set(RUNS) | ELSEWHERE


@pytest.mark.parametrize("text", RUNS)
def test_the_command_works(text: str, tmp_path: Path) -> None:
    """What a newcomer types does what the README says."""
    RUNS[text](tmp_path / "local")


def test_make_package_leaves_every_stage_where_it_says(target: Path) -> None:
    """`make package`, run once for all that look at packages."""
    assert [one.stage for one in package.built(Target(), target.parents[1])] == list(package.STAGES)


def test_every_file_that_the_readme_names_is_there() -> None:
    """No link leads nowhere, and no picture is missing."""
    named = re.findall(r"\]\(([^)#]+)\)", README)
    assert [path for path in named if "://" not in path and not (ROOT / path).exists()] == []


@pytest.mark.nightly
def test_the_bench_runs_and_writes_its_table() -> None:
    """`make bench` measures, prints and keeps its figures."""
    before = time.time()
    run("make bench")
    assert (ROOT / "bench" / "latest.json").stat().st_mtime >= before
