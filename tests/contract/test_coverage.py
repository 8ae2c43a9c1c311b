"""Every branch of the rules is walked by a test of the rules themselves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: The rules: what a work, a campaign and a form may be. Their tests need no page, no queue and no browser.
RULES = ",".join(
    f"services/core/{rules}"
    for rules in ("work/*", "initiative/*", "citizen/*", "presence/*", "campaign/*", "form.py", "vietnam.py")
)
TESTS = (
    "tests/unit/work",
    "tests/unit/initiative",
    "tests/unit/citizen",
    "tests/unit/presence",
    "tests/unit/campaign",
    "tests/unit/test_form.py",
)


@pytest.mark.nightly
def test_every_branch_of_the_rules_is_tested(tmp_path: Path) -> None:
    """A rule with a branch that no test takes is a rule that nobody has looked at."""
    environment = os.environ | {"COVERAGE_FILE": str(tmp_path / "coverage")}

    def coverage(*words: str) -> None:
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", "coverage", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]

    coverage(
        "run", "--branch", "--source=services/core", "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS
    )
    coverage("json", f"--include={RULES}", "-o", str(tmp_path / "coverage.json"))
    files = json.loads((tmp_path / "coverage.json").read_text())["files"]
    missing = {
        name: (found["missing_lines"], found["missing_branches"])
        for name, found in files.items()
        if found["missing_lines"] or found["missing_branches"]
    }
    assert len(files) > 20
    assert missing == {}
