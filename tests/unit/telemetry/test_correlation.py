"""Whose id a request goes by."""

import uuid
from types import SimpleNamespace

from services.core.telemetry import correlation

RUN = str(uuid.UUID(int=2))


def test_a_run_goes_by_the_id_that_lambda_gave_it() -> None:
    """Lambda's own lines and X-Ray name the same one."""
    assert correlation.of_run(SimpleNamespace(aws_request_id=RUN)) == RUN


def test_somebody_always_gives_one() -> None:
    """What runs outside of Lambda, and a command on a terminal, get one of their own."""
    made = {correlation.of_run(None), correlation.of_run(object()), correlation.new()}
    assert len(made) == 3
    assert all(str(uuid.UUID(one)) == one for one in made)
