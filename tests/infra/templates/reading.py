"""A template as CloudFormation reads it: short forms written out, loops unrolled, names filled in."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

INFRA = Path(__file__).parents[3] / "infra"
#: Templates that are deployed as they stand; those in stages/ are merged into what Chalice makes.
WHOLE = tuple(sorted(INFRA.glob("*.yaml")))
STAGES = tuple(sorted((INFRA / "stages").glob("*.yaml")))

_LOOP = "Fn::ForEach::"
_PLACEHOLDER = re.compile(r"([$&])\{(\w+)\}")


class _Tags(yaml.SafeLoader):
    """CloudFormation's short forms: `!Ref x` is `{"Ref": "x"}`, `!GetAtt a.b` is `{"Fn::GetAtt": "a.b"}`."""


def _written_out(loader: _Tags, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Tags.add_multi_constructor("!", _written_out)


@cache
def read(path: Path) -> dict[str, Any]:
    """The template, with every `Fn::ForEach` unrolled. It is read once and shared: nobody changes it."""
    template: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _Tags)  # noqa: S506 - a SafeLoader
    template["Resources"] = _unrolled(template.get("Resources") or {})
    return template


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


# --- policies, with what stands beside them in the file ----------------------------------------


def statements(path: Path) -> Iterator[dict[str, list[tuple[str, str]]]]:
    """Every policy statement of a template: for each of its keys the values, each with the line it stands on.

    A statement is whatever has an `Effect`, wherever it stands.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    root = yaml.compose(text, _Tags)
    for node in _nodes(root):
        if isinstance(node, yaml.MappingNode):
            members = {key.value: value for key, value in node.value}
            if "Effect" in members:
                yield {
                    key: [
                        (scalar.value, lines[scalar.start_mark.line])
                        for scalar in _nodes(value)
                        if isinstance(scalar, yaml.ScalarNode)
                    ]
                    for key, value in members.items()
                }


def _nodes(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if node is None:
        return
    yield node
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _nodes(one)
    elif isinstance(node, yaml.MappingNode):
        for _, one in node.value:
            yield from _nodes(one)
