"""The tables of limits and tokens as the template makes them, for adapters under moto."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def hashed_table(client: DynamoDBClient, name: str) -> str:
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    return name


def atomic(client: DynamoDBClient) -> DynamoDBClient:
    """DynamoDB writes an item atomically; moto looks and writes in two steps that threads can
    come between."""
    lock, put_item = Lock(), client.put_item

    def put_alone(**arguments: Any) -> Any:  # the shape is boto3's
        with lock:
            return put_item(**arguments)

    client.put_item = put_alone  # type: ignore[method-assign]
    return client
