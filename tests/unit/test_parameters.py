"""The signing key where it lies once deployed: read seldom, renewed soon, and clear about what is missing."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from infra.local.cloud import REGION
from services.core import parameters, settings
from services.core.parameters import KEPT, UnavailableError
from services.core.settings import MissingSettingError
from tests.conftest import TestCloud

NAME = "/thidua-prod/signing-key"
FIRST, SECOND = "first-" * 8, "second-" * 8


class Moving:
    """Real seconds that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def time(self) -> float:
        """What `time.time` would say."""
        return self.seconds


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Moving:
    """The clock by which a kept secret grows old."""
    clock = Moving()
    monkeypatch.setattr(parameters, "time", clock)
    return clock


@pytest.fixture(autouse=True)
def deployed(cloud: TestCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:  # noqa: ARG001 - in its cloud
    """A function whose key lies in the parameter store."""
    monkeypatch.delenv("SIGNING_KEY")
    monkeypatch.setenv("SIGNING_KEY_PARAMETER", NAME)
    put(FIRST)
    parameters.forget()
    yield
    parameters.forget()
    boto3.client("ssm", region_name=REGION).delete_parameter(Name=NAME)


def put(value: str) -> None:
    """Make or rotate the key."""
    boto3.client("ssm", region_name=REGION).put_parameter(
        Name=NAME, Value=value, Type="SecureString", Overwrite=True
    )


def fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the store answer with `error`."""

    class Failing:
        def get_parameter(self, **_: Any) -> Any:  # noqa: ANN401 - as boto3 has it
            raise error

    monkeypatch.setattr(parameters, "_store", Failing)


def says(code: str) -> ClientError:
    """What the store answers with that code."""
    return ClientError({"Error": {"Code": code, "Message": FIRST}}, "GetParameter")


def test_the_key_is_read_once_and_decrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that signs a hundred links asks for the key once."""
    assert settings.signing_key() == FIRST.encode()
    fails(monkeypatch, says("InternalServerError"))
    assert settings.signing_key() == FIRST.encode()


def test_a_rotated_key_is_known_everywhere_before_a_link_grows_old(real: Moving) -> None:
    """Five minutes after a rotation nobody signs with the old key any more; a link lives ten."""
    assert settings.signing_key() == FIRST.encode()
    put(SECOND)
    real.seconds += KEPT - 1
    assert settings.signing_key() == FIRST.encode()
    real.seconds += 1
    assert settings.signing_key() == SECOND.encode()
    assert KEPT <= 600 / 2


def test_a_clock_set_back_keeps_no_key_for_longer(real: Moving) -> None:
    """A second that lies before the reading says nothing about its age: the key is read again."""
    settings.signing_key()
    put(SECOND)
    real.seconds -= 3600
    assert settings.signing_key() == SECOND.encode()


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("ParameterNotFound", "deploy the installation again"),
        ("AccessDeniedException", "kms:Decrypt"),
        ("InvalidKeyId", "enable its KMS key"),
    ],
)
def test_what_only_a_person_can_mend_says_how(
    monkeypatch: pytest.MonkeyPatch, code: str, remedy: str
) -> None:
    """Missing, not permitted, not to be decrypted: the parameter and the remedy are named, never a value."""
    fails(monkeypatch, says(code))
    with pytest.raises(MissingSettingError, match=NAME) as refused:
        settings.signing_key()
    assert remedy in str(refused.value)
    assert FIRST not in str(refused.value)


@pytest.mark.parametrize(
    "error",
    [says("ThrottlingException"), ConnectTimeoutError(endpoint_url="https://ssm")],
    ids=["busy", "away"],
)
def test_passing_trouble_is_another_error(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Whoever can try again does, instead of calling for a person; and nothing wrong is kept."""
    with monkeypatch.context() as broken:
        fails(broken, error)
        with pytest.raises(UnavailableError, match="could not be read") as refused:
            settings.signing_key()
        assert FIRST not in str(refused.value)
    assert settings.signing_key() == FIRST.encode()


def test_a_short_key_signs_nothing_here_either() -> None:
    """A parameter somebody filled by hand is held to the same length."""
    put("k" * 31)
    with pytest.raises(MissingSettingError, match=f"{NAME} is shorter"):
        settings.signing_key()


def test_without_any_key_the_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names what the deployment has to set."""
    monkeypatch.delenv("SIGNING_KEY_PARAMETER")
    with pytest.raises(MissingSettingError, match="SIGNING_KEY_PARAMETER is not set"):
        settings.signing_key()
