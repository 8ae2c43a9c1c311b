"""Whose id a request goes by."""

import uuid
from types import SimpleNamespace

import pytest

from services.core.telemetry import correlation

GATEWAY, RUN = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


def test_a_page_goes_by_the_gateways_id_else_by_its_runs() -> None:
    """The gateway's own log names the same id; behind another front the function's run has one."""
    run = SimpleNamespace(aws_request_id=RUN)
    assert correlation.of_request({"requestId": GATEWAY}, run) == GATEWAY
    assert correlation.of_request({}, run) == RUN
    assert correlation.of_run(run) == RUN


@pytest.mark.parametrize(
    "given", ["", "lan@vinh-lam.example", f"{GATEWAY}\r\nBcc: x", f" {GATEWAY}", None, 7]
)
def test_what_is_no_id_is_not_taken(given: object) -> None:
    """Whoever asks may choose the gateway's id: neither words nor lines get into a log or an e-mail by it."""
    assert correlation.of_request({"requestId": given}, SimpleNamespace(aws_request_id=RUN)) == RUN


def test_somebody_always_gives_one() -> None:
    """A request without any id, and a command on a terminal, get one of their own."""
    made = {correlation.of_request({}, None), correlation.of_run(object()), correlation.new()}
    assert len(made) == 3
    assert all(str(uuid.UUID(one)) == one for one in made)
