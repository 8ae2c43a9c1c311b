"""Packages as the build makes them, but for their content: a template with the stage's own parameters."""

import json
from pathlib import Path
from typing import Any

from infra.deploy.plan import HOSTS
from infra.packaging.package import STAGES, Package
from infra.template import INFRA, read


def packages(folder: Path, code: bytes = b"code") -> tuple[Package, ...]:
    """One for each stage, in the order in which they are deployed."""
    return tuple(_package(stage, folder / stage, code) for stage in STAGES)


def _package(stage: str, folder: Path, code: bytes) -> Package:
    folder.mkdir(parents=True, exist_ok=True)
    declared = read(INFRA / "stages" / f"{stage}.yaml")["Parameters"]
    resources: dict[str, Any] = {
        "Consume": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "code.zip"}}
    }
    if stage in HOSTS:
        resources["RestAPI"] = {"Type": "AWS::Serverless::Api", "Properties": {}}
    (folder / "template.json").write_text(json.dumps({"Parameters": declared, "Resources": resources}))
    (folder / "code.zip").write_bytes(stage.encode() + code)
    return Package(
        stage=stage, template=folder / "template.json", code=folder / "code.zip", layer=None, compiled=True
    )
