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
