"""What each stack is told: all that is known, no more than it takes; and what nobody knows is named."""

import pytest

from infra.deploy import plan
from infra.deploy.plan import (
    Known,
    Parameter,
    api_host,
    parameters,
    region_of,
    values,
)
from infra.deploy.wishes import Wishes
from infra.installation import Installation
from infra.packaging.package import STAGES
from infra.template import INFRA, parse

TRY = Installation("try")

EVERYTHING = Wishes(
    campaign="vinh-linh-70",
    mail_from="thi-dua@vinh-linh.example",
    mail_identity="vinh-linh.example",
    alarms="it@vinh-linh.example",
    domain="thidua.vinh-linh.example",
    certificate="arn:aws:acm:us-east-1:123456789012:certificate/1",
    zone="Z1",
    scanner="own",
)
ALL_KNOWN = Known(
    hosts={"registration": "a.example", "review": "b.example", "report": "c.example"},
    edge_key="k" * 48,
    site_url="https://thidua.vinh-linh.example",
    identity_there=False,
)


@pytest.mark.parametrize(
    ("declared", "given", "before", "told", "missing"),
    [
        ({}, True, True, "new", False),
        ({}, True, False, "new", False),
        ({}, False, True, "before", False),
        ({}, False, False, "nothing", True),
        ({"Default": "d"}, True, True, "new", False),
        ({"Default": "d"}, True, False, "new", False),
        ({"Default": "d"}, False, True, "before", False),
        ({"Default": "d"}, False, False, "nothing", False),
    ],
)
def test_a_parameter_is_new_or_as_before_or_its_default(
    *, declared: dict[str, str], given: bool, before: bool, told: str, missing: bool
) -> None:
    """What is asked for now counts, then what was told before, then the template's own; or it is missing."""
    found, lacking = parameters(
        {"Parameters": {"P": declared}}, {"P": "v"} if given else {}, frozenset({"P"} if before else ())
    )
    expected = {
        "new": (Parameter(name="P", value="v"),),
        "before": (Parameter(name="P", value=None),),
        "nothing": (),
    }
    assert found == expected[told]
    assert lacking == (("P",) if missing else ())


@pytest.mark.parametrize(
    ("given", "before", "value"), [({"P": "new"}, {"P"}, "new"), ({}, {"P"}, None), ({}, set(), "elsewhere")]
)
def test_a_stack_that_is_made_anew_takes_what_others_were_told(
    given: dict[str, str], before: set[str], value: str | None
) -> None:
    """Only where it has none of its own: whoever mends an installation need not know how it was made."""
    template = {"Parameters": {"P": {"Default": "d"}}}
    found, missing = parameters(template, given, frozenset(before), {"P": "elsewhere", "Q": "other"})
    assert (found, missing) == ((Parameter(name="P", value=value),), ())


def test_a_stack_is_told_nothing_that_it_does_not_take() -> None:
    """CloudFormation refuses a parameter that the template does not declare; a template may take none."""
    assert parameters({"Resources": {}}, {"P": "v"}, frozenset({"Q"})) == ((), ())


@pytest.mark.parametrize("part", ["core", "watch", "edge", *(f"stages/{stage}" for stage in STAGES)])
def test_every_parameter_of_every_template_has_a_value(part: str) -> None:
    """A template with a parameter that no deployment fills could never be made."""
    template = parse((INFRA / f"{part}.yaml").read_text(encoding="utf-8"))
    told, missing = parameters(template, values(TRY, EVERYTHING, ALL_KNOWN), frozenset())
    assert missing == ()
    assert {parameter.name for parameter in told} == set(template["Parameters"])


def test_what_nobody_asked_for_is_left_out() -> None:
    """Silence means: as before. Only the name and what is the same for all is always told."""
    assert values(TRY, Wishes(), Known()) == {"Name": "thidua-try", "ApiStage": "site"}


def test_what_stands_on_something_comes_after_it() -> None:
    """Stages import from the core, the watch looks at all of them, the edge leads to their APIs."""
    assert plan.PARTS[0] == "core"
    assert plan.PARTS[-2:] == ("watch", "edge")
    assert plan.PARTS[1:-2] == STAGES


@pytest.mark.parametrize("part", plan.PARTS)
def test_only_the_edge_is_elsewhere(part: str) -> None:
    """CloudFront looks for its firewall and certificate in one region only."""
    assert region_of(part, "ap-southeast-1") == ("us-east-1" if part == "edge" else "ap-southeast-1")


def test_the_host_of_an_api_is_as_aws_builds_it() -> None:
    """The edge leads there."""
    assert api_host("abc", "ap-southeast-1") == "abc.execute-api.ap-southeast-1.amazonaws.com"
