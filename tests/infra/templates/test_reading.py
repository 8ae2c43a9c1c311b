"""How a template is read: what CloudFormation understands, and nothing that runs."""

import pytest
import yaml

from infra.template import parse


def test_templates_are_read_in_yaml_with_short_forms_and_in_json() -> None:
    """Ours are YAML, Chalice's are JSON; a short form means what its long one does."""
    ours = (
        "Parameters:\n  P: { Type: String }\nResources:\n  R: { Q: !GetAtt [A, B], S: !Sub x, T: !Ref P }\n"
    )
    assert parse(ours) == {
        "Parameters": {"P": {"Type": "String"}},
        "Resources": {"R": {"Q": {"Fn::GetAtt": ["A", "B"]}, "S": {"Fn::Sub": "x"}, "T": {"Ref": "P"}}},
    }
    assert parse('  {"Parameters": {"P": {"Type": "String"}}}') == {"Parameters": {"P": {"Type": "String"}}}


def test_a_template_cannot_run_code() -> None:
    """A tag is a name and no more; YAML's own tags for Python are refused."""
    tag = "python/object/apply:os.system"
    assert parse(f"P: !{tag} ['true']") == {"P": {f"Fn::{tag}": ["true"]}}
    with pytest.raises(yaml.YAMLError):
        parse(f"P: !!{tag} ['true']")
