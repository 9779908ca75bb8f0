"""Creates tables like the template's limiter and tokens tables, under moto."""

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
    """Makes conditional writes atomic, as in DynamoDB. moto checks and writes in two steps, and
    another thread can write between them."""
    lock, put_item = Lock(), client.put_item

    def locked_put(**arguments: Any) -> Any:  # boto3's own signature
        with lock:
            return put_item(**arguments)

    client.put_item = locked_put  # type: ignore[method-assign]
    return client
