"""What lies in a package: our modules and their data as they run, and nothing of a working copy."""

import json
import marshal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.packaging import archive, reach, staging
from infra.packaging.libraries import BuildError
from infra.packaging.target import Target, this_machine

UNKNOWN = Target(python="3.99")


@pytest.fixture
def carried(here: Path, stage: str) -> dict[str, bytes]:
    """The files of one stage's code."""
    return archive.contents(here / stage / "code.zip")


def test_our_modules_are_those_that_are_reached(carried: dict[str, bytes], stage: str) -> None:
    """Each of them, as bytecode, and no other: neither tests nor what builds."""
    ours = {name for name in carried if name.startswith("services/") and "/compiled/" not in name}
    modules = {path.relative_to(reach.ROOT).as_posix() + "c" for path in reach.of_stage(stage).files}
    assert {name for name in ours if name.endswith((".py", ".pyc"))} == modules
    assert {name.partition("/")[0] for name in carried if "/" in name} <= {
        *("services", "chalice", "aws_lambda_powertools", "jinja2", "markupsafe", "msgspec", "pynamodb"),
    }
    assert {name for name in carried if "/" not in name} <= {"app.pyc", "typing_extensions.pyc"}


def test_nothing_of_a_working_copy_goes_along(carried: dict[str, bytes]) -> None:
    """Sources of words, templates, types and extensions were made into what runs."""
    left = {".po", ".html", ".txt", ".py", ".pyi", ".c", ".toml", ".cache"}
    assert not [name for name in carried if Path(name).suffix in left or "__pycache__" in name]


def test_templates_are_modules(carried: dict[str, bytes], stage: str) -> None:
    """Every template that the stage can show, its own and the core's, is compiled beside its folder."""
    folder = f"services/{stage}/templates/compiled/"
    compiled = [name for name in carried if "/compiled/" in name]
    assert all(name.startswith(folder) and name.endswith(".pyc") for name in compiled)
    own = _templates(reach.ROOT / "services" / stage)
    shown = (
        own + _templates(reach.ROOT / "services" / "core") if "services/core/web/gate.pyc" in carried else own
    )
    assert len(compiled) == shown
    assert bool(own) is (stage != "relay")


def _templates(folder: Path) -> int:
    found = folder.rglob("templates/**/*")
    return sum(path.is_file() and "__pycache__" not in path.parts for path in found)


def test_words_are_compiled(carried: dict[str, bytes], stage: str) -> None:
    """Whoever speaks to people carries what it says, in Vietnamese, and not what others say."""
    words = "services/core/language/locales/vi/LC_MESSAGES/thidua.json"
    assert (words in carried) is (stage != "relay")
    if words in carried:
        whole, part = (json.loads(said) for said in ((reach.ROOT / words).read_bytes(), carried[words]))
        assert part.items() <= whole.items()
        assert "Page not found" in part or stage == "notify"
        assert len(part) < len(whole) * 0.8
        assert not [sentence for sentence in part if sentence.startswith("show what would change")]


def test_style_and_script_go_with_the_pages(carried: dict[str, bytes], stage: str) -> None:
    """A stage with pages serves its own style and script; the others have none."""
    static = {name for name in carried if name.startswith("services/core/web/static/")}
    assert bool(static) is (stage in {"registration", "review", "report"})
    for name in static:
        assert carried[name] == (reach.ROOT / name).read_bytes()


# --- bytecode ----------------------------------------------------------------------------------


def module(folder: Path, text: str) -> Path:
    """A folder `code` of a stage named `report`, with one module."""
    code = folder / "report" / "code"
    (code / "deep").mkdir(parents=True)
    (code / "deep" / "one.py").write_text(text, encoding="utf-8")
    return code


def test_bytecode_stands_in_the_place_of_source(tmp_path: Path) -> None:
    """It runs without its source, has no docstrings, and its errors say where Lambda has the file."""
    code = module(tmp_path, '"""Doc."""\n\n\ndef run():\n    raise ValueError(str(__doc__))\n')
    assert staging.compile_all(code, this_machine(), "/var/task") is True
    assert [path.name for path in code.rglob("*") if path.is_file()] == ["one.pyc"]
    done = subprocess.run(
        [sys.executable, "-c", "from deep.one import run; run()"],
        cwd=code,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'File "/var/task/deep/one.py", line 5, in run' in done.stderr
    assert done.stderr.endswith("ValueError: None\n")
    bytecode = marshal.loads((code / "deep" / "one.pyc").read_bytes()[16:])  # noqa: S302 - just made
    assert {(column, end) for _, _, column, end in bytecode.co_positions()} == {(None, None)}


def test_what_does_not_compile_names_its_stage(tmp_path: Path) -> None:
    """Whoever builds learns which stage, for which Python, and the line."""
    code = module(tmp_path, "def run(:\n")
    with pytest.raises(BuildError, match=r"(?s)^report does not compile with python3\.\d+: .*one\.py"):
        staging.compile_all(code, this_machine(), "/var/task")


def test_without_the_targets_python_the_source_goes_along(tmp_path: Path) -> None:
    """A package built where that Python is missing runs all the same, only a little later."""
    code = module(tmp_path, "x = 1\n")
    assert UNKNOWN.interpreter() is None
    assert staging.compile_all(code, UNKNOWN, "/var/task") is False
    assert [path.name for path in code.rglob("*") if path.is_file()] == ["one.py"]


@pytest.mark.parametrize(
    ("says", "fits"),
    [("echo 3.99", True), ("echo 3.98", False), ("echo not installed >&2; exit 127", False)],
)
def test_an_interpreter_is_asked_what_it_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    says: str,
    fits: bool,  # noqa: FBT001 - a row of the table
) -> None:
    """A name on the PATH may be another version's, or a switch that has none to offer."""
    named = tmp_path / "python3.99"
    named.write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
    named.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert UNKNOWN.interpreter() == (str(named) if fits else None)
