"""What escapes a run that nobody waits for."""

import json
import traceback
import uuid

import pytest

from services.core.telemetry.invocation import InvocationError, invocation
from tests.told import Told

RUN = str(uuid.UUID(int=7))
WORDS = "Nguyễn Thị Bí Mật, 0912 345 678"


def _fail() -> None:
    with invocation("report.tick", RUN):
        raise LookupError(WORDS)


def test_a_run_that_fails_says_where_to_look_and_no_word_more(told: Told) -> None:
    """Lambda writes the text of what escapes: it holds the id of our own line, and nobody's words."""
    with pytest.raises(InvocationError, match=f"report.tick failed.*{RUN}") as escaped:
        _fail()
    (line,) = told.lines("a run failed")
    assert (line["correlation_id"], line["run"], line["error"]) == (RUN, "report.tick", "LookupError")
    written = "".join(traceback.format_exception(escaped.value)) + json.dumps(line, ensure_ascii=False)
    assert WORDS not in written


def test_a_run_that_succeeds_says_nothing(told: Told) -> None:
    """A tick that found nothing to do leaves no line."""
    with invocation("report.tick", RUN):
        pass
    assert told.everything == []
