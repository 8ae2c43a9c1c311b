"""A stage as it is handed to Lambda: complete, the same every time, within its limits."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.packaging import gateway, package
from infra.packaging.libraries import BuildError
from infra.packaging.target import Target, this_machine


@pytest.fixture
def template(target: Path, stage: str) -> dict[str, Any]:
    """The template of one stage for the target."""
    found: dict[str, Any] = json.loads((target / stage / "template.json").read_text(encoding="utf-8"))
    return found


def of_type(template: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """The properties of every resource of that type."""
    return (one["Properties"] for one in template["Resources"].values() if one["Type"] == kind)


@pytest.mark.parametrize(
    ("where", "what"),
    # What is compiled for this machine by night: it takes packages of its own.
    [(Target(), "target"), pytest.param(this_machine(), "here", marks=pytest.mark.nightly)],
    ids=["for Lambda", "for this machine"],
)
def test_a_package_built_twice_is_the_same(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Target, what: str
) -> None:
    """In another folder, at another time, it has the same bytes: only what changed is deployed anew."""
    before: Path = request.getfixturevalue(what) / "notify"
    monkeypatch.setattr(package, "STAGES", ("notify",))
    (again,) = package.build(where, tmp_path)
    assert again.layer is None
    assert again.code.read_bytes() == (before / "code.zip").read_bytes()
    assert again.template.read_bytes() == (before / "template.json").read_bytes()


def test_functions_are_made_for_the_target(template: dict[str, Any]) -> None:
    """Whatever Python builds, the template asks for the Python and the processor of the target."""
    functions = list(of_type(template, "AWS::Serverless::Function"))
    assert functions
    for one in functions:
        assert (one["Runtime"], one["Architectures"]) == ("python3.13", ["arm64"])
        assert one["CodeUri"] == "code.zip"
    for layer in of_type(template, "AWS::Serverless::LayerVersion"):
        assert layer["CompatibleRuntimes"] == ["python3.13"]
        assert layer["CompatibleArchitectures"] == ["arm64"]
        assert layer["ContentUri"] == "layer.zip"


def test_nothing_of_chalices_making_is_left(template: dict[str, Any]) -> None:
    """Names, roles, triggers and settings are ours: no made-up role, no rule of a tick, no null."""
    assert "null" not in json.dumps(template)
    assert list(of_type(template, "AWS::Events::Rule")) == []
    roles = {name for name, one in template["Resources"].items() if one["Type"] == "AWS::IAM::Role"}
    used = [one["Role"] for one in of_type(template, "AWS::Serverless::Function")]
    assert sorted(role["Fn::GetAtt"][0] for role in used) == sorted(roles)
    for one in of_type(template, "AWS::Serverless::Function"):
        assert re.fullmatch(r"\$\{Name\}-[a-z-]+", one["FunctionName"]["Fn::Sub"])
        assert one.get("Tags") is None
        assert not [event for event in one.get("Events", {}).values() if event["Type"] == "Schedule"]


def test_every_merge_found_its_place(template: dict[str, Any]) -> None:
    """A name in infra/stages that Chalice no longer makes would be a resource without a type."""
    assert not [name for name, one in template["Resources"].items() if "Type" not in one]


def test_the_gateway_answers_with_pages(template: dict[str, Any], stage: str) -> None:
    """Each API carries the pages of its refusals, and gives every answer on as bytes."""
    apis = list(of_type(template, "AWS::Serverless::Api"))
    assert len(apis) == (stage in {"registration", "review", "report"})
    for api in apis:
        assert api["GatewayResponses"] == gateway.responses()
        assert api["BinaryMediaTypes"] == ["*/*"]


def test_an_api_has_the_stage_that_is_throttled_and_no_other(template: dict[str, Any]) -> None:
    """Unless an API says its version, SAM makes a second stage, `Stage`, that none of our settings are for.

    SAM Developer Guide, "AWS::Serverless::Api", OpenApiVersion.
    """
    for api in of_type(template, "AWS::Serverless::Api"):
        assert api["OpenApiVersion"] == api["DefinitionBody"]["swagger"]
        (setting,) = api["MethodSettings"]
        assert (setting["ResourcePath"], setting["HttpMethod"]) == ("/*", "*")


def test_the_relay_gives_up_before_the_stream_forgets(target: Path) -> None:
    """What a stream drops by itself after a day reaches no dead letters, so that nobody would hear of it.

    Lambda Developer Guide, "Retain discarded records for a DynamoDB event source".
    """
    relay = json.loads((target / "relay" / "template.json").read_text(encoding="utf-8"))
    (function,) = of_type(relay, "AWS::Serverless::Function")
    (stream,) = (event["Properties"] for event in function["Events"].values())
    assert stream["DestinationConfig"]["OnFailure"]["Type"] == "SQS"
    assert 0 < stream["MaximumRecordAgeInSeconds"] < 24 * 3600


def test_cloudformation_takes_the_templates(target: Path) -> None:
    """What Chalice made and what is merged into it fit together: every property exists and has its type.

    But for those of triggers, which cfn-lint leaves to SAM.
    """
    linted = subprocess.run(  # noqa: S603 - our own linter
        [Path(sys.executable).with_name("cfn-lint"), *sorted(target.glob("*/template.json"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (linted.returncode, linted.stdout) == (0, "")


def test_what_was_built_is_found_again(target: Path) -> None:
    """Whoever deploys later gets the very packages that lie there, with what is known of them."""
    found = package.built(Target(), target.parents[1])
    assert tuple(one.stage for one in found) == package.STAGES
    assert all(one.code.is_file() and one.template.is_file() for one in found)
    assert [one.stage for one in found if one.layer] == ["registration", "review", "report"]


def test_what_was_not_built_is_said(tmp_path: Path) -> None:
    """Deploying without packages says which stage is missing and what to do."""
    with pytest.raises(
        BuildError, match=r"^relay is not packaged for python3\.13-arm64: run `thidua package`"
    ):
        package.built(Target(), tmp_path)


@pytest.mark.parametrize("limit", ["LARGEST_CODE", "LARGEST_LAYER"])
def test_a_package_above_its_limit_names_its_stage(
    target: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """What grew is named, with its size and its limit; nothing above it is handed on."""
    report = package.built(Target(), target.parents[1])[-1]
    package._weigh(report)  # noqa: SLF001 - a build for each limit would take a minute
    monkeypatch.setattr(package, limit, 10)
    name = "code.zip" if limit == "LARGEST_CODE" else "layer.zip"
    with pytest.raises(BuildError, match=rf"^report: {name} has [\d,]+ bytes, more than 10:"):
        package._weigh(report)  # noqa: SLF001 - the same


def test_what_chalice_refuses_names_its_stage(tmp_path: Path) -> None:
    """A stage that cannot be imported stops the build with the error, whatever status Chalice ends with."""
    (tmp_path / ".chalice").mkdir()
    (tmp_path / ".chalice" / "config.json").write_text(
        '{"version": "2.0", "app_name": "x"}', encoding="utf-8"
    )
    (tmp_path / "app.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"(?s)^Chalice cannot package relay: .*nothing_of_this_name"):
        package._chalice("relay", tmp_path, tmp_path / "out")  # noqa: SLF001 - a stage of ours can be imported
