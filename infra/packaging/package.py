"""`thidua package`: every stage as Lambda takes it, with its template.

build/<target>/packages/<stage>/template.json   Chalice's SAM template, merged with infra/stages/<stage>.yaml
build/<target>/packages/<stage>/code.zip        the code of all of the stage's functions
build/<target>/packages/<stage>/layer.zip       libraries of documents, where the stage has any
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from infra.packaging import archive, gateway, libraries, staging
from infra.packaging.libraries import BuildError
from infra.packaging.reach import ROOT
from infra.packaging.target import Target

STAGES: Final = ("relay", "registration", "review", "notify", "report")

#: Bytes that a stage's code may have, zipped: what a cold start has to fetch. Documents come in a layer.
#: AWS's own limits are 50 MB for an upload and 250 MB for code and layers unzipped.
#: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LARGEST_CODE: Final = 1_500_000
LARGEST_LAYER: Final = 45_000_000

BUILD: Final = ROOT / "build"

#: Chalice's command; it says with its status, and only so, that it failed.
_CHALICE: Final = "import sys; from chalice.cli import main; sys.exit(main())"


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """One stage, packaged. `compiled` says whether its bytecode goes along."""

    stage: str
    template: Path
    code: Path
    layer: Path | None
    compiled: bool


def folder_of(target: Target, root: Path = BUILD) -> Path:
    """Where the packages for a target lie."""
    return root / target.folder / "packages"


def build(target: Target, root: Path = BUILD) -> Iterator[Package]:
    """Package every stage, one after the other, below `root`.

    Raises:
        BuildError: a library has no wheel for the target, Chalice refuses, or a package is above its limit.
    """
    installed = root / target.folder / "libraries"
    libraries.install(target, frozenset().union(*map(libraries.needed, STAGES)), installed)
    for stage in STAGES:
        yield _package(stage, target, root)


def built(target: Target, root: Path = BUILD) -> tuple[Package, ...]:
    """What was packaged before, as it lies there.

    Raises:
        BuildError: not every stage was packaged for this target.
    """
    found = []
    for stage in STAGES:
        folder = folder_of(target, root) / stage
        template, code, layer = folder / "template.json", folder / "code.zip", folder / "layer.zip"
        if not template.is_file():
            raise BuildError(f"{stage} is not packaged for {target.folder}: run `thidua package` first")
        found.append(
            Package(
                stage=stage,
                template=template,
                code=code,
                layer=layer if layer.is_file() else None,
                compiled=f"services/{stage}/app.pyc" in archive.contents(code),
            )
        )
    return tuple(found)


def _package(stage: str, target: Target, root: Path) -> Package:
    folder, out = root / target.folder / stage, folder_of(target, root) / stage
    installed = root / target.folder / "libraries"
    staging.stage_folder(stage, target, installed, folder)
    raw, code = folder / "packaged", folder / "code"
    _chalice(stage, folder, raw)
    shutil.rmtree(out, ignore_errors=True)
    # Only now: Chalice imports the stage with its own Python, which may be another than the target's.
    archive.unpack(raw / "deployment.zip", code)
    compiled = staging.compile_all(code, target, "/var/task")
    archive.pack_folder(code, out / "code.zip")
    template = _finished(yaml.safe_load((raw / "sam.yaml").read_text(encoding="utf-8")), target)
    layer = _layer(stage, target, installed, folder, out)
    # Last, so that a folder with a template holds a whole package.
    (out / "template.json").write_text(json.dumps(template, indent=1, ensure_ascii=False), encoding="utf-8")
    package = Package(
        stage=stage,
        template=out / "template.json",
        code=out / "code.zip",
        layer=layer,
        compiled=compiled,
    )
    _weigh(package)
    return package


def _chalice(stage: str, folder: Path, out: Path) -> None:
    """Let Chalice make the template and the zip.

    It imports the stage to learn its routes and triggers; a region and the settings that a stage reads when
    it is imported have to be there, and mean nothing else.
    """
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("AWS_")},
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_CONFIG_FILE": os.devnull,
        "TABLE_NAME": "thidua",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": "",
    }
    merge = ROOT / "infra" / "stages" / f"{stage}.yaml"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _CHALICE, "package", "--stage", "deployed", "--merge-template", str(merge),
         str(out)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise BuildError(f"Chalice cannot package {stage}: {(done.stderr or done.stdout).strip()}")


def _finished(template: dict[str, Any], target: Target) -> dict[str, Any]:
    """The template with the target's runtime, the gateway's own pages, and without what was merged away."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"] |= {"Runtime": target.runtime, "Architectures": [target.architecture]}
            resource["Properties"]["CodeUri"] = "code.zip"
        elif resource["Type"] == "AWS::Serverless::LayerVersion":
            resource["Properties"] |= {
                "CompatibleRuntimes": [target.runtime],
                "CompatibleArchitectures": [target.architecture],
            }
        elif resource["Type"] == "AWS::Serverless::Api":
            resource["Properties"]["GatewayResponses"] = gateway.responses()
    finished: dict[str, Any] = _without_nulls(template)
    return finished


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """A null in a file of infra/stages takes away what Chalice made; its merge can only add and replace."""
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value]
    return value


def _layer(stage: str, target: Target, installed: Path, staged: Path, out: Path) -> Path | None:
    """The libraries of documents, in the folder where Lambda's Python looks for layers."""
    if not libraries.needed(stage) & libraries.DOCUMENTS:
        return None
    folder = staged / "layer"
    libraries.take(installed, stage, folder / "python", documents=True)
    staging.compile_all(folder, target, "/opt")
    archive.pack_folder(folder, out / "layer.zip")
    return out / "layer.zip"


def _weigh(package: Package) -> None:
    for path, most in ((package.code, LARGEST_CODE), (package.layer, LARGEST_LAYER)):
        if path and path.stat().st_size > most:
            raise BuildError(
                f"{package.stage}: {path.name} has {path.stat().st_size:,} bytes, more than {most:,}: "
                "what a stage imports goes along, so see what it has begun to import"
            )
