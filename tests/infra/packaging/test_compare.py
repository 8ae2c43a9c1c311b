"""What is rehearsed is what is deployed: two builds are compared, and no difference is missed."""

import importlib.util
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.packaging import archive, package, staging
from infra.packaging.compare import Comparison, compare, in_words
from infra.packaging.target import this_machine

SOURCE = b"x = 1\n"
X86_64, ARM64 = 62, 183


def elf(processor: int) -> bytes:
    """The head of a compiled extension."""
    return b"\x7fELF" + bytes(14) + struct.pack("<H", processor) + b"code"


def bytecode(source: bytes, magic: bytes = importlib.util.MAGIC_NUMBER) -> bytes:
    """The head of a module's bytecode, as `--invalidation-mode unchecked-hash` writes it."""
    return magic + b"\x01\0\0\0" + importlib.util.source_hash(source) + magic


class Build:
    """A made-up build with one stage, to be changed before it is written."""

    def __init__(self, runtime: str, architecture: str, processor: int) -> None:
        tag = f"cpython-{runtime.removeprefix('python').replace('.', '')}-{architecture}-linux-gnu"
        self.files = {
            "app.py": SOURCE,
            "services/core/words.mo": b"words",
            f"lib/_core.{tag}.so": elf(processor),
            "lib/_other.abi3.so": elf(processor),
        }
        self.template: dict[str, Any] = {
            "Resources": {
                "F": {
                    "Type": "AWS::Serverless::Function",
                    "Properties": {"Runtime": runtime, "Architectures": [architecture], "Timeout": 30},
                }
            }
        }
        self.libraries = ["lib-1.0"]

    def write(self, folder: Path) -> Path:
        """The folder of packages."""
        stage = folder / "packages" / "relay"
        for name, content in self.files.items():
            path = folder / "code" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        archive.pack_folder(folder / "code", stage / "code.zip")
        (stage / "template.json").write_text(json.dumps(self.template), encoding="utf-8")
        for name in self.libraries:
            (folder / "libraries" / f"{name}.dist-info").mkdir(parents=True)
        return folder / "packages"


def compared(tmp_path: Path, change: Callable[[Build], object] = lambda _: None) -> Comparison:
    """An arm64 build of Python 3.13 beside one of this machine's kind that was changed."""
    other = Build("python3.11", "x86_64", X86_64)
    change(other)
    left = Build("python3.13", "arm64", ARM64).write(tmp_path / "left")
    return compare(left, other.write(tmp_path / "right"))


def test_what_has_to_differ_is_no_fault(tmp_path: Path) -> None:
    """Runtime, architecture and the extensions made for them differ, and nothing else does."""
    assert compared(tmp_path) == Comparison(
        modules=1, by_name=0, extensions=2, others=1, templates=1, libraries=("lib-1.0",), faults=()
    )


def _source_became_bytecode(build: Build, content: bytes) -> None:
    del build.files["app.py"]
    build.files["app.pyc"] = content


@pytest.mark.parametrize(
    ("content", "faults", "by_name"),
    [
        (bytecode(SOURCE), (), 0),
        (bytecode(b"x = 2\n"), ("relay/code.zip: app is not the same",), 0),
        (bytecode(SOURCE, b"\x01\x02\r\n"), (), 1),
    ],
    ids=["of the same source", "of another source", "of another Python"],
)
def test_bytecode_is_known_by_its_source(
    tmp_path: Path, content: bytes, faults: tuple[str, ...], by_name: int
) -> None:
    """Where one build has source and the other bytecode, the source's hash in it says whether they agree."""
    found = compared(tmp_path, lambda build: _source_became_bytecode(build, content))
    assert (found.modules, found.by_name, found.faults) == (1, by_name, faults)


def test_the_hash_is_where_it_is_looked_for(tmp_path: Path) -> None:
    """The compiler writes bytecode as the comparison reads it."""
    code = tmp_path / "relay" / "code"
    code.mkdir(parents=True)
    (code / "app.py").write_bytes(SOURCE)
    assert staging.compile_all(code, this_machine(), "/var/task")
    compiled = (code / "app.pyc").read_bytes()
    assert compared(tmp_path, lambda build: _source_became_bytecode(build, compiled)).faults == ()


def _set(build: Build, name: str, content: bytes) -> None:
    build.files[name] = content


def _timeout(build: Build) -> None:
    build.template["Resources"]["F"]["Properties"]["Timeout"] = 60


def _no_architecture(build: Build) -> None:
    build.template["Resources"]["F"]["Properties"]["CompatibleRuntimes"] = ["python3.11"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda b: _set(b, "app.py", b"x = 2\n"), "relay/code.zip: app is not the same"),
        (lambda b: b.files.pop("app.py"), "only one build has relay/code.zip:app"),
        (lambda b: _set(b, "new.py", b""), "only one build has relay/code.zip:new"),
        (
            lambda b: _set(b, "services/core/words.mo", b"other"),
            "relay/code.zip: services/core/words.mo is not the same",
        ),
        (
            lambda b: _set(b, "lib/_other.abi3.so", elf(ARM64)),
            "relay/code.zip: lib/_other.abi3.so is made for arm64, not x86_64",
        ),
        (
            lambda b: _set(b, "lib/_other.abi3.so", elf(3)),
            "relay/code.zip: lib/_other.abi3.so is made for another processor, not x86_64",
        ),
        (_timeout, "relay/template.json: Resources.F.Properties.Timeout is not the same"),
        (
            _no_architecture,
            "relay/template.json: Resources.F.Properties.CompatibleRuntimes is not the same",
        ),
        (lambda b: b.libraries.append("more-2.0"), "only one build has the library more-2.0"),
    ],
)
def test_a_difference_is_named(tmp_path: Path, change: Callable[[Build], object], fault: str) -> None:
    """Whatever else differs is a fault, with its place."""
    assert compared(tmp_path, change).faults == (fault,)


def test_an_extension_of_another_python_is_a_fault(tmp_path: Path) -> None:
    """It would not be found on Lambda, and no emulator would notice."""

    def change(build: Build) -> None:
        build.files["lib/_core.cpython-312-x.so"] = build.files.pop(
            "lib/_core.cpython-311-x86_64-linux-gnu.so"
        )

    assert compared(tmp_path, change).faults == (
        "relay/code.zip: lib/_core.cpython-312-x.so is not made for python3.11",
    )


def test_a_stage_that_only_one_build_has_is_a_fault(tmp_path: Path) -> None:
    """A stage that was rehearsed and not packaged is named."""
    (tmp_path / "right" / "packages" / "report").mkdir(parents=True)
    assert compared(tmp_path).faults == ("only one build has report",)


def test_the_comparison_is_told_in_words(tmp_path: Path) -> None:
    """Whoever watches a rehearsal reads what is the same, and every fault."""
    told = list(in_words(compared(tmp_path, _timeout)))
    assert told[0] == "1 modules are the same"
    assert told[-1] == "not the same: relay/template.json: Resources.F.Properties.Timeout is not the same"


# By night, for it builds everything twice: by day the rehearsal compares the very builds that it makes.
@pytest.mark.nightly
def test_the_rehearsed_build_is_the_deployed_one(here: Path, target: Path) -> None:
    """The packages that this machine can run hold what those for Lambda hold, but for what has to differ."""
    found = compare(target, here)
    assert found.faults == ()
    assert found.modules > 100 * len(package.STAGES)
    assert found.extensions == 9
    assert found.templates == len(package.STAGES)
    assert "msgspec" in "".join(found.libraries)
