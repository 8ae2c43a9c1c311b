"""The relay's trigger: the table's stream."""

import functools
from typing import TYPE_CHECKING, Any

import boto3
from chalice.app import Chalice, DynamoDBEvent

from services.core import settings
from services.core.telemetry import correlation
from services.core.telemetry.invocation import invocation
from services.relay.relay import relay

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

app = Chalice(app_name="thidua-relay")


@functools.cache
def _bus() -> "EventBridgeClient":
    return boto3.client("events")


@app.on_dynamodb_record(stream_arn="thidua-stream", batch_size=100)
def pass_on(event: DynamoDBEvent) -> dict[str, Any]:
    """A batch of the stream. The build puts the real stream in the place of its name."""
    with invocation("relay.pass_on", correlation.of_run(event.context)):
        return relay(event.to_dict()["Records"], settings.bus_name(), _bus().put_events)
