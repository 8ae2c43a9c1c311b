"""What a stage reaches: the modules of ours that it may import, and the libraries behind them.

Read from the code, so that nothing is declared twice: an import anywhere in a function counts, and so does a
module that is named in a string, because pages are imported by name (services/core/web/site.py). An import
that only a type checker sees does not count.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

ROOT: Final = Path(__file__).parents[2]


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """`files` are Python files under the folders that were walked, `others` the modules outside of them."""

    files: frozenset[Path]
    others: frozenset[str]

    @property
    def libraries(self) -> frozenset[str]:
        """The top modules of `others`."""
        return frozenset(name.partition(".")[0] for name in self.others)


def of_stage(stage: str) -> Reached:
    """Everything that a stage's own folder reaches in services/."""
    own = sorted((ROOT / "services" / stage).rglob("*.py"))
    return walk(ROOT, "services", own)


def walk(folder: Path, package: str, start: Iterable[Path], without: Iterable[Path] = ()) -> Reached:
    """Follow imports from the files in `start` through `package`, which lies in `folder`.

    What lies below one of `without` is not looked into, and is not among the files.
    """
    left_out = tuple(without)
    waiting = list(start)
    files: set[Path] = set()
    others: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in files or any(path.is_relative_to(one) for one in left_out):
            continue
        files.add(path)
        for name in _named(path, folder, package):
            if name == package or name.startswith(f"{package}."):
                waiting += _files(folder, name)
            else:
                others.add(name)
    return Reached(files=frozenset(files), others=frozenset(others))


def module_files(folder: Path, names: Iterable[str]) -> list[Path]:
    """The files of these modules with those of the packages around them."""
    return [path for name in names for path in _files(folder, name)]


def _files(folder: Path, name: str) -> list[Path]:
    """The file of a module, or none where the name is that of something inside one."""
    parts = name.split(".")
    around = [folder.joinpath(*parts[:end], "__init__.py") for end in range(1, len(parts) + 1)]
    return [path for path in (*around, folder.joinpath(*parts).with_suffix(".py")) if path.is_file()]


def _named(path: Path, folder: Path, package: str) -> Iterator[str]:
    """Every module that a file names; `from a import b` gives both `a` and `a.b`."""
    inside = path.relative_to(folder).with_suffix("").parts
    here = inside[:-1]
    for node in _seen(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom():
                base = here[: len(here) - node.level + 1] if node.level else ()
                module = ".".join((*base, *(node.module or "").split("."))).strip(".")
                yield module
                yield from (f"{module}.{alias.name}" for alias in node.names)
            case ast.Constant(value=str(text)) if text.startswith(f"{package}.") and " " not in text:
                yield text


def _seen(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those that only a type checker reads."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for other in child.orelse:
                yield from _seen(other)
        else:
            yield from _seen(child)
