"""What a function is handed when one of its triggers rings it up, as AWS makes it.

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def sqs_record(message: Mapping[str, Any], queue_arn: str) -> dict[str, Any]:
    """One message of a queue, as `receive_message` gives it, in the form of a batch's record."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": queue_arn.split(":")[3],
    }


def tick_event(region: str) -> dict[str, Any]:
    """A schedule that came round."""
    return {
        "version": "0",
        "account": "",
        "region": region,
        "detail": {},
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "id": "tick",
        "resources": [],
    }
