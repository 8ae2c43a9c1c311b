"""Two builds, file by file: what one machine rehearses is what another runs, but for what has to differ.

An emulator runs functions on the Python and the processor that it has, whatever a template says. So what it
proves holds for the deployed packages only where they hold the same: our modules and the libraries'. What may
differ is the runtime and the architecture in the templates, and the compiled extensions, each of which has to
be for what its own template says.
"""

import importlib.util
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from infra.packaging import archive

#: A compiled extension: the module's name, and the Python that it is for (or `abi3`, for several).
_EXTENSION: Final = re.compile(r"(?P<name>[^.]+)\.(?P<python>abi3|cpython-\d+)?.*\.so")

#: The processor for which an ELF file is made, bytes 18 and 19 of it.
#: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
_PROCESSORS: Final = {62: "x86_64", 183: "arm64"}
_PROCESSOR: Final = slice(18, 20)

#: Bytecode: what Python it is of, flags, the hash of its source; PEP 552.
_PYTHON, _HASH = slice(0, 4), slice(8, 16)

#: What a template says of Python and processor, for a function and for a layer.
_MAY_DIFFER: Final = frozenset(
    {"Runtime", "Architectures", "CompatibleRuntimes", "CompatibleArchitectures"},
)


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: how many files of each kind are the same, the libraries of both, and every fault.

    `by_name` counts modules that are bytecode of two Pythons, of which nobody can say more than that both are
    there.
    """

    modules: int
    by_name: int
    extensions: int
    others: int
    templates: int
    libraries: tuple[str, ...]
    faults: tuple[str, ...]


def compare(left: Path, right: Path) -> Comparison:
    """Compare two folders of packages (`package.folder_of`); `faults` is empty where they agree."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for stage, here, there in _pairs(_folders(left), _folders(right), "", faults):
        files = _pairs(_files(here), _files(there), f"{stage}/", faults)
        for name, one, other in files:
            where = f"{stage}/{name}"
            if name.endswith(".json"):
                counts["templates"] += 1
                faults += (f"{where}: {what}" for what in _parted(_template(one), _template(other)))
            else:
                _compare_zips(_Side(one, here), _Side(other, there), where, counts, faults)
    known, other_known = (_libraries(folder) for folder in (left, right))
    faults += (f"only one build has the library {name}" for name in sorted(known ^ other_known))
    return Comparison(
        modules=counts["module"],
        by_name=counts["by name"],
        extensions=counts["extension"],
        others=counts["file"],
        templates=counts["templates"],
        libraries=tuple(sorted(known & other_known)),
        faults=tuple(faults),
    )


def in_words(found: Comparison) -> Iterator[str]:
    """The comparison, line by line, for whoever watches a rehearsal."""
    named = f", {found.by_name:,} of them by name only: bytecode of two Pythons" if found.by_name else ""
    yield f"{found.modules:,} modules are the same{named}"
    yield f"{found.others:,} other files are the same"
    yield f"{found.extensions:,} compiled extensions differ, each made for its own Python and processor"
    yield f"{found.templates:,} templates differ in runtime and architecture only"
    yield f"the libraries are the same: {', '.join(found.libraries)}"
    yield from (f"not the same: {fault}" for fault in found.faults)


class _Side:
    """One zip of one build: its files by what they are, and for what its template wants them to be made."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.files = {_kind(name): (name, content) for name, content in archive.contents(path).items()}
        stage = json.loads((folder / "template.json").read_text(encoding="utf-8"))
        self.made_for = {
            (properties["Runtime"], *properties["Architectures"])
            for resource in stage["Resources"].values()
            if "Runtime" in (properties := resource["Properties"])
        }


def _compare_zips(left: _Side, right: _Side, where: str, counts: Counter[str], faults: list[str]) -> None:
    for (kind, name), one, other in _pairs(left.files, right.files, f"{where}:", faults):
        counts[kind] += 1
        match kind:
            case "extension":
                faults += _misfits(one, left, where)
                faults += _misfits(other, right, where)
            case "module":
                same = _same_module(one, other)
                counts["by name"] += same is None
                if same is False:
                    faults.append(f"{where}: {name} is not the same")
            case _ if one[1] != other[1]:
                faults.append(f"{where}: {name} is not the same")


def _kind(name: str) -> tuple[str, str]:
    """What a file is (`module`, `extension` or `file`), and its name without what may differ."""
    folder, _, last = name.rpartition("/")
    if last.endswith((".py", ".pyc")):
        return "module", name.rpartition(".")[0]
    if extension := _EXTENSION.fullmatch(last):
        return "extension", f"{folder}/{extension['name']}"
    return "file", name


def _same_module(one: tuple[str, bytes], other: tuple[str, bytes]) -> bool | None:
    """Whether two modules have one source; `None` where both are bytecode and of two Pythons."""
    if one[1] == other[1]:
        return True
    (left, here), (right, there) = one, other
    if left.endswith(".py") and right.endswith(".py"):
        return False
    if left.endswith(".pyc") and right.endswith(".pyc"):
        return False if here[_PYTHON] == there[_PYTHON] else None
    source, code = (here, there) if left.endswith(".py") else (there, here)
    if code[_PYTHON] != importlib.util.MAGIC_NUMBER:
        return None
    return code[_HASH] == importlib.util.source_hash(source)


def _misfits(file: tuple[str, bytes], side: _Side, where: str) -> Iterator[str]:
    """What an extension is made for that its template does not say."""
    name, content = file
    found = _EXTENSION.fullmatch(name.rpartition("/")[2])
    python = (found and found["python"]) or ""
    processor = _PROCESSORS.get(int.from_bytes(content[_PROCESSOR], "little"), "another processor")
    for runtime, architecture in side.made_for:
        if python not in ("abi3", f"cpython-{runtime.removeprefix('python').replace('.', '')}"):
            yield f"{where}: {name} is not made for {runtime}"
        if processor != architecture:
            yield f"{where}: {name} is made for {processor}, not {architecture}"


def _template(path: Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads(path.read_text(encoding="utf-8"))


def _parted(one: Any, other: Any, where: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    """Where two templates part, but for what may differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if key not in _MAY_DIFFER or key not in one or key not in other:
                yield from _parted(one.get(key), other.get(key), f"{where}.{key}".lstrip("."))
    elif one != other:
        yield f"{where} is not the same"


def _pairs(
    left: Mapping[Any, Any], right: Mapping[Any, Any], where: str, faults: list[str]
) -> Iterator[tuple[Any, Any, Any]]:
    """What both have under one name; what only one has is a fault."""
    for key in sorted(left.keys() | right.keys()):
        if key in left and key in right:
            yield key, left[key], right[key]
        else:
            name = key if isinstance(key, str) else key[-1]
            faults.append(f"only one build has {where}{name}")


def _folders(packages: Path) -> dict[str, Path]:
    return {path.name: path for path in packages.iterdir() if path.is_dir()}


def _files(stage: Path) -> dict[str, Path]:
    return {path.name: path for path in stage.iterdir()}


def _libraries(packages: Path) -> frozenset[str]:
    """The libraries with their versions, which lie beside the packages; the code does not carry them."""
    found = (packages.parent / "libraries").glob("*.dist-info")
    return frozenset(path.name.removesuffix(".dist-info") for path in found)
