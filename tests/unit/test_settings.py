"""What a function takes from its environment."""

import pytest

from services.core import settings
from services.core.settings import MissingSettingError


def test_a_setting_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which variable to set."""
    monkeypatch.delenv("TABLE_NAME", raising=False)
    with pytest.raises(MissingSettingError, match="TABLE_NAME"):
        settings.table_name()


def test_a_short_key_signs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that could be guessed would open everybody's session: it is refused, and not shown."""
    monkeypatch.setenv("SIGNING_KEY", "k" * 31)
    with pytest.raises(MissingSettingError, match="SIGNING_KEY") as refused:
        settings.signing_key()
    assert "kkk" not in str(refused.value)
    monkeypatch.setenv("SIGNING_KEY", "k" * 32)
    assert settings.signing_key() == b"k" * 32


def test_what_only_a_deployment_has_is_empty_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an edge, a configuration set or an engine of one's own, none is imagined."""
    for name in ("EDGE_KEY", "MAIL_CONFIGURATION_SET", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    assert (settings.edge_key(), settings.mail_configuration_set(), settings.own_engine()) == ("", "", False)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://s3.tinh.example")
    assert settings.own_engine()
