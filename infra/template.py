"""A template as CloudFormation reads it: short forms written out, loops unrolled, names filled in."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import yaml

INFRA: Final = Path(__file__).parent
#: Templates that are deployed as they stand; those in stages/ are merged into what Chalice makes.
WHOLE: Final = tuple(sorted(INFRA.glob("*.yaml")))
STAGES: Final = tuple(sorted((INFRA / "stages").glob("*.yaml")))

_LOOP: Final = "Fn::ForEach::"
_PLACEHOLDER: Final = re.compile(r"([$&])\{(\w+)\}")


class _Tags(yaml.SafeLoader):
    """CloudFormation's short forms: `!Ref x` is `{"Ref": "x"}`, `!GetAtt a.b` is `{"Fn::GetAtt": "a.b"}`."""


def _written_out(loader: _Tags, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(cast("yaml.MappingNode", node), deep=True)}


_Tags.add_multi_constructor("!", _written_out)


@cache
def parse(text: str) -> Mapping[str, Any]:
    """A template of either form, JSON or YAML, its loops as they stand. Each is parsed once and shared."""
    if text.lstrip().startswith("{"):
        found: Mapping[str, Any] = json.loads(text)
    else:
        found = yaml.load(text, _Tags)  # noqa: S506 - a SafeLoader that also bears CloudFormation's tags
    return found


@cache
def read(path: Path) -> dict[str, Any]:
    """The template in a file, with every `Fn::ForEach` unrolled."""
    template = parse(path.read_text(encoding="utf-8"))
    return {**template, "Resources": _unrolled(template.get("Resources") or {})}


def resources(template: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The properties of every resource of a type (`AWS::SQS::Queue`), by its logical name."""
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource.get("Type") == kind
    }


def functions(path: Path) -> list[dict[str, Any]]:
    """The properties of the functions that a stage's template names."""
    found = [resource.get("Properties") or {} for resource in read(path)["Resources"].values() if resource]
    return [properties for properties in found if _is_sub(properties.get("FunctionName"))]


def function_names() -> set[str]:
    """The names of all functions of all stages, as written: `${Name}-notify-tick`."""
    return {properties["FunctionName"]["Fn::Sub"] for path in STAGES for properties in functions(path)}


def _is_sub(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"Fn::Sub"} and isinstance(value["Fn::Sub"], str)


def filled(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever stands in a template
    """`value` with `Ref` and `Fn::Sub` answered from `names`; what `names` lacks stays as it is."""
    if isinstance(value, list):
        return [filled(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"Ref"}:
        return names.get(value["Ref"], value)
    if _is_sub(value):
        return _PLACEHOLDER.sub(lambda found: names.get(found[2], found[0]), value["Fn::Sub"])
    return {key: filled(one, names) for key, one in value.items()}


def _unrolled(section: Mapping[str, Any]) -> dict[str, Any]:
    """A section without loops: a loop's members are its fragment with one item in the identifier's place."""
    found: dict[str, Any] = {}
    for key, value in section.items():
        if not key.startswith(_LOOP):
            found[key] = value
            continue
        identifier, items, fragment = value
        for item in items:
            for name, member in _unrolled(fragment).items():
                found[_named(name, identifier, item)] = _with(member, identifier, item)
    return found


def _with(value: Any, identifier: str, item: str) -> Any:  # noqa: ANN401 - whatever stands in a template
    """A loop's fragment for one item: its `Ref` is the item, a `Fn::Sub` stays one for the other names."""
    if isinstance(value, list):
        return [_with(one, identifier, item) for one in value]
    if not isinstance(value, dict):
        return value
    if value == {"Ref": identifier}:
        return item
    if _is_sub(value):
        return {"Fn::Sub": value["Fn::Sub"].replace(f"${{{identifier}}}", item)}
    return {key: _with(one, identifier, item) for key, one in value.items()}


def _named(key: str, identifier: str, item: str) -> str:
    """A key of a loop: `${Item}` is the item, `&{Item}` its letters and digits alone."""

    def put(found: re.Match[str]) -> str:
        if found[2] != identifier:
            return found[0]
        return item if found[1] == "$" else re.sub(r"[^A-Za-z0-9]", "", item)

    return _PLACEHOLDER.sub(put, key)
