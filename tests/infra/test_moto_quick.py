"""moto made quick answers what moto answers."""

from typing import Any

import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from tests.conftest import TestCloud


def _listed(cloud: TestCloud, holder: str, **more: bool | int) -> list[str]:
    asked: dict[str, Any] = {"IndexName": "by_holder", "KeyConditionExpression": Key("gsi1pk").eq(holder)}
    found = cloud.table.query(**asked, **more)
    return [str(item["pk"]) for item in found["Items"]]


def test_a_query_of_the_index_follows_every_change(cloud: TestCloud) -> None:
    """An item is listed under its present holder only, in order, and no more once it is deleted."""
    for number in (3, 1, 2):
        item = {"pk": f"R#{number}", "sk": "R", "gsi1pk": "H#a", "gsi1sk": f"{number}"}
        cloud.table.put_item(Item=item)
    assert _listed(cloud, "H#a") == ["R#1", "R#2", "R#3"]
    assert _listed(cloud, "H#a", ScanIndexForward=False, Limit=2) == ["R#3", "R#2"]
    cloud.table.put_item(Item={"pk": "R#1", "sk": "R", "gsi1pk": "H#b", "gsi1sk": "1"})
    cloud.table.update_item(
        Key={"pk": "R#2", "sk": "R"},
        UpdateExpression="SET gsi1pk = :b",
        ExpressionAttributeValues={":b": "H#b"},
    )
    cloud.table.delete_item(Key={"pk": "R#3", "sk": "R"})
    assert _listed(cloud, "H#a") == []
    assert _listed(cloud, "H#b") == ["R#1", "R#2"]


def test_a_cursor_goes_on_where_a_page_ended(cloud: TestCloud) -> None:
    """Pages follow each other without gap or repetition."""
    for number in range(5):
        item = {"pk": f"R#{number}", "sk": "R", "gsi1pk": "H#a", "gsi1sk": f"{number}"}
        cloud.table.put_item(Item=item)
    asked: dict[str, Any] = {
        "IndexName": "by_holder",
        "KeyConditionExpression": Key("gsi1pk").eq("H#a"),
        "Limit": 2,
    }
    first = cloud.table.query(**asked)
    second = cloud.table.query(**asked, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert [item["pk"] for item in (*first["Items"], *second["Items"])] == ["R#0", "R#1", "R#2", "R#3"]


def test_a_query_of_a_partition_sees_its_own_items(cloud: TestCloud) -> None:
    """Neither another partition's items nor, after a range condition, other range keys."""
    for sort_key in ("G#2", "P", "G#1"):
        cloud.table.put_item(Item={"pk": "P#a", "sk": sort_key})
    cloud.table.put_item(Item={"pk": "P#b", "sk": "P"})
    found = cloud.table.query(KeyConditionExpression=Key("pk").eq("P#a"))["Items"]
    assert [item["sk"] for item in found] == ["G#1", "G#2", "P"]
    grants = cloud.table.query(KeyConditionExpression=Key("pk").eq("P#a") & Key("sk").begins_with("G#"))
    assert [item["sk"] for item in grants["Items"]] == ["G#1", "G#2"]
    assert cloud.table.query(KeyConditionExpression=Key("pk").eq("P#none"))["Items"] == []


def test_every_kind_of_value_comes_back(cloud: TestCloud) -> None:
    """Plain values are written as they are, all others as moto writes them."""
    item: dict[str, Any] = {
        "pk": "a",
        "sk": "b",
        "text": "Vĩnh Lâm <&>",
        "empty": "",
        "number": 3,
        "yes": True,
        "nothing": None,
        "bytes": b"\x00\xff",
        "words": {"một", "hai"},
        "list": ["a", 1, {"deep": [None]}],
        "map": {"of": {"maps": "x"}},
    }
    cloud.table.put_item(Item=item)
    stored = cloud.table.get_item(Key={"pk": "a", "sk": "b"})["Item"]
    assert {**stored, "bytes": bytes(stored["bytes"].value)} == item  # type: ignore[union-attr]


def test_an_expression_means_each_time_what_is_given_with_it(cloud: TestCloud) -> None:
    """The same update with other values and names changes what they say; a wrong one changes nothing."""
    key = {"pk": "a", "sk": "b"}
    update: dict[str, Any] = {"UpdateExpression": "SET #a = if_not_exists(#b, :a) REMOVE #c ADD n :n"}
    for names, number in ((("x", "y", "z"), 1), (("z", "x", "y"), 2), (("y", "w", "x"), 3)):
        cloud.table.update_item(
            Key=key,
            ExpressionAttributeNames=dict(zip(("#a", "#b", "#c"), names, strict=True)),
            ExpressionAttributeValues={":a": f"{number}", ":n": number},
            **update,
        )
    stored = {**key, "z": "1", "y": "3", "n": 6}
    assert cloud.table.get_item(Key=key)["Item"] == stored
    for refused in ("SET n = :n SET z = :n", "SET n = :n, n = :n", "SET pk = :n", "SET n ="):
        with pytest.raises(ClientError):
            cloud.table.update_item(Key=key, UpdateExpression=refused, ExpressionAttributeValues={":n": 1})
    assert cloud.table.get_item(Key=key)["Item"] == stored


def test_an_item_of_more_than_400_kb_is_refused(cloud: TestCloud) -> None:
    """However it came to be so large: at once, or by changing an attribute again and again."""
    key = {"pk": "a", "sk": "b"}
    for number in range(4):
        cloud.table.put_item(Item={**key, "data": f"{number}" * 200_000})
    with pytest.raises(ClientError, match="Item size"):
        cloud.table.put_item(Item={**key, "data": "x" * 200_000, "more": "y" * 250_000})
    assert cloud.table.get_item(Key=key)["Item"]["data"] == "3" * 200_000


def test_a_queue_counts_what_waits_what_is_out_and_what_is_late(cloud: TestCloud) -> None:
    """Ready, received and delayed messages are told apart, and a redelivery counts as ready again."""
    queue = cloud.inner.queues[0]

    def counts() -> list[str]:
        asked = cloud.inner.sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["All"])["Attributes"]
        kinds = ("", "NotVisible", "Delayed")
        return [asked[f"ApproximateNumberOfMessages{kind}"] for kind in kinds]  # type: ignore[literal-required, index]  # a TypedDict of names

    for delay in (0, 0, 0, 900):
        cloud.inner.sqs.send_message(QueueUrl=queue.url, MessageBody="{}", DelaySeconds=delay)
    received = cloud.inner.sqs.receive_message(QueueUrl=queue.url, MaxNumberOfMessages=2)["Messages"]
    assert counts() == ["1", "2", "1"]
    cloud.inner.sqs.change_message_visibility(
        QueueUrl=queue.url, ReceiptHandle=received[0]["ReceiptHandle"], VisibilityTimeout=0
    )
    assert len(cloud.inner.sqs.receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10)["Messages"]) == 2
    assert counts() == ["0", "3", "1"]
