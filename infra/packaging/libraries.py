"""The libraries of a package: the very versions that the tests ran with, as wheels for the target."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Final

from infra.packaging import reach
from infra.packaging.reach import ROOT
from infra.packaging.target import Target

#: What Lambda's Python brings along: boto3 and what it stands on. requirements/runtime.txt names the oldest
#: versions that work, and the rehearsal runs on them.
_RUNTIME_LOCK: Final = ROOT / "requirements" / "runtime.txt"
_LOCK: Final = ROOT / "requirements" / "run.txt"

#: Chalice puts the one file of itself that runs in a function into the package.
_PACKAGER: Final = "chalice"

#: Modules that only make or read documents: in a layer, so that no code is fetched that most pages never use.
DOCUMENTS: Final = frozenset({"et_xmlfile", "openpyxl", "xlsxwriter"})

#: Libraries of which much is for others: only modules that are reached go along. What is named here is
#: reached for types alone, or for a library that is not there: Powertools would import its router and parser
#: for models of pydantic, Jinja its extensions for an environment that asks for one.
_PRUNED: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_lambda_powertools": (
        "aws_lambda_powertools/event_handler",
        "aws_lambda_powertools/utilities/parser",
    ),
    "jinja2": ("jinja2/ext.py",),
}

#: Modules of which a function needs the names that others import, and no more: what stands in their place.
#: Templates are compiled when the package is built, so nothing reads or compiles one any more; of the events
#: that Powertools knows, a queue's is what our functions get.
_STAND_INS: Final[Mapping[str, str]] = {
    "jinja2/compiler.py": "CodeGenerator = generate = None\n",
    "jinja2/lexer.py": "Lexer = TokenStream = get_lexer = None\n",
    "jinja2/parser.py": "Parser = None\n",
    "aws_lambda_powertools/utilities/data_classes/__init__.py": (
        "from aws_lambda_powertools.utilities.data_classes.s3_event import S3Event\n"
    ),
}

#: What nobody reads at run time: bytecode of another Python, the source of extensions, types.
_idle: Final = shutil.ignore_patterns("__pycache__", "*.c", "*.pyi", "py.typed")

_PIN: Final = re.compile(r"([A-Za-z0-9._-]+)==")
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


class BuildError(RuntimeError):
    """Why nothing could be built, in one sentence."""


def needed(stage: str) -> frozenset[str]:
    """The distributions, by their normal name, that a stage takes along."""
    known = packages_distributions()
    imported = reach.of_stage(stage).libraries - sys.stdlib_module_names
    direct = {_normal(name) for top in imported for name in known.get(top, ())}
    return frozenset(_with_dependencies(direct)) - provided() - {_PACKAGER}


@cache
def provided() -> frozenset[str]:
    """The distributions that Lambda's Python has."""
    return frozenset(_pins(_RUNTIME_LOCK))


def install(target: Target, names: Iterable[str], folder: Path) -> None:
    """Put these distributions into `folder`, at the locked versions, for the target, with the stand-ins.

    Raises:
        BuildError: a lock is missing, there is no wheel for the target, or a module to stand in for is gone.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    locked = _pins(_LOCK)
    wanted = folder.with_suffix(".txt")
    wanted.write_text("".join(locked[name] for name in sorted(names)), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own installer
        [
            *(str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--no-deps"),
            *("--require-hashes", "--only-binary", ":all:", "--link-mode", "copy"),
            *("--python-version", target.python, "--python-platform", target.wheels),
            *("--target", str(folder), "-r", str(wanted)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(f"the libraries for {target.folder} cannot be installed: {done.stderr.strip()}")
    for name, text in _STAND_INS.items():
        replaced = folder / name
        if (folder / name.partition("/")[0]).is_dir():
            if not replaced.is_file():
                raise BuildError(f"{name} is no longer there: see what has come in its place")
            replaced.write_text(text, encoding="utf-8")


def take(libraries: Path, stage: str, folder: Path, *, documents: bool) -> None:
    """Copy what a stage needs from the installed `libraries` into `folder`.

    `documents` chooses between the libraries of documents, for the layer, and all others.
    """
    folder.mkdir(parents=True, exist_ok=True)
    reached = reach.of_stage(stage)
    for name in _tops(needed(stage)):
        source = libraries / name
        if (name in DOCUMENTS) is not documents:
            continue
        if name in _PRUNED:
            _copy_reached(libraries, name, reached.others, folder)
        elif source.is_dir():
            shutil.copytree(source, folder / name, ignore=_idle)
        else:
            shutil.copy(source.with_suffix(".py"), folder)


def _copy_reached(libraries: Path, name: str, modules: Iterable[str], folder: Path) -> None:
    start = reach.module_files(libraries, (one for one in modules if one.split(".")[0] == name))
    unwanted = [libraries / one for one in _PRUNED[name]]
    for path in reach.walk(libraries, name, start, unwanted).files:
        copied = folder / path.relative_to(libraries)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copied)


def _tops(distributions: Iterable[str]) -> list[str]:
    """The top modules of distributions, without the private ones that tools leave."""
    wanted = set(distributions)
    return sorted(
        top for top, names in packages_distributions().items() if wanted & {_normal(name) for name in names}
    )


def _with_dependencies(names: set[str]) -> Iterator[str]:
    """Distributions with everything they require where nothing optional is asked for."""
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name == _PACKAGER:
            continue
        seen.add(name)
        yield name
        required = (line for line in requires(name) or () if "extra ==" not in line)
        waiting += [_normal(found.group()) for line in required if (found := _NAME.match(line))]


def _pins(lock: Path) -> dict[str, str]:
    """The lines of a lock file, by distribution."""
    blocks: dict[str, str] = {}
    name = ""
    for line in lock.read_text(encoding="utf-8").splitlines(keepends=True):
        if found := _PIN.match(line):
            name = _normal(found.group(1))
        if name:
            blocks[name] = blocks.get(name, "") + line
    return blocks


def _normal(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/."""
    return re.sub(r"[-_.]+", "-", name).lower()
