"""What was written to any log while a test ran."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from services.core.telemetry.log import logger


class Told:
    """Every line that a handler wrote, as it was formatted, oldest first."""

    def __init__(self) -> None:
        self.everything: list[str] = []

    def lines(self, message: str = "", **values: object) -> list[dict[str, Any]]:
        """The structured lines with this message (any, without one) and these values."""
        found = [line for line in map(_structured, self.everything) if line]
        return [
            line
            for line in found
            if (not message or line["message"] == message)
            and all(line.get(name) == value for name, value in values.items())
        ]


def _structured(text: str) -> dict[str, Any]:
    """The line's values; none where a handler wrote plain text."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """Everything is logged as when deployed, and kept instead of written, whichever handler it goes to."""
    told = Told()
    with monkeypatch.context() as patched:

        def emit(handler: logging.Handler, record: logging.LogRecord) -> None:
            told.everything.append(handler.format(record))

        patched.setattr(logging.StreamHandler, "emit", emit)
        before = logger().log_level
        logger().setLevel(logging.INFO)
        try:
            yield told
        finally:
            logger().setLevel(before)
