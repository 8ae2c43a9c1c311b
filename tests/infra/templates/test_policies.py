"""Who may do what: no `*` in any policy of any template without a written reason."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from infra.template import INFRA, STAGES

EVERY = tuple(sorted(INFRA.rglob("*.yaml")))

#: On the line of a `*` stands why: `Resource: "*" # reason: X-Ray knows no resources`.
_REASON = re.compile(r"# reason: \S+ \S+")
_VARIABLE = re.compile(r"\$\{[^}]+\}")


def place(path: Path) -> str:
    """The file's path from the folder of templates."""
    return path.relative_to(INFRA).as_posix()


def too_wide(key: str, value: str) -> bool:
    """Whether a value of a statement grants more than one can see.

    An action or a principal does with any `*`. A resource does unless the `*` ends it and stands below
    something named: `${Bucket.Arn}/reports/*`, `arn:…:log-group:/aws/lambda/x:*`.
    """
    if "*" not in value:
        return False
    if key not in {"Resource", "NotResource"}:
        return True
    before, _, after = _VARIABLE.sub("x", value).partition("*")
    named = before.split(":", 5)[5] if before.count(":") >= 5 else "" if before.startswith("arn:") else before
    return bool(after) or not named.strip(":/")


def statements(path: Path) -> Iterator[dict[str, list[tuple[str, str]]]]:
    """Every policy statement of a template: for each of its keys the values, each with the line it stands on.

    A statement is whatever has an `Effect`, wherever it stands.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    root = yaml.compose(text, yaml.SafeLoader)
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


@pytest.mark.parametrize("path", EVERY, ids=place)
def test_a_star_has_a_reason(path: Path) -> None:
    """Least privilege is visible: whatever is wider than it looks says why on its line."""
    unsaid = [
        f"{key}: {value}"
        for statement in statements(path)
        for key in ("Action", "NotAction", "Resource", "NotResource", "Principal")
        for value, line in statement.get(key, ())
        if too_wide(key, value) and not _REASON.search(line)
    ]
    assert unsaid == []


@pytest.mark.parametrize("path", EVERY, ids=place)
def test_nothing_is_granted_by_leaving_out(path: Path) -> None:
    """A grant names what it grants; "all but" grows by itself with every service that AWS adds."""
    for statement in statements(path):
        if statement["Effect"][0][0] == "Allow":
            assert not statement.keys() & {"NotAction", "NotResource", "NotPrincipal"}


def test_the_statements_are_found() -> None:
    """Queue, key, bucket and topic policies and the roles of functions are all seen by the tests above."""
    found = {place(path): len(list(statements(path))) for path in EVERY}
    assert found["core.yaml"] >= 10
    assert found["watch.yaml"] == 7
    assert all(found[place(path)] for path in STAGES)


@pytest.mark.parametrize(
    ("key", "value", "wide"),
    [
        ("Action", "s3:*", True),
        ("Action", "dynamodb:Get*", True),
        ("Action", "dynamodb:GetItem", False),
        ("Principal", "*", True),
        ("Resource", "*", True),
        ("Resource", "arn:${AWS::Partition}:s3:::*", True),
        ("Resource", "arn:aws:dynamodb:*:1:table/x", True),
        ("Resource", "arn:aws:logs:r:1:log-group:/aws/lambda/x:*", False),
        ("Resource", "${Bucket.Arn}/reports/*", False),
        ("Resource", "${Table.Arn}", False),
    ],
)
def test_what_counts_as_wide(key: str, value: str, wide: bool) -> None:  # noqa: FBT001 - a parameter of a table
    """The measure itself."""
    assert too_wide(key, value) is wide
