"""Every request to AWS is counted, with the units that DynamoDB charges for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from benchmarks.costing.counting import AwsCounts
from tests.contract.tables import calls_table

KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}
DUE = {**KEY, "due_key": {"S": "x"}, "due_at": {"N": "1"}}


@pytest.fixture
def counted() -> Iterator[tuple[AwsCounts, Any]]:
    with mock_aws():
        table: Any = boto3.client("dynamodb")
        calls_table(table)
        counts = AwsCounts()
        with counts.watching():
            yield counts, boto3.client("dynamodb")


def test_a_write_counts_for_the_table_and_for_its_indexes(counted: tuple[AwsCounts, Any]) -> None:
    counts, dynamodb = counted
    dynamodb.put_item(TableName="calls", Item=DUE)
    assert counts.take() == {"aws_requests": 1, "write_units": 2, "half_read_units": 0}
    moved = {**DUE, "due_at": {"N": "2"}}
    dynamodb.put_item(TableName="calls", Item=moved)
    assert counts.take()["write_units"] == 3
    dynamodb.update_item(
        TableName="calls", Key=KEY, UpdateExpression="REMOVE due_key", ReturnValues="NONE"
    )
    assert counts.take()["write_units"] == 2


def test_a_write_whose_condition_fails_counts_too(counted: tuple[AwsCounts, Any]) -> None:
    counts, dynamodb = counted
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.put_item(TableName="calls", Item=KEY, ConditionExpression="attribute_exists(pk)")
    assert counts.take()["write_units"] == 1


def test_a_current_read_counts_twice_as_much(counted: tuple[AwsCounts, Any]) -> None:
    counts, dynamodb = counted
    dynamodb.get_item(TableName="calls", Key=KEY, ConsistentRead=True)
    assert counts.take()["half_read_units"] == 2
    dynamodb.query(
        TableName="calls",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "a"}},
    )
    assert counts.take()["half_read_units"] == 1


def test_each_item_of_a_transaction_counts_twice(counted: tuple[AwsCounts, Any]) -> None:
    counts, dynamodb = counted
    dynamodb.put_item(TableName="calls", Item=KEY)
    counts.take()
    other = {**KEY, "sk": {"S": "c"}}
    exists = {"ConditionExpression": "attribute_exists(pk)", "TableName": "calls", "Key": KEY}
    puts = [
        {"Put": {"TableName": "calls", "Item": item}} for item in (other, {**DUE, "sk": {"S": "d"}})
    ]
    dynamodb.transact_write_items(TransactItems=[*puts, {"ConditionCheck": exists}])
    assert counts.take() == {"aws_requests": 1, "write_units": 8, "half_read_units": 0}


def test_each_item_of_a_batch_counts_for_itself(counted: tuple[AwsCounts, Any]) -> None:
    counts, dynamodb = counted
    large = {**KEY, "text": {"S": "a" * 5000}}
    dynamodb.put_item(TableName="calls", Item=large)
    counts.take()
    keys = [KEY, {**KEY, "sk": {"S": "missing"}}]
    for consistent, halves in ((True, 6), (False, 3)):
        asked = {"Keys": keys, "ConsistentRead": consistent}
        dynamodb.batch_get_item(RequestItems={"calls": asked})
        assert counts.take()["half_read_units"] == halves


def test_other_services_are_counted_by_name(counted: tuple[AwsCounts, Any]) -> None:
    counts, _ = counted
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="recordings")
    counts.take()
    s3.put_object(Bucket="recordings", Key="a", Body=b"x")
    s3.get_object(Bucket="recordings", Key="a")
    boto3.client("secretsmanager").list_secrets()
    found = counts.take()
    assert (found["s3_writes"], found["s3_reads"]) == (1, 1)
    assert found["secretsmanager_requests"] == 1
    assert found["aws_requests"] == 3
