"""The secrets of an installation: made once, the same for all, renewed when asked for, forgotten at last."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest

from infra.deploy import keys
from infra.installation import Installation
from tests.conftest import TestCloud
from tests.infra.deploy.answering import Refused, answered

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

TRY = Installation("try")
SIGNING, EDGE = "/thidua-try/signing-key", "/thidua-try/edge-key"


@pytest.fixture
def ssm(cloud: TestCloud) -> Iterator["SSMClient"]:
    """The store of secrets, without those of this test afterwards."""
    assert cloud
    client: SSMClient = boto3.client("ssm")
    yield client
    keys.remove(TRY, client)


def value(ssm: "SSMClient", name: str) -> str:
    return ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]


def test_secrets_are_made_once(ssm: "SSMClient") -> None:
    """The second deployment finds them: a link that was sent yesterday still works today."""
    edge, made = keys.ensure(TRY, ssm)
    assert made == (SIGNING, EDGE)
    assert edge == value(ssm, EDGE)
    signing = value(ssm, SIGNING)
    assert keys.ensure(TRY, ssm) == (edge, ())
    assert value(ssm, SIGNING) == signing


def test_secrets_are_long_secret_and_not_the_same(ssm: "SSMClient") -> None:
    """48 bytes of chance each, encrypted where they lie; the edge's fits its template's least length."""
    edge, _ = keys.ensure(TRY, ssm)
    signing = value(ssm, SIGNING)
    assert min(len(edge), len(signing)) >= 64
    assert edge != signing
    found = ssm.get_parameters(Names=[SIGNING, EDGE])["Parameters"]
    assert {one["Type"] for one in found} == {"SecureString"}


def test_one_that_is_missing_is_made_and_the_other_stays(ssm: "SSMClient") -> None:
    """What broke off between the two is completed."""
    edge, _ = keys.ensure(TRY, ssm)
    ssm.delete_parameter(Name=SIGNING)
    assert keys.ensure(TRY, ssm) == (edge, (SIGNING,))


def test_two_that_deploy_at_once_have_the_same_secrets(ssm: "SSMClient") -> None:
    """Whoever comes second neither replaces nor fails: it reads what the first has made."""
    keys.ensure(TRY, ssm)
    first = value(ssm, EDGE)

    def late(operation: str, given: dict[str, object]) -> dict[str, object]:
        if operation == "PutParameter":
            assert given["Overwrite"] is False
            raise Refused("ParameterAlreadyExists", "The parameter already exists.")
        return {"Parameter": {"Name": EDGE, "Value": first}}

    assert keys.ensure(TRY, answered("ssm", late)) == (first, ())


def test_what_may_not_be_made_is_not_taken_for_there() -> None:
    """A right that is missing is said, by whoever turns errors into sentences."""

    def refuse(_operation: str, _given: dict[str, object]) -> dict[str, object]:
        raise Refused("AccessDeniedException", "you may not")

    ssm = answered("ssm", refuse)
    with pytest.raises(ssm.exceptions.ClientError, match="AccessDenied"):
        keys.ensure(TRY, ssm)


def test_the_key_of_links_is_renewed_and_the_edge_s_is_not(ssm: "SSMClient") -> None:
    """Links end; the pages stay reachable."""
    edge, _ = keys.ensure(TRY, ssm)
    before = value(ssm, SIGNING)
    keys.renew_signing_key(TRY, ssm)
    assert value(ssm, SIGNING) not in ("", before)
    assert value(ssm, EDGE) == edge


def test_secrets_are_forgotten_and_twice_does_no_harm(ssm: "SSMClient") -> None:
    """An installation that is gone leaves no secret."""
    keys.ensure(TRY, ssm)
    assert keys.is_there(ssm, SIGNING)
    keys.remove(TRY, ssm)
    keys.remove(TRY, ssm)
    assert not keys.is_there(ssm, SIGNING)
    assert not keys.is_there(ssm, EDGE)
