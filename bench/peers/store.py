"""What both peers do with the table, through boto3's client."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from typing import Any

import boto3

TABLE = os.environ["TABLE_NAME"]
CAMPAIGN = os.environ["CAMPAIGN_ID"]
FIELDS = (
    "title", "kind", "area", "description", "meaning", "place", "beneficiaries", "budget", "sources",
    "start", "deadline", "proof", "in_charge",
)  # fmt: skip
_client = boto3.client("dynamodb")

Row = dict[str, str]


def who(cookie: str) -> tuple[Row, str] | None:
    """The person of a session cookie and the unit that they act for, in one query."""
    person, _, token = cookie.partition(".")
    found = _client.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"P#{person}"}},
        ConsistentRead=True,
    )["Items"]
    items = {item["sk"]["S"]: _plain(item) for item in found}
    if f"S#{hashlib.sha256(token.encode()).hexdigest()}" not in items or "P" not in items:
        return None
    units = [key.rpartition(":")[2] for key in items if key.startswith(f"G#{CAMPAIGN}#unit:")]
    return items["P"], units[0]


def works(unit: str) -> list[Row]:
    """The first page of a unit's works, in one query of the index."""
    found = _client.query(
        TableName=TABLE,
        IndexName="by_holder",
        KeyConditionExpression="gsi1pk = :unit",
        ExpressionAttributeValues={":unit": {"S": f"U#{CAMPAIGN}#{unit}"}},
        Limit=25,
    )
    return [_plain(item) for item in found["Items"]]


def submit(record: str, unit: str, facts: Mapping[str, Any], moment: str) -> None:
    """Read the record, then store it with its event in one conditional put.

    Raises:
        botocore.exceptions.ClientError: it was stored before.
    """
    _client.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"PEER#{record}"}},
        ConsistentRead=True,
    )
    event = {"id": secrets.token_hex(16), "type": "WorkSubmitted", "subject": record, "sequence": 1}
    _client.put_item(
        TableName=TABLE,
        Item={
            "pk": {"S": f"PEER#{record}"},
            "sk": {"S": "R"},
            "gsi1pk": {"S": f"PEER#{unit}"},
            "gsi1sk": {"S": f"{moment}#{record}"},
            "title": {"S": facts["title"]},
            "state": {"S": "submitted"},
            "updated": {"S": moment},
            "sequence": {"N": "1"},
            "data": {"S": json.dumps(dict(facts), default=str)},
            "outbox": {"S": json.dumps(event)},
        },
        ConditionExpression="attribute_not_exists(pk)",
    )


def _plain(item: Mapping[str, Mapping[str, Any]]) -> Row:
    return {name: str(next(iter(value.values()))) for name, value in item.items()}
