"""What a stage reaches, as read from its code, is all that it can load."""

import json
import os
import subprocess
import sys
from pathlib import Path

from infra.packaging import package, reach

#: Imports a stage with its pages, and says which of our files that loaded.
_LOAD = """
import importlib, json, sys
app = importlib.import_module(f"services.{sys.argv[1]}.app")
site = sys.modules.get("services.core.web.site")
if site:
    pages = {found._module for found in vars(app).values() if isinstance(found, site.Pages)}
    for name in (*pages, "services.core.web.gate"):
        importlib.import_module(name)
print(json.dumps([m.__file__ for n, m in sorted(sys.modules.items()) if n.split(".")[0] == "services"]))
"""


def loaded(stage: str) -> set[Path]:
    """The files of ours that a process has loaded once it imported the stage and its pages."""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", _LOAD, stage],
        cwd=reach.ROOT,
        env=os.environ | {"TABLE_NAME": "thidua"},
        capture_output=True,
        text=True,
        check=True,
    )
    return {Path(file) for file in json.loads(done.stdout) if file}


def write(folder: Path, **files: str) -> None:
    """Modules of a made-up package `services`: `a__b` is the file `a/b.py`."""
    for name, text in files.items():
        path = folder.joinpath("services", *name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in (folder / "services").rglob("*.py"):
        (path.parent / "__init__.py").touch()


def reached(folder: Path, start: str) -> tuple[set[str], set[str]]:
    """What the module `start` reaches: modules of ours as `a/b.py`, and the names of others."""
    found = reach.walk(folder, "services", [folder / "services" / start])
    inside = {path.relative_to(folder / "services").as_posix() for path in found.files}
    return {name for name in inside if not name.endswith("__init__.py")}, set(found.others)


def test_an_import_counts_wherever_it_stands(tmp_path: Path) -> None:
    """What a function imports when it runs goes along, too."""
    write(
        tmp_path,
        app="def run():\n    from services.core import late\n    import services.core.later, lib.x",
        core__late="",
        core__later="",
        core__never="",
    )
    assert reached(tmp_path, "app.py") == ({"app.py", "core/late.py", "core/later.py"}, {"lib.x"})


def test_a_module_that_a_string_names_counts(tmp_path: Path) -> None:
    """Pages are imported by name; a sentence that begins like a name is no module."""
    write(tmp_path, app='Pages("services.pages.home")\nx = "services.pages.other is not meant"')
    write(tmp_path, pages__home="from services.pages import more", pages__other="", pages__more="")
    assert reached(tmp_path, "app.py")[0] == {"app.py", "pages/home.py", "pages/more.py"}


def test_relative_imports_are_followed(tmp_path: Path) -> None:
    """The dots count from where the module stands."""
    write(
        tmp_path,
        a__b__start="from . import near\nfrom .near import x\nfrom .. import above\nfrom ..c import beside",
        a__b__near="",
        a__above="",
        a__c__beside="",
        a__b__never="",
    )
    found, others = reached(tmp_path, "a/b/start.py")
    assert found == {"a/b/start.py", "a/b/near.py", "a/above.py", "a/c/beside.py"}
    assert others == set()


def test_what_only_a_type_checker_sees_stays_behind(tmp_path: Path) -> None:
    """Types cost nothing at run time, so that their modules are not needed; the other branch is."""
    write(
        tmp_path,
        app="import typing\nif typing.TYPE_CHECKING:\n    import lib\n    from services.core import seen\n"
        "else:\n    from services.core import run",
        core__seen="",
        core__run="",
    )
    assert reached(tmp_path, "app.py") == ({"app.py", "core/run.py"}, {"typing"})


def test_the_packages_around_a_module_go_along(tmp_path: Path) -> None:
    """Importing a module runs what stands around it."""
    write(tmp_path, app="import services.core.deep.module", core__deep__module="")
    (tmp_path / "services" / "core" / "__init__.py").write_text("import lib", encoding="utf-8")
    found = reach.walk(tmp_path, "services", [tmp_path / "services" / "app.py"])
    names = {path.relative_to(tmp_path).as_posix() for path in found.files}
    assert {"services/__init__.py", "services/core/__init__.py", "services/core/deep/__init__.py"} <= names
    assert found.others == {"lib"}


def test_a_stage_loads_nothing_that_it_does_not_reach(stage: str) -> None:
    """Whatever importing a stage with its pages loads is in its package."""
    found = loaded(stage)
    assert reach.ROOT / "services" / stage / "app.py" in found
    assert found <= reach.of_stage(stage).files


def test_a_stage_takes_no_other_along() -> None:
    """Stages are deployed alone: none reaches into another, nor into what builds them."""
    services = reach.ROOT / "services"
    for stage in package.STAGES:
        rooms = {path.relative_to(services).parts[0] for path in reach.of_stage(stage).files}
        assert rooms <= {"__init__.py", "core", stage}
