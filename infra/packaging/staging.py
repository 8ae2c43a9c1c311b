"""A stage's folder as Chalice wants it: `app.py` on top, everything else under `vendor/`.

build/<target>/<stage>/app.py               what Lambda opens
build/<target>/<stage>/.chalice/config.json the stage, without a policy of Chalice's making
build/<target>/<stage>/vendor/services/     the modules that the stage reaches, with their data
build/<target>/<stage>/vendor/…             its libraries
"""

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from infra import catalogues
from infra.packaging import libraries, reach
from infra.packaging.libraries import BuildError
from infra.packaging.reach import ROOT
from infra.packaging.target import Target
from services.core import templates
from services.core.language.catalogue import LOCALES
from services.core.web.rendering import CORE

_APP: Final = (
    '"""What Lambda opens: {stage}, as services/{stage}/app.py declares it."""\n\nfrom {module} import *\n'
)

#: Folders of which the package has its own.
_MADE_ANEW: Final = frozenset({"__pycache__", "templates"})

#: Left behind: what belongs to a working copy.
_NOT_SHIPPED: Final = frozenset({".py", ".pyc", ".po"})


def stage_folder(stage: str, target: Target, installed: Path, folder: Path) -> None:
    """Lay `folder` out anew, from the repository and the `installed` libraries of the target."""
    shutil.rmtree(folder, ignore_errors=True)
    vendor = folder / "vendor"
    _own_code(stage, vendor)
    _templates(stage, vendor)
    libraries.take(installed, stage, vendor, documents=False)
    (folder / "app.py").write_text(_APP.format(stage=stage, module=f"services.{stage}.app"), encoding="utf-8")
    (folder / "requirements.txt").touch()
    _configure(stage, target, folder / ".chalice")


def compile_all(folder: Path, target: Target, unpacked: str) -> bool:
    """Put bytecode in the place of every module in `folder`; `False` where this machine lacks that Python.

    `unpacked` is where Lambda puts the folder: what errors call its files.

    Lambda cannot keep what it compiles, so that otherwise every cold start would compile anew. Bytecode and
    source together would be twice as large; errors name their lines without the source, too. Docstrings, a
    third of it, stay behind, and so do the columns of each instruction, a third of what is left.
    """
    interpreter = target.interpreter()
    if interpreter is None:
        return False
    done = subprocess.run(  # noqa: S603 - a Python of this machine
        [
            *(interpreter, "-X", "no_debug_ranges", "-m", "compileall", "-q", "-b", "-o", "2"),
            *("-s", str(folder), "-p", unpacked),
            *("--invalidation-mode", "unchecked-hash", str(folder)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(
            f"{folder.parent.name} does not compile with {target.runtime}: {done.stdout.strip()}"
        )
    for source in folder.rglob("*.py"):
        source.unlink()
    return True


def _own_code(stage: str, vendor: Path) -> None:
    """The modules that the stage reaches, the styles beside them, and of the words those that it says."""
    catalogues.compile_stale()
    files = reach.of_stage(stage).files
    said = (*files, *(path for folder in _template_folders(stage) for path in folder.rglob("*.*")))
    for path in (*files, *_data({path.parent for path in files})):
        copied = vendor / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        if path.is_relative_to(LOCALES):
            catalogues.compile_part(said, copied, language=path.parents[1].name)
        else:
            shutil.copyfile(path, copied)


def _templates(stage: str, vendor: Path) -> None:
    """The stage's templates as modules, with those of the core where it has pages."""
    folders = _template_folders(stage)
    if folders:
        templates.compile_ahead(folders, vendor / folders[0].relative_to(ROOT))


def _template_folders(stage: str) -> tuple[Path, ...]:
    own = ROOT / "services" / stage / "templates"
    if not own.is_dir():
        return ()
    pages = any(path.is_relative_to(CORE.parent) for path in reach.of_stage(stage).files)
    return (own, CORE) if pages else (own,)


def _data(packages: Iterable[Path]) -> Iterator[Path]:
    """The files in the folders beside a package's modules that hold no modules themselves."""
    for package in packages:
        for folder in package.iterdir():
            if folder.is_dir() and folder.name not in _MADE_ANEW and not any(folder.rglob("*.py")):
                for path in sorted(folder.rglob("*")):
                    if path.is_file() and path.suffix not in _NOT_SHIPPED:
                        yield path


def _configure(stage: str, target: Target, folder: Path) -> None:
    """Roles and everything else of a function stand in infra/stages, which Chalice merges in."""
    folder.mkdir(parents=True)
    config = {
        "version": "2.0",
        "app_name": f"thidua-{stage}",
        "lambda_architecture": target.architecture,
        "autogen_policy": False,
        "manage_iam_role": False,
        "iam_role_arn": "infra/stages gives each function a role of its own",
        "stages": {"deployed": {"api_gateway_stage": "site"}},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
